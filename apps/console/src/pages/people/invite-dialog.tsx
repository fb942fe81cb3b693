import { createInvitation, listInvitations } from '@sutra/contracts/people';
import { listRoles } from '@sutra/contracts/roles';
import { Mobile } from '@sutra/contracts/wire';
import { formatMobile, normaliseMobile } from '@sutra/sdk/mobile-number';
import { RecordForm, useRecordForm } from '@sutra/ui/form/form';
import { MultiSelectField, TextField } from '@sutra/ui/form/form-fields';
import { Problem } from '@sutra/ui/problem';
import { Dialog } from '@sutra/ui/dialog';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { apiQuery } from '../../app/api.ts';
import { session } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { worded } from '../../app/worded.ts';
import { useAnnounce } from '../../shell/announce.ts';
import { AccessEndFields } from './access-end.tsx';
import { accessEnd, NO_END } from './access-end.rules.ts';
import { roleOptions } from './role-options.ts';

export interface InviteDialogProps {
  opened: boolean;
  onClose: () => void;
  onInvited: () => void;
}

export function InviteDialog({ opened, onClose, onInvited }: InviteDialogProps) {
  const text = useText();
  return (
    <Dialog opened={opened} onClose={onClose} title={text('people.invite.title')}>
      <InviteForm onClose={onClose} onInvited={onInvited} />
    </Dialog>
  );
}

const NOTHING = { name: '', mobile: '', roles: [] as readonly string[], ...NO_END };

function InviteForm({ onClose, onInvited }: Omit<InviteDialogProps, 'opened'>) {
  const text = useText();
  const announce = useAnnounce();
  const queries = useQueryClient();
  const roles = useQuery(apiQuery(listRoles));
  const schema = useMemo(
    () => createInvitation.body.extend({ mobile: worded(Mobile, text('people.mobile.invalid')) }),
    [text],
  );
  const form = useRecordForm({
    schema,
    initialValues: NOTHING,
    toInput: ({ name, mobile, roles: chosen, until, untilDay }) => ({
      name: name.trim(),
      mobile: normaliseMobile(mobile) ?? mobile,
      roles: chosen,
      accessEndsAt: accessEnd({ until, untilDay }, new Date())?.toISOString() ?? null,
    }),
    toField: (path) => (path === 'accessEndsAt' ? 'until' : undefined),
    onSubmit: async (body) => {
      try {
        const { accessEndsAt = null, ...invitation } = body;
        await session.call(createInvitation, { body: { ...invitation, accessEndsAt } });
      } finally {
        void queries.invalidateQueries({ queryKey: [listInvitations.id] });
      }
      announce({
        title: text('people.invite.done', { name: body.name }),
        message: text('people.invite.done.help', { mobile: formatMobile(body.mobile) }),
      });
    },
    onSaved: () => {
      onClose();
      onInvited();
    },
  });
  return (
    <RecordForm
      form={form}
      label={text('people.invite.title')}
      submit={text('people.invite.submit')}
      isGuarded={false}
      onCancel={onClose}
    >
      <TextField field={form.field('name')} label={text('people.name')} required maxLength={200} />
      <TextField
        field={form.field('mobile')}
        label={text('people.mobile')}
        description={text('people.invite.mobile.help')}
        required
        type="tel"
        inputMode="tel"
        placeholder="98000 00001"
      />
      {roles.error === null ? null : <Problem error={roles.error} onRetry={() => void roles.refetch()} />}
      <MultiSelectField
        field={form.field('roles')}
        label={text('people.roles')}
        description={text('people.invite.roles.help')}
        required
        options={roleOptions(text, roles.data?.items)}
      />
      <AccessEndFields form={form} />
    </RecordForm>
  );
}
