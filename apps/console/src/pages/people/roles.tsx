import { Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { archiveRole, listRoles, type Role } from '@sutra/contracts/roles';
import { ConfirmAbout } from '@sutra/ui/confirm';
import { useDelayed } from '@sutra/ui/delayed';
import { AddIcon, DoneIcon } from '@sutra/ui/icons';
import { Problem } from '@sutra/ui/problem';
import { StateBadge } from '@sutra/ui/state-badge';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { apiQuery } from '../../app/api.ts';
import { session, useCan, useSignedIn } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import styles from './people.module.css';
import { RoleDialog, useRefetch } from './role-dialog.tsx';
import { permissionWords, roleName, rolePurpose } from './words.ts';

/** What each role is for, what it may do, and how many people hold it; own ones can be made and changed. */
export function Roles() {
  const text = useText();
  const mayManage = useCan('role.manage');
  const query = useQuery(apiQuery(listRoles));
  const isSlow = useDelayed(query.isPending);
  const [edited, setEdited] = useState<{ role: Role | null } | null>(null);
  const [asked, setAsked] = useState<Role | null>(null);
  if (query.error !== null) return <Problem error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data === undefined)
    return isSlow ? (
      <output className={styles.roles} aria-label={text('shell.loading')}>
        {[1, 2, 3, 4].map((card) => (
          <Skeleton key={card} height={140} radius={6} />
        ))}
      </output>
    ) : null;
  const { items } = query.data;
  return (
    <Stack gap="md">
      {mayManage ? (
        <Group justify="space-between" gap="sm">
          <Text size="sm" c="dimmed" maw={720}>
            {text('people.role.new.help')}
          </Text>
          <Button
            variant="default"
            leftSection={<AddIcon size={16} stroke={1.8} aria-hidden />}
            aria-haspopup="dialog"
            onClick={() => setEdited({ role: null })}
          >
            {text('people.role.new')}
          </Button>
        </Group>
      ) : null}
      <div className={styles.roles}>
        {items.map((role) => (
          <RoleCard key={role.id} role={role} onChange={() => setEdited({ role })} onArchive={() => setAsked(role)} />
        ))}
      </div>
      {edited === null ? null : <RoleDialog opened role={edited.role} roles={items} onClose={() => setEdited(null)} />}
      <AskArchive asked={asked} onClose={() => setAsked(null)} />
    </Stack>
  );
}

interface RoleCardProps {
  role: Role;
  onChange: () => void;
  onArchive: () => void;
}

function RoleCard({ role, onChange, onArchive }: RoleCardProps) {
  const { id, isOwn, permissions, members } = role;
  const text = useText();
  const headingId = useId();
  const mayManage = useCan('role.manage');
  const { permissions: held } = useSignedIn();
  const name = role.name ?? roleName(text, id);
  const mayChange = mayManage && isOwn && permissions.every((permission) => held.includes(permission));
  return (
    <section className={styles.role} aria-labelledby={headingId}>
      <div className={styles.roleHead}>
        <Title order={2} id={headingId}>
          <bdi>{name}</bdi>
        </Title>
        <Text size="sm" c="dimmed" className={styles.count ?? ''}>
          {text('people.role.members', { count: members })}
        </Text>
      </div>
      {isOwn ? (
        <StateBadge tone="info" icon={null}>
          {text('people.role.own')}
        </StateBadge>
      ) : (
        <Text size="sm" c="dimmed">
          {rolePurpose(text, id)}
        </Text>
      )}
      {permissions.length === 0 ? (
        <Text size="sm">{text('people.role.nothing')}</Text>
      ) : (
        <ul className={styles.permissions} aria-label={text('people.role.may')}>
          {permissions.map((permission) => (
            <li key={permission} title={permission}>
              <DoneIcon size={15} stroke={1.8} aria-hidden />
              <span>{permissionWords(text, permission)}</span>
            </li>
          ))}
        </ul>
      )}
      {mayChange ? (
        <Group gap="xs" className={styles.roleFoot}>
          <Button
            size="xs"
            variant="default"
            aria-haspopup="dialog"
            aria-label={text('people.role.change.named', { name })}
            onClick={onChange}
          >
            {text('people.role.change')}
          </Button>
          <Button
            size="xs"
            variant="default"
            c="var(--sutra-danger)"
            aria-haspopup="dialog"
            aria-label={text('people.role.archive.named', { name })}
            onClick={onArchive}
          >
            {text('people.role.archive')}
          </Button>
        </Group>
      ) : null}
    </section>
  );
}

function AskArchive({ asked, onClose }: { asked: Role | null; onClose: () => void }) {
  const text = useText();
  const refetch = useRefetch();
  return (
    <ConfirmAbout
      about={asked}
      onClose={onClose}
      words={({ id, name }) => ({
        title: text('people.role.archive.ask', { name: name ?? '' }),
        consequence: text('people.role.archive.consequence'),
        action: text('people.role.archive'),
        onConfirm: async () => {
          try {
            await session.call(archiveRole, { params: { roleId: id } });
          } finally {
            await refetch();
          }
        },
      })}
    />
  );
}
