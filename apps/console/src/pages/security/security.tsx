import { useText } from '../../app/text.ts';
import { Page } from '../../shell/page.tsx';
import { SecondFactors } from './second-factors.tsx';

/** What else than a code or a password shows that it is me. */
export function SecurityPage() {
  const text = useText();
  return (
    <Page
      title={text('security.title')}
      intro={text('security.intro')}
      trail={[{ label: text('sessions.title'), to: '/sessions' }]}
    >
      <SecondFactors />
    </Page>
  );
}
