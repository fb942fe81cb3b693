import { createOrganisation, type OperatedOrganisation } from '@sutra/contracts/organisations';
import { formatMobile } from '@sutra/sdk/mobile-number';
import { RecordForm, useRecordForm } from '@sutra/ui/form/form';
import { SelectField, TextField } from '@sutra/ui/form/form-fields';
import { Dialog } from '@sutra/ui/dialog';
import { session } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { useAnnounce } from '../../shell/announce.ts';
import { useOrganisationsChanged } from './changed.ts';
import { OwnerFields, ownerInput, useOwnerSchemas } from './owner-fields.tsx';
import { KIND_WORDS } from './search.ts';

export interface NewOrganisationDialogProps {
  opened: boolean;
  onClose: () => void;
  onAdded: (id: string) => void;
}

export function NewOrganisationDialog({ opened, onClose, onAdded }: NewOrganisationDialogProps) {
  const text = useText();
  return (
    <Dialog opened={opened} onClose={onClose} title={text('operator.add')}>
      <NewOrganisationForm onClose={onClose} onAdded={onAdded} />
    </Dialog>
  );
}

type Kind = Exclude<OperatedOrganisation['kind'], 'operator'>;
const KINDS: readonly Kind[] = ['pharmacy', 'cotton'];
const NOTHING = { name: '', kind: null as Kind | null, owner: { name: '', mobile: '' } };

function NewOrganisationForm({ onClose, onAdded }: Omit<NewOrganisationDialogProps, 'opened'>) {
  const text = useText();
  const announce = useAnnounce();
  const changed = useOrganisationsChanged();
  const { organisation: schema } = useOwnerSchemas();
  const form = useRecordForm({
    schema,
    initialValues: NOTHING,
    toInput: ({ name, kind, owner }) => ({ name: name.trim(), kind: kind ?? undefined, owner: ownerInput(owner) }),
    onSubmit: async (body) => {
      const { id } = await session.call(createOrganisation, { body });
      await changed();
      announce({
        title: text('operator.added', { name: body.name }),
        message: text('operator.added.help', { mobile: formatMobile(body.owner.mobile) }),
      });
      onAdded(id);
    },
    onSaved: onClose,
  });
  return (
    <RecordForm
      form={form}
      label={text('operator.add')}
      submit={text('operator.add.submit')}
      isGuarded={false}
      onCancel={onClose}
    >
      <TextField field={form.field('name')} label={text('operator.name')} required maxLength={200} />
      <SelectField
        field={form.field('kind')}
        label={text('operator.kind')}
        description={text('operator.kind.help')}
        required
        options={KINDS.map((kind) => ({ value: kind, label: text(KIND_WORDS[kind]) }))}
      />
      <OwnerFields name={form.field('owner.name')} mobile={form.field('owner.mobile')} />
    </RecordForm>
  );
}
