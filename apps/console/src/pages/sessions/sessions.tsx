import { Button, Group, Tabs, Text } from '@mantine/core';
import { listSessions, revokeAllSessions, revokeSession } from '@sutra/contracts/sessions';
import type { HandlerOutput } from '@sutra/contracts/endpoint';
import { ConfirmAbout } from '@sutra/ui/confirm';
import { Empty } from '@sutra/ui/empty';
import { RelativeTime, useFormat } from '@sutra/ui/format';
import { BrowserIcon, DesktopIcon, MobileIcon } from '@sutra/ui/icons';
import { type Column, QueryTable } from '@sutra/ui/table/query-table';
import { StateBadge } from '@sutra/ui/state-badge';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { apiQuery } from '../../app/api.ts';
import { session } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { Page } from '../../shell/page.tsx';
import { ChangePasswordButton } from './change-password.tsx';
import { Contacts } from './contacts.tsx';
import { LoginHistory } from './login-history.tsx';
import { RenameButton } from './rename.tsx';
import styles from './sessions.module.css';

type SessionRow = HandlerOutput<typeof listSessions>['sessions'][number];
type Asked = { kind: 'one'; row: SessionRow } | { kind: 'others' } | { kind: 'all' };

const DEVICE_ICONS = { desktop: DesktopIcon, mobile: MobileIcon, browser: BrowserIcon } as const;

export function SessionsPage() {
  const text = useText();
  const format = useFormat();
  const [asked, setAsked] = useState<Asked | null>(null);
  const { tab } = useSearch({ from: '/signed-in/sessions' });
  const navigate = useNavigate({ from: '/sessions' });
  const query = useQuery({
    ...apiQuery(listSessions),
    select: ({ sessions }) => ({ items: sessions, nextCursor: null }),
  });
  const count = query.data?.items.length ?? 0;
  const columns = useMemo<Column<SessionRow>[]>(
    () => [
      {
        id: 'device',
        header: text('sessions.device'),
        card: 'title',
        width: 220,
        cell: (row) => <Device row={row} current={text('sessions.current')} />,
      },
      { id: 'active', header: text('sessions.lastActive'), cell: (row) => <RelativeTime value={row.lastActiveAt} /> },
      { id: 'signedIn', header: text('sessions.signedIn'), cell: (row) => <RelativeTime value={row.createdAt} /> },
      {
        id: 'expires',
        header: text('sessions.expires'),
        cell: (row) => <span title={format.exact(row.expiresAt)}>{format.date(row.expiresAt)}</span>,
      },
      { id: 'ip', header: text('sessions.ip'), cell: (row) => <span className={styles.code}>{row.ip}</span> },
      {
        id: 'actions',
        header: text('sessions.actions'),
        isHeaderHidden: true,
        align: 'right',
        cell: (row) => (
          <Button
            size="xs"
            variant="default"
            aria-label={text('sessions.logOut.named', { device: row.deviceName })}
            onClick={() => setAsked({ kind: 'one', row })}
          >
            {text('sessions.logOut')}
          </Button>
        ),
      },
    ],
    [text, format],
  );
  return (
    <Page
      title={text('sessions.title')}
      intro={text('sessions.intro')}
      actions={
        <>
          <RenameButton />
          <ChangePasswordButton />
          <Button variant="default" disabled={count < 2} onClick={() => setAsked({ kind: 'others' })}>
            {text('sessions.logOutOthers')}
          </Button>
          <Button
            variant="default"
            c="var(--sutra-danger)"
            disabled={count === 0}
            onClick={() => setAsked({ kind: 'all' })}
          >
            {text('sessions.logOutAll')}
          </Button>
        </>
      }
    >
      <Tabs
        value={tab === 'history' || tab === 'contacts' ? tab : 'devices'}
        onChange={(to) => void navigate({ search: to === null || to === 'devices' ? {} : { tab: to } })}
        keepMounted={false}
      >
        <Tabs.List>
          <Tabs.Tab value="devices">{text('sessions.devices')}</Tabs.Tab>
          <Tabs.Tab value="history">{text('sessions.history')}</Tabs.Tab>
          <Tabs.Tab value="contacts">{text('sessions.contacts')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="devices" pt="md">
          <QueryTable
            label={text('sessions.title')}
            query={query}
            columns={columns}
            rowId={(row) => row.id}
            empty={<Empty title={text('sessions.empty')} />}
          />
        </Tabs.Panel>
        <Tabs.Panel value="history" pt="md">
          <LoginHistory />
        </Tabs.Panel>
        <Tabs.Panel value="contacts" pt="md">
          <Contacts />
        </Tabs.Panel>
      </Tabs>
      <Ask asked={asked} count={count} onClose={() => setAsked(null)} />
    </Page>
  );
}

function Device({ row, current }: { row: SessionRow; current: string }) {
  const Icon = DEVICE_ICONS[row.deviceKind];
  return (
    <Group gap={8} wrap="nowrap">
      <Icon size={18} stroke={1.6} aria-hidden className={styles.icon} />
      <Text size="sm" fw={550} title={row.userAgent} component="span">
        {row.deviceName}
      </Text>
      {row.isCurrent ? <StateBadge tone="info">{current}</StateBadge> : null}
    </Group>
  );
}

/** One dialog for three questions. */
function Ask({ asked, count, onClose }: { asked: Asked | null; count: number; onClose: () => void }) {
  const text = useText();
  const queries = useQueryClient();
  const refetch = () => queries.invalidateQueries({ queryKey: [listSessions.id] });
  const one = (row: SessionRow) => ({
    title: text('sessions.ask.one', { device: row.deviceName }),
    consequence: row.isCurrent
      ? text('sessions.ask.current.consequence')
      : text('sessions.ask.one.consequence', { device: row.deviceName, ip: row.ip }),
    action: text('sessions.logOut'),
    onConfirm: async () => {
      if (row.isCurrent) return session.logout();
      await session.call(revokeSession, { params: { sessionId: row.id } });
      await refetch();
    },
  });
  const several = (isAll: boolean) => ({
    title: isAll ? text('sessions.ask.all') : text('sessions.ask.others'),
    consequence: isAll
      ? text('sessions.ask.all.consequence', { count })
      : text('sessions.ask.others.consequence', { count: count - 1 }),
    action: isAll ? text('sessions.logOutAll') : text('sessions.logOutOthers'),
    onConfirm: async () => {
      const revoke = () => session.call(revokeAllSessions, { query: { keepCurrent: !isAll } });
      if (isAll) return session.leave(revoke);
      await revoke();
      await refetch();
    },
  });
  return (
    <ConfirmAbout
      about={asked}
      onClose={onClose}
      words={(about) => (about.kind === 'one' ? one(about.row) : several(about.kind === 'all'))}
    />
  );
}
