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
import { reasonWords, useCountryName } from '../../app/risk-words.ts';
import { present } from '../../app/search.ts';
import { useText } from '../../app/text.ts';
import { NotMe } from './not-me.tsx';
import styles from './sessions.module.css';

const PAGE_SIZE = 50;
const METHODS = {
  otp: 'sessions.history.otp',
  pwd: 'sessions.history.pwd',
  passkey: 'sessions.history.passkey',
  pin: 'sessions.history.pin',
} as const;
const SECOND_METHODS = {
  totp: 'sessions.history.second.totp',
  recovery: 'sessions.history.second.recovery',
  passkey: 'sessions.history.second.passkey',
} as const;
const OUTCOMES = {
  'signed-in': { tone: 'good', word: 'sessions.history.signedIn' },
  'wrong-password': { tone: 'warning', word: 'sessions.history.wrongPassword' },
  'wrong-code': { tone: 'warning', word: 'sessions.history.wrongCode' },
  'wrong-second-factor': { tone: 'warning', word: 'sessions.history.wrongSecondFactor' },
  'wrong-pin': { tone: 'warning', word: 'sessions.history.wrongPin' },
  'pin-not-enough': { tone: 'warning', word: 'sessions.history.pinNotEnough' },
  locked: { tone: 'danger', word: 'sessions.history.locked' },
  refused: { tone: 'danger', word: 'sessions.history.refused' },
  'number-unconfirmed': { tone: 'danger', word: 'sessions.history.numberUnconfirmed' },
  continued: { tone: 'warning', word: 'sessions.history.continued' },
  ended: { tone: 'danger', word: 'sessions.history.ended' },
} as const;
const ELEVATED_FROM = 30;
const HIGH_FROM = 60;

/** What signed in as me, and what tried to. */
export function LoginHistory() {
  const text = useText();
  const { cursor } = useSearch({ from: '/signed-in/sessions' });
  const navigate = useNavigate({ from: '/sessions' });
  const countryName = useCountryName();
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
      {
        id: 'how',
        header: text('sessions.history.how'),
        cell: ({ method, secondMethod }) => (
          <>
            {text(METHODS[method])}
            {secondMethod === null ? null : `, ${text(SECOND_METHODS[secondMethod])}`}
          </>
        ),
      },
      {
        id: 'where',
        header: text('sessions.history.where'),
        cell: ({ ip, country }) => (
          <>
            {country === null ? null : `${countryName(country)} · `}
            <span className={styles.code}>{ip}</span>
          </>
        ),
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
        cell: (row) => <Outcome event={row} />,
      },
      {
        id: 'reasons',
        header: text('sessions.history.reasons'),
        wraps: true,
        cell: (row) => <Reasons event={row} />,
      },
      {
        id: 'actions',
        header: text('sessions.actions'),
        isHeaderHidden: true,
        align: 'right',
        cell: (row) => <Disown event={row} />,
      },
    ],
    [text, countryName],
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

function Outcome({ event: { outcome, isDisowned } }: { event: LoginEvent }) {
  const text = useText();
  if (isDisowned) return <StateBadge tone="danger">{text('sessions.history.disowned')}</StateBadge>;
  return <StateBadge tone={OUTCOMES[outcome].tone}>{text(OUTCOMES[outcome].word)}</StateBadge>;
}

/** What was unlike before, and how much that says. */
function Reasons({ event: { reasons, score } }: { event: LoginEvent }) {
  const text = useText();
  if (reasons.length === 0) return null;
  const words = reasonWords(text, reasons);
  if (score < ELEVATED_FROM) return words;
  return (
    <Stack gap={2} align="flex-start">
      {score < HIGH_FROM ? (
        <StateBadge tone="warning">{text('sessions.history.unusual')}</StateBadge>
      ) : (
        <StateBadge tone="danger">{text('sessions.history.veryUnusual')}</StateBadge>
      )}
      <span>{words}</span>
    </Stack>
  );
}

function Disown({ event: { sessionId, isDisowned, deviceName, userAgent } }: { event: LoginEvent }) {
  if (sessionId === null || isDisowned) return null;
  return <NotMe sessionId={sessionId} device={deviceName ?? userAgent} />;
}
