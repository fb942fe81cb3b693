import { Stack } from '@mantine/core';
import { useText } from '../../app/text.ts';
import { Page } from '../../shell/page.tsx';
import { PinCard } from './pin-card.tsx';
import { SecondFactors } from './second-factors.tsx';

/** What else than a code or a password shows that it is me, and the PIN for a counter. */
export function SecurityPage() {
  const text = useText();
  return (
    <Page
      title={text('security.title')}
      intro={text('security.intro')}
      trail={[{ label: text('sessions.title'), to: '/sessions' }]}
    >
      <Stack gap="md" maw={760}>
        <SecondFactors />
        <PinCard />
      </Stack>
    </Page>
  );
}
