import { Button, PasswordInput, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { invalidCredentials } from '@sutra/contracts/identity';
import { isFailure } from '@sutra/sdk/problem';
import { useMutation } from '@tanstack/react-query';
import { useText } from '../app/text.ts';
import { ProofProblem } from './proof-problem.tsx';

export interface ByPasswordProps {
  submit: string;
  prove: (password: string) => Promise<unknown>;
}

export function ByPassword({ submit, prove }: ByPasswordProps) {
  const text = useText();
  const form = useForm({
    initialValues: { password: '' },
    validate: { password: (value) => (value === '' ? text('signIn.password.missing') : null) },
  });
  const sent = useMutation({ mutationFn: prove });
  const isWrong = isFailure(sent.error, invalidCredentials);
  return (
    <form noValidate onSubmit={form.onSubmit(({ password }) => sent.mutate(password))}>
      <Stack gap="md">
        <PasswordInput
          label={text('signIn.password')}
          autoComplete="current-password"
          maxLength={256}
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- what shows it is there for this field
          autoFocus
          data-autofocus
          visibilityToggleButtonProps={{ 'aria-label': text('signIn.password.show'), tabIndex: 0 }}
          {...form.getInputProps('password')}
          error={form.errors['password'] ?? (isWrong ? text('proof.password.wrong') : null)}
        />
        {sent.error === null || isWrong ? null : <ProofProblem error={sent.error} />}
        <Button type="submit" loading={sent.isPending} fullWidth>
          {submit}
        </Button>
      </Stack>
    </form>
  );
}
