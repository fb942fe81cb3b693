import { Anchor, Button, Stack, Text, TextInput } from '@mantine/core';
import { describeDevice } from '@sutra/sdk/device';
import { formatMobile } from '@sutra/sdk/mobile-number';
import { useNow } from '@sutra/ui/format';
import { Problem } from '@sutra/ui/problem';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { session } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { DemoHint } from './demo-hint.tsx';
import { type Sent, sendCode } from './mobile-form.tsx';
import { useRefusal } from './refusals.ts';
import { SignInProblem } from './sign-in-problem.tsx';
import styles from './sign-in.module.css';

const CODE_LENGTH = 6;

/** The six digits that were sent; complete, they are sent off by themselves. */
export function CodeForm({ sent, onSent }: { sent: Sent; onSent: (sent: Sent) => void }) {
  const text = useText();
  const [code, setCode] = useState('');
  const [tooShort, setTooShort] = useState(false);
  const verify = useMutation({
    mutationFn: (digits: string) =>
      session.verifyOtp({
        challengeId: sent.challengeId,
        code: digits,
        device: describeDevice(navigator.userAgent, navigator.maxTouchPoints),
      }),
    onError: () => setCode(''),
  });
  const { beside, rest } = useRefusal(verify.error, {
    codes: ['auth.otp_invalid', 'auth.otp_expired'],
    paths: ['body.code'],
  });
  const submit = (digits: string) => {
    setTooShort(digits.length !== CODE_LENGTH);
    if (digits.length === CODE_LENGTH && !verify.isPending) verify.mutate(digits);
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit(code);
      }}
    >
      <Stack gap="md">
        <TextInput
          className={styles.code ?? ''}
          label={text('signIn.code')}
          description={text('signIn.code.help', { mobile: formatMobile(sent.mobile) })}
          value={code}
          onChange={(event) => {
            // A message copied whole still gives its digits; spaces between them do not count.
            const digits = event.currentTarget.value.replaceAll(/\D/g, '').slice(0, CODE_LENGTH);
            setCode(digits);
            if (digits.length === CODE_LENGTH) submit(digits);
          }}
          inputMode="numeric"
          autoComplete="one-time-code"
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the page is there for this field
          autoFocus
          error={tooShort && code !== '' ? text('signIn.code.short') : beside}
        />
        {rest === null ? null : <Problem error={rest} />}
        <Button type="submit" loading={verify.isPending} fullWidth>
          {text('signIn.submit')}
        </Button>
        <Resend sent={sent} onSent={onSent} />
        <DemoHint to={sent.mobile} />
      </Stack>
    </form>
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
