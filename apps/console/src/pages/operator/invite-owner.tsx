import { Button } from '@mantine/core';
import { inviteOrganisationOwner, type OperatedOrganisationDetails } from '@sutra/contracts/organisations';
import { formatMobile } from '@sutra/sdk/mobile-number';
import { RecordForm, useRecordForm } from '@sutra/ui/form/form';
import { Dialog } from '@sutra/ui/dialog';
import { useState } from 'react';
import { session } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { useAnnounce } from '../../shell/announce.ts';
import { useOrganisationsChanged } from './changed.ts';
import { OwnerFields, ownerInput, useOwnerSchemas } from './owner-fields.tsx';

type Invited = Pick<OperatedOrganisationDetails, 'id' | 'name' | 'invitation'>;

/** Invites the first owner anew; what waits is withdrawn. */
export function InviteOwner({ organisation }: { organisation: Invited }) {
  const text = useText();
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  const title = text('operator.invite.title', { name: organisation.name });
  return (
    <>
      <Button size="xs" variant="default" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {text('operator.invite')}
      </Button>
      <Dialog opened={isOpen} onClose={close} title={title}>
        <InviteForm organisation={organisation} title={title} onClose={close} />
      </Dialog>
    </>
  );
}

function InviteForm({ organisation, title, onClose }: { organisation: Invited; title: string; onClose: () => void }) {
  const text = useText();
  const announce = useAnnounce();
  const changed = useOrganisationsChanged();
  const { owner: schema } = useOwnerSchemas();
  const { name = '', mobile = '' } = organisation.invitation ?? {};
  const form = useRecordForm({
    schema,
    initialValues: { name, mobile },
    toInput: ownerInput,
    onSubmit: async (body) => {
      try {
        await session.call(inviteOrganisationOwner, { params: { organisationId: organisation.id }, body });
      } finally {
        await changed();
      }
      announce({
        title: text('people.invite.done', { name: body.name }),
        message: text('people.invite.done.help', { mobile: formatMobile(body.mobile) }),
      });
    },
    onSaved: onClose,
  });
  return (
    <RecordForm form={form} label={title} submit={text('people.invite.submit')} isGuarded={false} onCancel={onClose}>
      <OwnerFields name={form.field('name')} mobile={form.field('mobile')} />
    </RecordForm>
  );
}
