import { Button, PasswordInput } from '@mantine/core';
import { changePassword } from '@sutra/contracts/password';
import { listSessions } from '@sutra/contracts/sessions';
import { SutraProblem } from '@sutra/sdk/problem';
import { RecordForm, useRecordForm } from '@sutra/ui/form/form';
import { type FieldProps, useFieldInput } from '@sutra/ui/form/form-fields';
import { useDescribeProblem } from '@sutra/ui/problem';
import { Dialog } from '@sutra/ui/dialog';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { session } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { useAnnounce } from '../../shell/announce.ts';

/** Another password for myself, or a first one; whoever has been here longer shows once more that it is them. */
export function ChangePasswordButton() {
  const text = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button variant="default" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {text('sessions.password')}
      </Button>
      <Dialog opened={isOpen} onClose={() => setOpen(false)} title={text('sessions.password')}>
        <ChangePasswordForm onClose={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function ChangePasswordForm({ onClose }: { onClose: () => void }) {
  const text = useText();
  const announce = useAnnounce();
  const queries = useQueryClient();
  const inWords = useInWords();
  const form = useRecordForm({
    schema: changePassword.body,
    initialValues: { newPassword: '' },
    onSubmit: async (body) => {
      const { sessionsEnded } = await session.call(changePassword, { body }).catch((error: unknown) => {
        throw inWords(error);
      });
      announce({
        title: text('sessions.password.changed'),
        message: text('sessions.password.changed.help', { count: sessionsEnded }),
      });
      await queries.invalidateQueries({ queryKey: [listSessions.id] });
    },
    onSaved: onClose,
  });
  return (
    <RecordForm
      form={form}
      label={text('sessions.password')}
      submit={text('sessions.password.save')}
      isGuarded={false}
      actions={
        <Button variant="default" onClick={onClose}>
          {text('ui.cancel')}
        </Button>
      }
    >
      <NewPasswordField
        field={form.field('newPassword')}
        label={text('sessions.password.new')}
        description={text('sessions.password.new.help')}
        required
      />
    </RecordForm>
  );
}

function NewPasswordField(props: FieldProps<string>) {
  const text = useText();
  const { field } = props;
  return (
    <PasswordInput
      {...useFieldInput(props)}
      autoComplete="new-password"
      data-autofocus
      maxLength={256}
      visibilityToggleButtonProps={{ 'aria-label': text('sessions.password.show'), tabIndex: 0 }}
      value={field.value}
      onChange={({ currentTarget: { value } }) => field.onChange(value)}
    />
  );
}

/** The server names the field in English; beside it stand the words of the page for that failure. */
function useInWords(): (error: unknown) => unknown {
  const describe = useDescribeProblem();
  return (error) => {
    if (!(error instanceof SutraProblem) || !error.problem.code.startsWith('password.')) return error;
    const { title } = describe(error);
    const errors = error.problem.errors?.map(({ path }) => ({ path, message: title }));
    return new SutraProblem({ ...error.problem, ...(errors && { errors }) });
  };
}
