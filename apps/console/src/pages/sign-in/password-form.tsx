import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { MfaRequired } from '@sutra/contracts/identity';
import { describeDevice } from '@sutra/sdk/device';
import { normaliseMobile } from '@sutra/sdk/mobile-number';
import { useMutation } from '@tanstack/react-query';
import { session } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { useRefusal } from './refusals.ts';
import { SignInProblem } from './sign-in-problem.tsx';

export interface PasswordFormProps {
  /** Given, it is for that person alone. */
  identifier?: string;
  /** The password was right, and a second factor is set up. */
  onSecondStep: (waiting: MfaRequired) => void;
}

export function PasswordForm({ identifier: fixed, onSecondStep }: PasswordFormProps) {
  const text = useText();
  const form = useForm({
    initialValues: { identifier: fixed ?? '', password: '' },
    validate: {
      identifier: (value) => (identifierOf(value) === null ? text('signIn.identifier.invalid') : null),
      password: (value) => (value === '' ? text('signIn.password.missing') : null),
    },
  });
  const login = useMutation({
    mutationFn: ({ identifier, password }: typeof form.values) =>
      session.login({
        identifier: identifierOf(identifier)!,
        password,
        device: describeDevice(navigator.userAgent, navigator.maxTouchPoints),
      }),
    onSuccess: (answer) => {
      if ('mfaToken' in answer) onSecondStep(answer);
    },
  });
  const { beside, rest } = useRefusal(login.error, {
    codes: ['auth.invalid_credentials'],
    paths: ['body.password', 'body.identifier'],
  });
  return (
    <form noValidate onSubmit={form.onSubmit((values) => login.mutate(values))}>
      <Stack gap="md">
        <TextInput
          label={text('signIn.identifier')}
          autoComplete="username webauthn"
          autoCapitalize="none"
          spellCheck={false}
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the page is there for this field
          autoFocus={fixed === undefined}
          readOnly={fixed !== undefined}
          {...form.getInputProps('identifier')}
        />
        <PasswordInput
          label={text('signIn.password')}
          autoComplete="current-password"
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was asked for, and it is all that is missing
          autoFocus={fixed !== undefined}
          visibilityToggleButtonProps={{ 'aria-label': text('signIn.password.show'), tabIndex: 0 }}
          {...form.getInputProps('password')}
          error={form.errors['password'] ?? beside}
        />
        {rest === null ? null : <SignInProblem error={rest} of="passwords" />}
        <Button type="submit" loading={login.isPending} fullWidth>
          {text('signIn.submit')}
        </Button>
      </Stack>
    </form>
  );
}

/** An e-mail address, or a mobile number the way the server knows it. */
function identifierOf(value: string): string | null {
  const trimmed = value.trim();
  return /^[^\s@]+@[^\s@]+$/.test(trimmed) ? trimmed : normaliseMobile(trimmed);
}
