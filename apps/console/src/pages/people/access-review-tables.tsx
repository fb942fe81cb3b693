import { Stack, Title } from '@mantine/core';
import { Empty } from '@sutra/ui/empty';
import { DoneIcon } from '@sutra/ui/icons';
import { StateBadge } from '@sutra/ui/state-badge';
import { type Column, QueryTable } from '@sutra/ui/table/query-table';
import { useMemo, useState } from 'react';
import { useText } from '../../app/text.ts';
import type { ReviewLine } from './access-review-lines.ts';
import styles from './people.module.css';

const PAGE_SIZE = 50;

export interface ReviewTableProps {
  kind: 'members' | 'invitations' | 'keys';
  title: string;
  lines: readonly ReviewLine[];
}

/** One part of a review: the whole of it is here, so pages are turned without the server. */
export function ReviewTable({ kind, title, lines }: ReviewTableProps) {
  const text = useText();
  const [cursor, setCursor] = useState<string | undefined>(undefined);
  const from = Math.min(Number(cursor ?? 0), Math.max(0, lines.length - 1));
  const items = lines.slice(from, from + PAGE_SIZE);
  const nextCursor = from + PAGE_SIZE < lines.length ? String(from + PAGE_SIZE) : null;
  const columns = useReviewColumns(kind);
  return (
    <Stack gap="xs">
      <Title order={2}>{title}</Title>
      <QueryTable
        label={title}
        query={{ data: { items, nextCursor }, isFetching: false, error: null, refetch: () => undefined }}
        columns={columns}
        rowId={({ id }) => id}
        empty={<Empty icon={DoneIcon} title={text('accessReview.empty')} />}
        {...(lines.length > PAGE_SIZE && { paging: { cursor, onCursor: setCursor } })}
      />
    </Stack>
  );
}

function useReviewColumns(kind: ReviewTableProps['kind']): Column<ReviewLine>[] {
  const text = useText();
  return useMemo(() => {
    const headers = reviewHeaders(text, kind);
    const columns: Column<ReviewLine>[] = [
      {
        id: 'name',
        header: headers.name,
        card: 'title',
        width: 150,
        cell: ({ name }) => <bdi className={styles.name}>{name}</bdi>,
      },
      { id: 'holds', header: headers.holds, wraps: true, width: 120, cell: ({ holds }) => <bdi>{holds}</bdi> },
      { id: 'permissions', header: headers.permissions, align: 'right', cell: ({ permissions }) => permissions },
      {
        id: 'mayChange',
        header: headers.mayChange,
        wraps: true,
        width: 110,
        cell: ({ mayChange }) => mayChange || null,
      },
      { id: 'since', header: headers.since, cell: ({ since }) => since },
      { id: 'until', header: headers.until, cell: ({ until }) => until },
      { id: 'lastActive', header: headers.lastActive, cell: ({ lastActive }) => lastActive || null },
      {
        id: 'status',
        header: headers.status,
        card: 'corner',
        cell: ({ status, isAtWork }) => <StateBadge tone={isAtWork ? 'good' : 'neutral'}>{status}</StateBadge>,
      },
      {
        id: 'findings',
        header: headers.findings,
        wraps: true,
        cell: ({ findings }) =>
          findings.length === 0 ? null : (
            <Stack gap={2}>
              {findings.map((finding) => (
                <StateBadge key={finding} tone="warning">
                  {finding}
                </StateBadge>
              ))}
            </Stack>
          ),
      },
    ];
    return columns.filter(({ id }) => reviewColumns(kind).includes(id));
  }, [text, kind]);
}

type ReviewColumn = Exclude<keyof ReviewLine, 'id' | 'isAtWork'>;
const ALL: readonly ReviewColumn[] = [
  'name',
  'holds',
  'permissions',
  'mayChange',
  'since',
  'until',
  'lastActive',
  'status',
  'findings',
];

/** What there is to say of a kind: an invitation grants nothing yet, and every key that is listed works. */
export function reviewColumns(kind: ReviewTableProps['kind']): readonly string[] {
  if (kind === 'invitations') return ['name', 'holds', 'since', 'until', 'findings'];
  return kind === 'keys' ? ALL.filter((column) => column !== 'status') : ALL;
}

export function reviewHeaders(
  text: ReturnType<typeof useText>,
  kind: ReviewTableProps['kind'],
): Readonly<Record<ReviewColumn, string>> {
  return {
    name: text(kind === 'keys' ? 'accounts.key.name' : 'people.name'),
    holds: text(kind === 'keys' ? 'accessReview.account' : 'people.roles'),
    permissions: text('accessReview.permissions'),
    mayChange: text('accessReview.mayChange'),
    since: text(kind === 'members' ? 'people.joined' : 'accounts.created'),
    until: text(kind === 'keys' ? 'accounts.key.expires' : 'people.until'),
    lastActive: text(kind === 'keys' ? 'accounts.key.lastUsed' : 'accessReview.lastActive'),
    status: text('people.status'),
    findings: text('accessReview.findings'),
  };
}
