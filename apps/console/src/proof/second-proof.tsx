import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { CallInput } from '@sutra/contracts/endpoint';
import { secondFactorInvalid, type verifySecondFactor } from '@sutra/contracts/second-factors';
import { PasskeyIcon } from '@sutra/ui/icons';
import { useMutation } from '@tanstack/react-query';
import { useText } from '../app/text.ts';
import { useRefusal } from '../pages/sign-in/refusals.ts';
import { ProofProblem } from './proof-problem.tsx';
import styles from './proof.module.css';
import { SixDigits } from './six-digits.tsx';

export type SecondProof = CallInput<typeof verifySecondFactor>['body']['proof'];
export type SecondWay = SecondProof['method'];

export interface SecondProofFormProps {
  way: SecondWay;
  submit: string;
  /** What a passkey signs. */
  passkey: Record<string, unknown> | null;
  prove: (proof: SecondProof) => Promise<unknown>;
  /** Begins anew what is over. */
  onAgain: () => void;
}

const REFUSED = [secondFactorInvalid.code];
// The shortest that the server reads.
const RECOVERY_MIN_LENGTH = 8;

/** A second factor, or a recovery code in its place. */
export function SecondProofForm({ way, submit, passkey, prove, onAgain }: SecondProofFormProps) {
  const text = useText();
  if (way === 'passkey') return <ByPasskey passkey={passkey ?? {}} prove={prove} onAgain={onAgain} />;
  if (way === 'recovery') return <ByRecoveryCode submit={submit} prove={prove} onAgain={onAgain} />;
  return (
    <SixDigits
      label={text('proof.totp')}
      description={text('proof.totp.help')}
      submit={submit}
      beside={REFUSED}
      run={(code) => prove({ method: 'totp', code })}
      problem={(error) => <ProofProblem error={error} onAgain={onAgain} />}
    />
  );
}

type ByPasskeyProps = Pick<SecondProofFormProps, 'prove' | 'onAgain'> & { passkey: Record<string, unknown> };

function ByPasskey({ passkey, prove, onAgain }: ByPasskeyProps) {
  const text = useText();
  const asked = useMutation({
    mutationFn: async () => {
      const { askPasskey } = await import('./passkey.ts');
      return prove({ method: 'passkey', assertion: await askPasskey(passkey) });
    },
  });
  return (
    <Stack gap="sm">
      <Text size="sm">{text('proof.passkey.help')}</Text>
      {asked.error === null ? null : <ProofProblem error={asked.error} onAgain={onAgain} />}
      <Button
        fullWidth
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was asked for, and it is all that is missing
        autoFocus
        data-autofocus
        leftSection={<PasskeyIcon size={18} stroke={1.7} aria-hidden />}
        loading={asked.isPending}
        onClick={() => asked.mutate()}
      >
        {text('proof.passkey')}
      </Button>
    </Stack>
  );
}

function ByRecoveryCode({ submit, prove, onAgain }: Pick<SecondProofFormProps, 'submit' | 'prove' | 'onAgain'>) {
  const text = useText();
  const form = useForm({
    initialValues: { code: '' },
    validate: { code: (value) => (value.trim().length < RECOVERY_MIN_LENGTH ? text('proof.recovery.short') : null) },
  });
  const sent = useMutation({ mutationFn: (code: string) => prove({ method: 'recovery', code: code.trim() }) });
  const { beside, rest } = useRefusal(sent.error, { codes: REFUSED, paths: ['body.proof.code'] });
  return (
    <form noValidate onSubmit={form.onSubmit(({ code }) => sent.mutate(code))}>
      <Stack gap="md">
        <TextInput
          className={styles.recovery ?? ''}
          label={text('proof.recovery')}
          description={text('proof.recovery.help')}
          placeholder="7K3QF-9MBXW"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={40}
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was asked for
          autoFocus
          data-autofocus
          {...form.getInputProps('code')}
          error={form.errors['code'] ?? beside}
        />
        {rest === null ? null : <ProofProblem error={rest} onAgain={onAgain} />}
        <Button type="submit" loading={sent.isPending} fullWidth>
          {submit}
        </Button>
      </Stack>
    </form>
  );
}
