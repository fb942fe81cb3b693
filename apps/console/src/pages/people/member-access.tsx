import { Button, Group } from '@mantine/core';
import { recordChanged } from '@sutra/contracts/failures';
import { listMembers, listRoles, type Member, updateMember } from '@sutra/contracts/people';
import { isFailure } from '@sutra/sdk/problem';
import { Confirm } from '@sutra/ui/confirm';
import { RecordForm, useRecordForm } from '@sutra/ui/form/form';
import { MultiSelectField } from '@sutra/ui/form/form-fields';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { apiQuery } from '../../app/api.ts';
import { session } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { useAnnounce } from '../../shell/announce.ts';
import { roleName } from './words.ts';

interface Access {
  roles: readonly string[];
  status: Member['status'];
}

/** What somebody who manages people can do about a member: change the roles, suspend, let work again. */
export function MemberAccess({ member }: { member: Member }) {
  const text = useText();
  const [isEditing, setEditing] = useState(false);
  const [isAsked, setAsked] = useState(false);
  const change = useChange(member);
  const isActive = member.status === 'active';
  if (isEditing) return <RolesForm member={member} onClose={() => setEditing(false)} />;
  return (
    <Group gap="xs">
      <Button size="xs" variant="default" onClick={() => setEditing(true)}>
        {text('people.roles.change')}
      </Button>
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
  const options = (roles.data?.items ?? [])
    .filter(({ id, mayGive }) => mayGive || member.roles.includes(id))
    .map(({ id }) => ({ value: id, label: roleName(text, id) }));
  return (
    <RecordForm form={form} label={text('people.roles.change')} submit={text('people.roles.save')} onCancel={onClose}>
      <MultiSelectField
        field={form.field('roles')}
        label={text('people.roles')}
        description={text('people.invite.roles.help')}
        required
        options={options}
      />
    </RecordForm>
  );
}

function useChange(member: Member): (access: Access) => Promise<void> {
  const queries = useQueryClient();
  return async (access) => {
    try {
      await session.call(updateMember, {
        params: { userId: member.id },
        body: { ...access, roles: [...access.roles] },
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
