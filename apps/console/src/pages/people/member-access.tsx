import { Button, Group } from '@mantine/core';
import { recordChanged } from '@sutra/contracts/failures';
import { listMembers, type Member, updateMember } from '@sutra/contracts/people';
import { listRoles } from '@sutra/contracts/roles';
import { isFailure } from '@sutra/sdk/problem';
import { Confirm } from '@sutra/ui/confirm';
import { RecordForm, useRecordForm } from '@sutra/ui/form/form';
import { useFormat } from '@sutra/ui/format';
import { MultiSelectField } from '@sutra/ui/form/form-fields';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { apiQuery } from '../../app/api.ts';
import { session, useSignedIn } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { useAnnounce } from '../../shell/announce.ts';
import { AccessEndFields } from './access-end.tsx';
import { accessEnd, type ChosenEnd, dayOf, NO_END } from './access-end.rules.ts';
import { roleOptions } from './role-options.ts';

interface Access {
  roles: readonly string[];
  status: Member['status'];
  endsAt?: Date | null | undefined;
}

/** What somebody who manages people can do about a member: change the roles or the end, suspend, let work again. */
export function MemberAccess({ member }: { member: Member }) {
  const text = useText();
  const [isEditing, setEditing] = useState<'roles' | 'end' | null>(null);
  const isOneself = useSignedIn().user.id === member.id;
  const [isAsked, setAsked] = useState(false);
  const change = useChange(member);
  const isActive = member.status === 'active';
  if (isEditing === 'roles') return <RolesForm member={member} onClose={() => setEditing(null)} />;
  if (isEditing === 'end') return <EndForm member={member} onClose={() => setEditing(null)} />;
  return (
    <Group gap="xs">
      <Button size="xs" variant="default" onClick={() => setEditing('roles')}>
        {text('people.roles.change')}
      </Button>
      {isOneself ? null : (
        <Button size="xs" variant="default" onClick={() => setEditing('end')}>
          {text('people.until.change')}
        </Button>
      )}
      <Button size="xs" variant="default" onClick={() => setAsked(true)}>
        {text(isActive ? 'people.suspend' : 'people.resume')}
      </Button>
      <Confirm
        opened={isAsked}
        onClose={() => setAsked(false)}
        title={text(isActive ? 'people.suspend.ask' : 'people.resume.ask', { name: member.name })}
        consequence={text(isActive ? 'people.suspend.consequence' : 'people.resume.consequence')}
        action={text(isActive ? 'people.suspend' : 'people.resume')}
        isHarmless={!isActive}
        onConfirm={() => change({ roles: member.roles, status: isActive ? 'suspended' : 'active' })}
      />
    </Group>
  );
}

function RolesForm({ member, onClose }: { member: Member; onClose: () => void }) {
  const text = useText();
  const announce = useAnnounce();
  const roles = useQuery(apiQuery(listRoles));
  const change = useChange(member);
  const { roles: held, status } = member;
  const current: Access = { roles: held, status };
  const form = useRecordForm({
    schema: updateMember.body,
    initialValues: { ...current },
    onSubmit: async (body) => {
      await change(body);
      announce({
        title: text('people.roles.changed', { name: member.name }),
        message: text('people.roles.changed.help'),
      });
    },
    onSaved: onClose,
  });
  return (
    <RecordForm form={form} label={text('people.roles.change')} submit={text('people.roles.save')} onCancel={onClose}>
      <MultiSelectField
        field={form.field('roles')}
        label={text('people.roles')}
        description={text('people.invite.roles.help')}
        required
        options={roleOptions(text, roles.data?.items, member)}
      />
    </RecordForm>
  );
}

/** When the access ends: who is there for a time needs nobody to remember it. */
function EndForm({ member, onClose }: { member: Member; onClose: () => void }) {
  const text = useText();
  const format = useFormat();
  const announce = useAnnounce();
  const change = useChange(member);
  const { roles, status, endsAt } = member;
  const initialValues: ChosenEnd = endsAt === null ? NO_END : { until: 'date', untilDay: dayOf(endsAt) };
  const form = useRecordForm({
    schema: updateMember.body,
    initialValues: { ...initialValues },
    toInput: (chosen) => ({ roles, status, endsAt: accessEnd(chosen, new Date())?.toISOString() ?? null }),
    toField: (path) => (path === 'endsAt' ? 'until' : undefined),
    onSubmit: async (body) => {
      await change(body);
      announce({
        title: text('people.until.changed', { name: member.name }),
        message: body.endsAt ? text('people.until.ends', { at: format.exact(body.endsAt) }) : text('people.until.none'),
      });
    },
    onSaved: onClose,
  });
  return (
    <RecordForm form={form} label={text('people.until.change')} submit={text('people.until.save')} onCancel={onClose}>
      <AccessEndFields form={form} />
    </RecordForm>
  );
}

function useChange(member: Member): (access: Access) => Promise<void> {
  const queries = useQueryClient();
  return async (access) => {
    try {
      await session.call(updateMember, {
        params: { userId: member.id },
        body: {
          roles: [...access.roles],
          status: access.status,
          ...(access.endsAt !== undefined && { endsAt: access.endsAt }),
        },
        version: member.version,
      });
    } catch (error) {
      // Whoever was first may have wanted something else: their roles are shown before anything is said anew.
      if (!isFailure(error, recordChanged)) throw error;
      await queries.invalidateQueries({ queryKey: [listMembers.id] });
      throw error;
    }
    await Promise.all([listMembers, listRoles].map(({ id }) => queries.invalidateQueries({ queryKey: [id] })));
  };
}
