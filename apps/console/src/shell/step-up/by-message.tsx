import { Button, Stack } from '@mantine/core';
import { otpExpired, otpInvalid } from '@sutra/contracts/identity';
import { formatMobile } from '@sutra/sdk/mobile-number';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useText } from '../../app/text.ts';
import { CodeFoot } from '../../pages/sign-in/code-form.tsx';
import { type Sent, sendCode } from '../../pages/sign-in/mobile-form.tsx';
import { SignInProblem } from '../../pages/sign-in/sign-in-problem.tsx';
import { ProofProblem } from '../../proof/proof-problem.tsx';
import { SixDigits } from '../../proof/six-digits.tsx';

export interface ByMessageProps {
  mobile: string;
  submit: string;
  prove: (challengeId: string, code: string) => Promise<unknown>;
}

/** A code to the person's own number. */
export function ByMessage({ mobile, submit, prove }: ByMessageProps) {
  const text = useText();
  const [sent, setSent] = useState<Sent | null>(null);
  const send = useMutation({ mutationFn: sendCode, onSuccess: setSent });
  if (sent === null)
    return (
      <Stack gap="md">
        {send.error === null ? null : <SignInProblem error={send.error} of="codes" />}
        <Button data-autofocus fullWidth loading={send.isPending} onClick={() => send.mutate(mobile)}>
          {text('shell.signInAgain.sendCode', { mobile: formatMobile(mobile) })}
        </Button>
      </Stack>
    );
  return (
    <SixDigits
      label={text('signIn.code')}
      description={text('signIn.code.help', { mobile: formatMobile(mobile) })}
      submit={submit}
      beside={[otpInvalid.code, otpExpired.code]}
      run={(code) => prove(sent.challengeId, code)}
      problem={(error) => <ProofProblem error={error} />}
    >
      <CodeFoot sent={sent} onSent={setSent} />
    </SixDigits>
  );
}
