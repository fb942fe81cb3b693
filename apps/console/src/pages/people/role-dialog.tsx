import { recordChanged } from '@sutra/contracts/failures';
import { listInvitations, listMembers } from '@sutra/contracts/people';
import { createRole, listRoles, Role, RoleDefinition, updateRole } from '@sutra/contracts/roles';
import { isFailure } from '@sutra/sdk/problem';
import { MergeDialog } from '@sutra/ui/change/merge-dialog';
import { RecordForm, useRecordForm } from '@sutra/ui/form/form';
import { SelectField, TextField } from '@sutra/ui/form/form-fields';
import { Dialog } from '@sutra/ui/dialog';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { session, useSignedIn } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { useAnnounce } from '../../shell/announce.ts';
import { PermissionsField } from './permissions-field.tsx';
import { permissionWords, roleName } from './words.ts';

export interface RoleDialogProps {
  opened: boolean;
  /** The role to change, as it was when somebody began to; null for a new one. */
  role: Role | null;
  /** What a new one can be copied from. */
  roles: readonly Role[];
  onClose: () => void;
}

export function RoleDialog({ opened, role, roles, onClose }: RoleDialogProps) {
  const text = useText();
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      size={560}
      title={role === null ? text('people.role.new') : text('people.role.change.named', { name: role.name ?? '' })}
    >
      <RoleForm role={role} roles={roles} onClose={onClose} />
    </Dialog>
  );
}

interface Typed {
  name: string;
  permissions: readonly string[];
  copyFrom: string | null;
}

interface Conflict {
  mine: RoleDefinition;
  theirs: Role;
  seenAt: Date;
}
const definitionOf = ({ name, permissions }: Role): RoleDefinition => ({ name: name ?? '', permissions });

function RoleForm({ role, roles, onClose }: Omit<RoleDialogProps, 'opened'>) {
  const text = useText();
  const announce = useAnnounce();
  const { permissions: held } = useSignedIn();
  const refetch = useRefetch();
  const [conflict, setConflict] = useState<Conflict | null>(null);

  const store = async (definition: RoleDefinition, version: number | null) => {
    const saved =
      role === null || version === null
        ? await session.call(createRole, { body: definition })
        : await session.call(updateRole, { params: { roleId: role.id }, body: definition, version });
    const isNew = role === null;
    await refetch();
    announce({
      title: text(isNew ? 'people.role.created' : 'people.role.changed', { name: saved.name ?? '' }),
      message: text(isNew ? 'people.role.created.help' : 'people.roles.changed.help'),
    });
  };
  const initialValues: Typed = { name: role?.name ?? '', permissions: role?.permissions ?? [], copyFrom: null };
  const form = useRecordForm({
    schema: RoleDefinition,
    initialValues,
    toInput: ({ name, permissions }) => ({ name: name.trim(), permissions }),
    onSubmit: async (definition) => {
      try {
        await store(definition, role?.version ?? null);
      } catch (error) {
        if (!isFailure(error, recordChanged)) throw error;
        setConflict({ mine: definition, theirs: Role.parse(error.problem.current), seenAt: new Date() });
        return false;
      }
      return true;
    },
    onSaved: onClose,
  });
  const copy = (id: string | null) => {
    const from = roles.find((one) => one.id === id);
    if (from === undefined) return;
    form.setValues({ copyFrom: id, permissions: from.permissions.filter((permission) => held.includes(permission)) });
  };
  const copyFrom = form.field('copyFrom');
  return (
    <>
      <RecordForm
        form={form}
        label={text(role === null ? 'people.role.new' : 'people.role.change')}
        submit={text('people.role.save')}
        onCancel={onClose}
      >
        <TextField
          field={form.field('name')}
          label={text('people.name')}
          description={text('people.role.name.help')}
          required
          maxLength={60}
        />
        {role === null ? (
          <SelectField
            field={{ ...copyFrom, onChange: copy }}
            label={text('people.role.copy')}
            description={text('people.role.copy.help')}
            options={roles.map(({ id, name }) => ({ value: id, label: name ?? roleName(text, id) }))}
          />
        ) : null}
        <PermissionsField
          field={form.field('permissions')}
          label={text('people.role.may')}
          description={text('people.role.permissions.help')}
          permissions={held}
        />
      </RecordForm>
      {conflict === null || role === null ? null : (
        <MergeDialog
          opened
          onClose={() => setConflict(null)}
          base={definitionOf(role)}
          mine={conflict.mine}
          theirs={definitionOf(conflict.theirs)}
          changedBy={conflict.theirs.changedBy ?? text('organisation.somebody')}
          changedAt={conflict.theirs.changedAt ?? conflict.seenAt}
          labelOf={(field) => text(field === 'name' ? 'people.name' : 'people.role.may')}
          formatValue={(value, field) =>
            field === 'permissions' && Array.isArray(value)
              ? value.map((permission) => permissionWords(text, String(permission))).join(', ')
              : undefined
          }
          onSave={async (merged) => {
            await store(merged, conflict.theirs.version);
            onClose();
          }}
        />
      )}
    </>
  );
}

/** A role's name stands wherever people and invitations do. */
export function useRefetch(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    const stale = [listRoles, listMembers, listInvitations];
    await Promise.all(stale.map(({ id }) => queries.invalidateQueries({ queryKey: [id] })));
  };
}
