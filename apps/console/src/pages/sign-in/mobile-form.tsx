import { Button, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { normaliseMobile } from '@sutra/sdk/mobile-number';
import { useMutation } from '@tanstack/react-query';
import { session } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { useRefusal } from './refusals.ts';
import { SignInProblem } from './sign-in-problem.tsx';

export interface Sent {
  mobile: string;
  challengeId: string;
  /** On this device's clock. */
  resendAtMs: number;
}

// The server's time against a clock that may be wrong: nobody waits longer than this.
const LONGEST_WAIT_MS = 60_000;

export async function sendCode(mobile: string): Promise<Sent> {
  const answer = await session.requestOtp(mobile);
  const waitMs = Math.min(answer.resendAfter.getTime() - Date.now(), LONGEST_WAIT_MS);
  return { mobile, challengeId: answer.challengeId, resendAtMs: Date.now() + waitMs };
}

export function MobileForm({ onSent }: { onSent: (sent: Sent) => void }) {
  const text = useText();
  const form = useForm({
    initialValues: { mobile: '' },
    validate: { mobile: (value) => (normaliseMobile(value) === null ? text('signIn.mobile.invalid') : null) },
  });
  const send = useMutation({ mutationFn: sendCode, onSuccess: onSent });
  const { beside, rest } = useRefusal(send.error, { codes: [], paths: ['body.mobile'] });
  return (
    <form noValidate onSubmit={form.onSubmit(({ mobile }) => send.mutate(normaliseMobile(mobile)!))}>
      <Stack gap="md">
        <TextInput
          label={text('signIn.mobile')}
          description={text('signIn.mobile.help')}
          placeholder="98000 00001"
          type="tel"
          autoComplete="tel webauthn"
          inputMode="tel"
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the page is there for this field
          autoFocus
          {...form.getInputProps('mobile')}
          error={form.errors['mobile'] ?? beside}
        />
        {rest === null ? null : <SignInProblem error={rest} of="codes" />}
        <Button type="submit" loading={send.isPending} fullWidth>
          {text('signIn.sendCode')}
        </Button>
      </Stack>
    </form>
  );
}
