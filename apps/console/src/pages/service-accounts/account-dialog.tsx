import { createServiceAccount, listServiceAccounts } from '@sutra/contracts/service-accounts';
import { RecordForm, useRecordForm } from '@sutra/ui/form/form';
import { TextField } from '@sutra/ui/form/form-fields';
import { Dialog } from '@sutra/ui/dialog';
import { useQueryClient } from '@tanstack/react-query';
import { session } from '../../app/session.ts';
import { useText } from '../../app/text.ts';

export interface AccountDialogProps {
  opened: boolean;
  onClose: () => void;
  /** The new account is in the list: it can be opened. */
  onAdded: (id: string) => void;
}

export function AccountDialog({ opened, onClose, onAdded }: AccountDialogProps) {
  const text = useText();
  return (
    <Dialog opened={opened} onClose={onClose} title={text('accounts.add')}>
      <AccountForm onClose={onClose} onAdded={onAdded} />
    </Dialog>
  );
}

function AccountForm({ onClose, onAdded }: Omit<AccountDialogProps, 'opened'>) {
  const text = useText();
  const queries = useQueryClient();
  const form = useRecordForm({
    schema: createServiceAccount.body,
    initialValues: { name: '' },
    toInput: ({ name }) => ({ name: name.trim() }),
    onSubmit: async (body) => {
      const { id } = await session.call(createServiceAccount, { body });
      await queries.invalidateQueries({ queryKey: [listServiceAccounts.id] });
      onAdded(id);
    },
    onSaved: onClose,
  });
  return (
    <RecordForm
      form={form}
      label={text('accounts.add')}
      submit={text('accounts.add.submit')}
      isGuarded={false}
      onCancel={onClose}
    >
      <TextField
        field={form.field('name')}
        label={text('accounts.name')}
        description={text('accounts.name.help')}
        required
        maxLength={80}
      />
    </RecordForm>
  );
}
