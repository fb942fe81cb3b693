import { Anchor, Text } from '@mantine/core';
import type { MfaRequired } from '@sutra/contracts/identity';
import { describeDevice } from '@sutra/sdk/device';
import { formatMobile } from '@sutra/sdk/mobile-number';
import { useNow } from '@sutra/ui/format';
import { Problem } from '@sutra/ui/problem';
import { useMutation } from '@tanstack/react-query';
import { session } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { SixDigits } from '../../proof/six-digits.tsx';
import { DemoHint } from './demo-hint.tsx';
import { type Sent, sendCode } from './mobile-form.tsx';
import { SignInProblem } from './sign-in-problem.tsx';

export interface CodeFormProps {
  sent: Sent;
  onSent: (sent: Sent) => void;
  /** The code was right, and a second factor is set up. */
  onSecondStep: (waiting: MfaRequired) => void;
}

/** The six digits that were sent. */
export function CodeForm({ sent, onSent, onSecondStep }: CodeFormProps) {
  const text = useText();
  return (
    <SixDigits
      label={text('signIn.code')}
      description={text('signIn.code.help', { mobile: formatMobile(sent.mobile) })}
      submit={text('signIn.submit')}
      beside={['auth.otp_invalid', 'auth.otp_expired']}
      run={async (code) => {
        const answer = await session.verifyOtp({
          challengeId: sent.challengeId,
          code,
          device: describeDevice(navigator.userAgent, navigator.maxTouchPoints),
        });
        if ('mfaToken' in answer) onSecondStep(answer);
      }}
      problem={(error) => <Problem error={error} />}
    >
      <CodeFoot sent={sent} onSent={onSent} />
    </SixDigits>
  );
}

/** Another code, and where a demonstration shows the one that was sent. */
export function CodeFoot({ sent, onSent }: { sent: Sent; onSent: (sent: Sent) => void }) {
  return (
    <>
      <Resend sent={sent} onSent={onSent} />
      <DemoHint to={sent.mobile} />
    </>
  );
}

function Resend({ sent, onSent }: { sent: Sent; onSent: (sent: Sent) => void }) {
  const text = useText();
  const again = useMutation({ mutationFn: sendCode, onSuccess: onSent });
  const seconds = Math.ceil((sent.resendAtMs - useNow(1000)) / 1000);
  return (
    <div>
      {again.error === null ? null : <SignInProblem error={again.error} of="codes" />}
      {seconds > 0 ? (
        <Text size="sm" c="dimmed">
          {text('signIn.resendIn', { seconds })}
        </Text>
      ) : (
        <Anchor
          component="button"
          type="button"
          size="sm"
          disabled={again.isPending}
          onClick={() => again.mutate(sent.mobile)}
        >
          {text('signIn.resend')}
        </Anchor>
      )}
    </div>
  );
}
