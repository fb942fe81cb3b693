import { Anchor, Stack, Text } from '@mantine/core';
import { listMembers, type Member } from '@sutra/contracts/people';
import { formatMobile } from '@sutra/sdk/mobile-number';
import { Empty } from '@sutra/ui/empty';
import { useFormat } from '@sutra/ui/format';
import { PeopleIcon } from '@sutra/ui/icons';
import { type Column, QueryTable } from '@sutra/ui/table/query-table';
import { Facts } from '@sutra/ui/record-page';
import { StateBadge } from '@sutra/ui/state-badge';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { apiQuery } from '../../app/api.ts';
import { present } from '../../app/search.ts';
import { useCan } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { MemberAccess } from './member-access.tsx';
import { MemberNumber } from './member-number.tsx';
import styles from './people.module.css';
import { SearchField } from '../../shell/search-field.tsx';
import { roleName, roleNames, rolePurpose } from './words.ts';

const PAGE_SIZE = 50;

export function Members() {
  const text = useText();
  const format = useFormat();
  const { q, cursor, open } = useSearch({ from: '/signed-in/people' });
  const navigate = useNavigate({ from: '/people' });
  const query = useQuery({
    ...apiQuery(listMembers, { query: { limit: PAGE_SIZE, ...present({ q, cursor }) } }),
    placeholderData: keepPreviousData,
  });
  const columns = useMemo<Column<Member>[]>(
    () => [
      {
        id: 'name',
        header: text('people.name'),
        card: 'title',
        width: 180,
        cell: ({ name }) => <bdi className={styles.name}>{name}</bdi>,
      },
      {
        id: 'roles',
        header: text('people.roles'),
        wraps: true,
        cell: ({ roles, ownRoles }) => roleNames(text, roles, ownRoles),
      },
      {
        id: 'mobile',
        header: text('people.mobile'),
        cell: ({ mobile }) => (mobile === null ? null : formatMobile(mobile)),
      },
      { id: 'email', header: text('people.email'), cell: ({ email }) => email },
      { id: 'joined', header: text('people.joined'), cell: ({ joinedAt }) => format.date(joinedAt) },
      {
        id: 'until',
        header: text('people.until'),
        cell: ({ endsAt }) => endsAt && <span title={format.exact(endsAt)}>{format.date(endsAt)}</span>,
      },
      {
        id: 'status',
        header: text('people.status'),
        card: 'corner',
        cell: (member) => <MemberStatus member={member} />,
      },
    ],
    [text, format],
  );
  return (
    <QueryTable
      label={text('people.members')}
      name="people.members"
      query={query}
      columns={columns}
      rowId={({ id }) => id}
      empty={
        q === undefined ? (
          <Empty icon={PeopleIcon} title={text('people.empty')} />
        ) : (
          <Empty icon={PeopleIcon} title={text('people.nobody', { text: q })}>
            {text('people.nobody.help')}
          </Empty>
        )
      }
      toolbar={
        <SearchField
          label={text('people.search')}
          value={q}
          onSearch={(next) => void navigate({ search: ({ open }) => present({ q: next, open }), replace: true })}
        />
      }
      paging={{ cursor, onCursor: (next) => void navigate({ search: present({ q, cursor: next }) }) }}
      details={{
        open,
        onOpen: (id) =>
          void navigate({ search: (now) => present({ ...now, open: id }), replace: true, resetScroll: false }),
        name: ({ name }) => name,
        render: (member) => <MemberDetails member={member} />,
      }}
    />
  );
}

function MemberStatus({ member: { status, hasEnded } }: { member: Pick<Member, 'status' | 'hasEnded'> }) {
  const text = useText();
  if (hasEnded) return <StateBadge tone="neutral">{text('people.status.ended')}</StateBadge>;
  return status === 'active' ? (
    <StateBadge tone="good">{text('people.status.active')}</StateBadge>
  ) : (
    <StateBadge tone="warning">{text('people.status.suspended')}</StateBadge>
  );
}

function MemberDetails({ member }: { member: Member }) {
  const text = useText();
  const format = useFormat();
  const mayManage = useCan('people.manage');
  const { mobile, email, roles, ownRoles, joinedAt, endsAt } = member;
  return (
    <Stack gap="lg">
      <Facts
        facts={[
          {
            label: text('people.mobile'),
            value: mobile && (
              <Anchor href={`tel:${mobile}`} inherit>
                {formatMobile(mobile)}
              </Anchor>
            ),
          },
          {
            label: text('people.email'),
            value: email && (
              <Anchor href={`mailto:${email}`} inherit>
                {email}
              </Anchor>
            ),
          },
          { label: text('people.joined'), value: format.date(joinedAt) },
          {
            label: text('people.until'),
            value: endsAt === null ? text('people.until.none') : format.exact(endsAt),
          },
          { label: text('people.status'), value: <MemberStatus member={member} /> },
          ...(member.isMobileReported
            ? [
                {
                  label: text('people.number'),
                  value: <StateBadge tone="warning">{text('people.number.reported')}</StateBadge>,
                },
              ]
            : []),
        ]}
      />
      <section aria-label={text('people.roles')}>
        <Stack gap="sm">
          {roles.map((role) => (
            <div key={role}>
              <Text size="sm" fw={600}>
                {roleName(text, role, ownRoles)}
              </Text>
              <Text size="sm" c="dimmed">
                {rolePurpose(text, role) ?? text('people.role.own')}
              </Text>
            </div>
          ))}
        </Stack>
      </section>
      {mayManage ? <MemberAccess key={`${member.id} ${member.version}`} member={member} /> : null}
      {mayManage && mobile !== null ? <MemberNumber member={member} mobile={mobile} /> : null}
    </Stack>
  );
}
