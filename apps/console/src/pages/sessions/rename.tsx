import { Button } from '@mantine/core';
import { updateMe } from '@sutra/contracts/sessions';
import { RecordForm, useRecordForm } from '@sutra/ui/form/form';
import { TextField } from '@sutra/ui/form/form-fields';
import { Dialog } from '@sutra/ui/dialog';
import { useState } from 'react';
import { session, useSignedIn } from '../../app/session.ts';
import { useText } from '../../app/text.ts';

/** The name by which colleagues and the audit log know me. */
export function RenameButton() {
  const text = useText();
  const [isOpen, setOpen] = useState(false);
  const { user } = useSignedIn();
  return (
    <>
      <Button variant="default" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {text('sessions.rename')}
      </Button>
      <Dialog opened={isOpen} onClose={() => setOpen(false)} title={text('sessions.rename')}>
        <RenameForm name={user.name} onClose={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function RenameForm({ name, onClose }: { name: string; onClose: () => void }) {
  const text = useText();
  const form = useRecordForm({
    schema: updateMe.body,
    initialValues: { name },
    toInput: (typed) => ({ name: typed.name.trim() }),
    onSubmit: async (body) => {
      await session.call(updateMe, { body });
      // The name stands in the header, which knows it from the sign-in. If this fails it comes with the next refresh.
      await session.refresh().catch(() => undefined);
    },
    onSaved: onClose,
  });
  return (
    <RecordForm
      form={form}
      label={text('sessions.rename')}
      submit={text('sessions.rename.save')}
      isGuarded={false}
      onCancel={onClose}
    >
      <TextField
        field={form.field('name')}
        label={text('sessions.rename.name')}
        description={text('sessions.rename.help')}
        required
        maxLength={200}
      />
    </RecordForm>
  );
}
