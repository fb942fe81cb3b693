import { Button, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useText } from '../app/text.ts';
import { useRefusal } from '../pages/sign-in/refusals.ts';
import styles from './proof.module.css';

const LENGTH = 6;

export interface SixDigitsProps {
  label: string;
  description: string;
  submit: string;
  run: (digits: string) => Promise<unknown>;
  /** Codes of the failures that are told beside the field. */
  beside: readonly string[];
  /** How any other failure is told. */
  problem: (error: unknown) => ReactNode;
  children?: ReactNode;
}

/** A code of six digits; complete, it is sent off by itself. */
export function SixDigits({ label, description, submit, run, beside: codes, problem, children }: SixDigitsProps) {
  const text = useText();
  const [code, setCode] = useState('');
  const [tooShort, setTooShort] = useState(false);
  const sent = useMutation({ mutationFn: run, onError: () => setCode('') });
  const { beside, rest } = useRefusal(sent.error, { codes, paths: ['body.code', 'body.proof.code'] });
  const send = (digits: string) => {
    setTooShort(digits.length !== LENGTH);
    if (digits.length === LENGTH && !sent.isPending) sent.mutate(digits);
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        send(code);
      }}
    >
      <Stack gap="md">
        <TextInput
          className={styles.digits ?? ''}
          label={label}
          description={description}
          value={code}
          onChange={(event) => {
            // A message copied whole still gives its digits; spaces between them do not count.
            const digits = event.currentTarget.value.replaceAll(/\D/g, '').slice(0, LENGTH);
            setCode(digits);
            if (digits.length === LENGTH) send(digits);
          }}
          inputMode="numeric"
          autoComplete="one-time-code"
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- what shows it is there for this field
          autoFocus
          data-autofocus
          errorProps={{ role: 'alert' }}
          error={tooShort && code !== '' ? text('signIn.code.short') : beside}
        />
        {rest === null ? null : problem(rest)}
        <Button type="submit" loading={sent.isPending} fullWidth>
          {submit}
        </Button>
        {children}
      </Stack>
    </form>
  );
}
