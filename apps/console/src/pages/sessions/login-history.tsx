import { Stack, Text } from '@mantine/core';
import { listLoginEvents, type LoginEvent } from '@sutra/contracts/identity';
import { Empty } from '@sutra/ui/empty';
import { RelativeTime } from '@sutra/ui/format';
import { type Column, QueryTable } from '@sutra/ui/table/query-table';
import { StateBadge } from '@sutra/ui/state-badge';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { apiQuery } from '../../app/api.ts';
import { present } from '../../app/search.ts';
import { useText } from '../../app/text.ts';
import styles from './sessions.module.css';

const PAGE_SIZE = 50;
const METHODS = {
  otp: 'sessions.history.otp',
  pwd: 'sessions.history.pwd',
  passkey: 'sessions.history.passkey',
} as const;
const OUTCOMES = {
  'signed-in': { tone: 'good', word: 'sessions.history.signedIn' },
  'wrong-password': { tone: 'warning', word: 'sessions.history.wrongPassword' },
  'wrong-code': { tone: 'warning', word: 'sessions.history.wrongCode' },
  'wrong-second-factor': { tone: 'warning', word: 'sessions.history.wrongSecondFactor' },
  locked: { tone: 'danger', word: 'sessions.history.locked' },
} as const;
const REASONS = { 'new-device': 'sessions.history.newDevice', 'new-network': 'sessions.history.network' } as const;

/** What signed in as me, and what tried to. */
export function LoginHistory() {
  const text = useText();
  const { cursor } = useSearch({ from: '/signed-in/sessions' });
  const navigate = useNavigate({ from: '/sessions' });
  const query = useQuery({
    ...apiQuery(listLoginEvents, { query: { limit: PAGE_SIZE, ...present({ cursor }) } }),
    placeholderData: keepPreviousData,
  });
  const columns = useMemo<Column<LoginEvent>[]>(
    () => [
      {
        id: 'when',
        header: text('sessions.history.when'),
        card: 'title',
        cell: ({ occurredAt }) => <RelativeTime value={occurredAt} />,
      },
      { id: 'how', header: text('sessions.history.how'), cell: ({ method }) => text(METHODS[method]) },
      {
        id: 'where',
        header: text('sessions.history.where'),
        cell: ({ ip }) => <span className={styles.code}>{ip}</span>,
      },
      {
        id: 'device',
        header: text('sessions.history.device'),
        wraps: true,
        cell: ({ deviceName, userAgent }) => <bdi title={userAgent}>{deviceName ?? userAgent}</bdi>,
      },
      {
        id: 'outcome',
        header: text('sessions.history.outcome'),
        card: 'corner',
        cell: ({ outcome }) => <StateBadge tone={OUTCOMES[outcome].tone}>{text(OUTCOMES[outcome].word)}</StateBadge>,
      },
      {
        id: 'reasons',
        header: text('sessions.history.reasons'),
        wraps: true,
        cell: ({ reasons }) => (reasons.length === 0 ? null : reasons.map((one) => text(REASONS[one])).join(', ')),
      },
    ],
    [text],
  );
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed" maw={720}>
        {text('sessions.history.help')}
      </Text>
      <QueryTable
        label={text('sessions.history')}
        query={query}
        columns={columns}
        rowId={(row) => row.id}
        empty={<Empty title={text('sessions.history.empty')} />}
        paging={{
          cursor,
          onCursor: (next) => void navigate({ search: present({ tab: 'history', cursor: next }) }),
        }}
      />
    </Stack>
  );
}
