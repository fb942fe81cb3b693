import { SETTINGS_READ } from '@sutra/contracts/settings';
import { useText } from '../../../app/text.ts';
import { Page } from '../../../shell/page.tsx';
import { ImportsTable } from './imports-table.tsx';

export function ImportsPage() {
  const text = useText();
  return (
    <Page
      title={text('settings.imports')}
      trail={[{ label: text('settings.title'), to: '/settings' }]}
      intro={text('settings.imports.purpose')}
      permission={SETTINGS_READ}
    >
      <ImportsTable />
    </Page>
  );
}
