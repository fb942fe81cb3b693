// A session that ran out while somebody worked: the page stays as it is, covered, until the same person has signed in again.
import { Anchor, Button, Modal, SegmentedControl, Stack, Text } from '@mantine/core';
import type { MfaRequired, SignedIn } from '@sutra/contracts/identity';
import { formatMobile } from '@sutra/sdk/mobile-number';
import { Problem } from '@sutra/ui/problem';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useText } from '../app/text.ts';
import { CodeForm } from '../pages/sign-in/code-form.tsx';
import { type Sent, sendCode } from '../pages/sign-in/mobile-form.tsx';
import { PasswordForm } from '../pages/sign-in/password-form.tsx';
import { SecondStep } from '../pages/sign-in/second-step.tsx';

export interface SignInAgainProps {
  opened: boolean;
  user: SignedIn['user'];
  /** Gives the page up. */
  onLeave: () => void;
}

export function SignInAgain({ opened, user, onLeave }: SignInAgainProps) {
  const text = useText();
  const [waiting, setWaiting] = useState<MfaRequired | null>(null);
  // Done, or given up: the next time begins with the first step.
  if (!opened && waiting !== null) setWaiting(null);
  return (
    <Modal
      opened={opened}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      size="sm"
      title={text('shell.signInAgain')}
      overlayProps={{ blur: 6, backgroundOpacity: 0.5 }}
    >
      <Stack gap="md">
        <Text size="sm">{text('shell.signInAgain.help', { name: user.name })}</Text>
        {waiting === null ? (
          <Ways user={user} onSecondStep={setWaiting} />
        ) : (
          <SecondStep waiting={waiting} onBack={() => setWaiting(null)} />
        )}
        <Anchor component="button" type="button" size="sm" ta="start" style={{ alignSelf: 'start' }} onClick={onLeave}>
          {text('shell.signInAgain.other')}
        </Anchor>
      </Stack>
    </Modal>
  );
}

interface WaysProps {
  user: SignedIn['user'];
  onSecondStep: (waiting: MfaRequired) => void;
}

function Ways({ user: { mobile, email }, onSecondStep }: WaysProps) {
  const text = useText();
  const [way, setWay] = useState<'code' | 'password'>(mobile === null ? 'password' : 'code');
  return (
    <>
      {mobile === null ? null : (
        <SegmentedControl
          fullWidth
          aria-label={text('signIn.method')}
          value={way}
          onChange={setWay}
          data={[
            { value: 'code', label: text('signIn.byCode') },
            { value: 'password', label: text('signIn.byPassword') },
          ]}
        />
      )}
      {way === 'code' && mobile !== null ? (
        <ByCode mobile={mobile} onSecondStep={onSecondStep} />
      ) : (
        <PasswordForm identifier={mobile ?? email ?? ''} onSecondStep={onSecondStep} />
      )}
    </>
  );
}

function ByCode({ mobile, onSecondStep }: { mobile: string; onSecondStep: WaysProps['onSecondStep'] }) {
  const text = useText();
  const [sent, setSent] = useState<Sent | null>(null);
  const send = useMutation({ mutationFn: sendCode, onSuccess: setSent });
  if (sent !== null) return <CodeForm sent={sent} onSent={setSent} onSecondStep={onSecondStep} />;
  return (
    <>
      {send.error === null ? null : <Problem error={send.error} />}
      <Button data-autofocus fullWidth loading={send.isPending} onClick={() => send.mutate(mobile)}>
        {text('shell.signInAgain.sendCode', { mobile: formatMobile(mobile) })}
      </Button>
    </>
  );
}
