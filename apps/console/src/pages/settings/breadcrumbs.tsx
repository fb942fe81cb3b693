import type { SettingKind } from '@sutra/contracts/settings';
import { Breadcrumbs } from '@sutra/ui/breadcrumbs';
import { useText } from '../../app/text.ts';
import { TextLink } from '../../shell/text-link.tsx';
import { KINDS } from './kinds.ts';

/** Settings › Locations › where one is. */
export function SettingBreadcrumbs({ kind, label }: { kind: SettingKind; label?: string }) {
  const text = useText();
  const name = text(KINDS[kind].name);
  const top = (
    <TextLink to="/settings" size="sm">
      {text('settings.title')}
    </TextLink>
  );
  const list = (
    <TextLink to="/settings/$kind" params={{ kind }} size="sm">
      {name}
    </TextLink>
  );
  return (
    <Breadcrumbs
      items={[
        { label: text('settings.title'), link: top },
        ...(label === undefined ? [{ label: name }] : [{ label: name, link: list }, { label }]),
      ]}
    />
  );
}
