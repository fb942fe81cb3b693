import { Skeleton, Text, Title } from '@mantine/core';
import { listRoles, type Role } from '@sutra/contracts/people';
import { useDelayed } from '@sutra/ui/delayed';
import { DoneIcon } from '@sutra/ui/icons';
import { Problem } from '@sutra/ui/problem';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { apiQuery } from '../../app/api.ts';
import { useText } from '../../app/text.ts';
import styles from './people.module.css';
import { permissionWords, roleName, rolePurpose } from './words.ts';

/** What each role is for, what it may do, and how many people hold it. */
export function Roles() {
  const text = useText();
  const query = useQuery(apiQuery(listRoles));
  const isSlow = useDelayed(query.isPending);
  if (query.error !== null) return <Problem error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data === undefined)
    return isSlow ? (
      <output className={styles.roles} aria-label={text('shell.loading')}>
        {[1, 2, 3, 4].map((card) => (
          <Skeleton key={card} height={140} radius={6} />
        ))}
      </output>
    ) : null;
  return (
    <div className={styles.roles}>
      {query.data.items.map((role) => (
        <RoleCard key={role.id} role={role} />
      ))}
    </div>
  );
}

function RoleCard({ role: { id, permissions, members } }: { role: Role }) {
  const text = useText();
  const headingId = useId();
  return (
    <section className={styles.role} aria-labelledby={headingId}>
      <div className={styles.roleHead}>
        <Title order={2} id={headingId}>
          {roleName(text, id)}
        </Title>
        <Text size="sm" c="dimmed" className={styles.count ?? ''}>
          {text('people.role.members', { count: members })}
        </Text>
      </div>
      <Text size="sm" c="dimmed">
        {rolePurpose(text, id)}
      </Text>
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
    </section>
  );
}
