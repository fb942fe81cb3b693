import { Button, Group, SegmentedControl, Skeleton, Stack, Text, Title } from '@mantine/core';
import { type AccessReport, getAccessReport } from '@sutra/contracts/access-review';
import { useDelayed } from '@sutra/ui/delayed';
import { useFormat, useNow } from '@sutra/ui/format';
import { DownloadIcon, PrintIcon, VerifyIcon } from '@sutra/ui/icons';
import { Notice } from '@sutra/ui/notice';
import { Problem } from '@sutra/ui/problem';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { apiQuery } from '../../app/api.ts';
import { saveFile } from '../../app/save-file.ts';
import { useCan } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { dayOf } from './access-end.rules.ts';
import { ORGANISATION_FINDINGS, type ReviewLine, reviewLines } from './access-review-lines.ts';
import { cellText, PrintedReview } from './access-review-print.tsx';
import { RecordReview } from './access-review-record.tsx';
import { PastReviews } from './past-reviews.tsx';
import { reviewColumns, reviewHeaders, ReviewTable, type ReviewTableProps } from './access-review-tables.tsx';
import styles from './access-review.module.css';
import { toCsv } from './csv.ts';

/** Who may do what, as somebody wants it who has to answer for it. */
export function AccessReviewTab() {
  const text = useText();
  const query = useQuery(apiQuery(getAccessReport));
  const isSlow = useDelayed(query.isPending);
  if (query.error !== null) return <Problem error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data !== undefined) return <Report report={query.data} />;
  return isSlow ? (
    <Stack component="output" gap="sm" aria-label={text('shell.loading')}>
      {[1, 2, 3, 4, 5, 6].map((line) => (
        <Skeleton key={line} height={36} radius={6} />
      ))}
    </Stack>
  ) : null;
}

function Report({ report }: { report: AccessReport }) {
  const text = useText();
  const format = useFormat();
  const mayRecord = useCan('access.record-review');
  const [shown, setShown] = useState<'all' | 'flagged'>('all');
  const [isRecording, setRecording] = useState(false);
  const lines = useMemo(() => reviewLines(report, text, format), [report, text, format]);
  const some = (all: readonly ReviewLine[]) =>
    shown === 'all' ? all : all.filter(({ findings }) => findings.length > 0);
  const tables: ReviewTableProps[] = [
    { kind: 'members', title: text('people.members'), lines: lines.members },
    { kind: 'invitations', title: text('people.invitations'), lines: lines.invitations },
    { kind: 'keys', title: text('accounts.keys'), lines: lines.keys },
  ];
  const save = () => {
    const headers = [text('accessReview.kind'), ...Object.values(reviewHeaders(text, 'members'))];
    const columns = reviewColumns('members');
    const rows = tables.flatMap(({ title, lines: ofKind }) =>
      ofKind.map((line) => [title, ...columns.map((column) => cellText(line, column))]),
    );
    const name = `${text('accessReview.file')}-${dayOf(report.asOf)}.csv`;
    return saveFile({ name, mediaType: 'text/csv;charset=utf-8', content: bytesOf(toCsv([headers, ...rows])) });
  };
  return (
    <Stack gap="lg">
      <Due dueAt={report.dueAt} />
      <Group justify="space-between" gap="sm">
        <Text size="sm" c="dimmed" className={styles.summary ?? ''}>
          {text('accessReview.counts', report.counts)}
        </Text>
        <Group gap="xs">
          <Button
            variant="default"
            leftSection={<DownloadIcon size={16} stroke={1.8} aria-hidden />}
            onClick={() => void save()}
          >
            {text('accessReview.csv')}
          </Button>
          <Button
            variant="default"
            leftSection={<PrintIcon size={16} stroke={1.8} aria-hidden />}
            onClick={() => window.print()}
          >
            {text('accessReview.print')}
          </Button>
          {mayRecord ? (
            <Button
              leftSection={<VerifyIcon size={16} stroke={1.8} aria-hidden />}
              aria-haspopup="dialog"
              onClick={() => setRecording(true)}
            >
              {text('accessReview.record')}
            </Button>
          ) : null}
        </Group>
      </Group>
      {report.findings.map((finding) => (
        <Notice key={finding} tone="info" title={text(ORGANISATION_FINDINGS[finding])}>
          {text(finding === 'only-one-owner' ? 'accessReview.onlyOneOwner.help' : 'accessReview.severalOwners.help')}
        </Notice>
      ))}
      <SegmentedControl
        aria-label={text('accessReview.show')}
        value={shown}
        onChange={(value) => setShown(value)}
        data={[
          { value: 'all', label: text('accessReview.show.all') },
          { value: 'flagged', label: text('accessReview.show.flagged', { count: flagged(tables) }) },
        ]}
        style={{ alignSelf: 'flex-start' }}
      />
      {tables.map((table) =>
        table.kind !== 'members' && some(table.lines).length === 0 ? null : (
          <ReviewTable key={`${table.kind} ${shown}`} {...table} lines={some(table.lines)} />
        ),
      )}
      {report.accountsWithoutKeys.length === 0 ? null : (
        <Text size="sm" c="dimmed">
          {text('accessReview.withoutKeys', { names: report.accountsWithoutKeys.join(', ') })}
        </Text>
      )}
      <section>
        <Title order={2} mb="xs">
          {text('accessReview.past')}
        </Title>
        <PastReviews reviews={report.reviews} />
      </section>
      <PrintedReview report={report} lines={lines} />
      {isRecording ? <RecordReview digest={report.digest} onClose={() => setRecording(false)} /> : null}
    </Stack>
  );
}

const flagged = (tables: readonly ReviewTableProps[]) =>
  tables.flatMap(({ lines }) => lines).filter(({ findings }) => findings.length > 0).length;

function Due({ dueAt }: { dueAt: Date | null }) {
  const text = useText();
  const format = useFormat();
  const nowMs = useNow(60_000);
  if (dueAt === null)
    return (
      <Notice tone="warning" title={text('accessReview.due.first')}>
        {text('accessReview.due.help')}
      </Notice>
    );
  const isDue = dueAt.getTime() <= nowMs;
  return (
    <Notice tone={isDue ? 'warning' : 'good'} title={text(isDue ? 'accessReview.due' : 'accessReview.done')}>
      {text(isDue ? 'accessReview.due.since' : 'accessReview.due.next', { date: format.date(dueAt) })}
    </Notice>
  );
}

async function* bytesOf(content: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(content);
}
