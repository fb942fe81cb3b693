import { Button } from '@mantine/core';
import { type AuditEntry, getAuditEntry, listAuditEntries } from '@sutra/contracts/audit';
import { Empty } from '@sutra/ui/empty';
import { RelativeTime } from '@sutra/ui/format';
import { AuditIcon, DownloadIcon, VerifyIcon } from '@sutra/ui/icons';
import { type Column, QueryTable } from '@sutra/ui/table/query-table';
import { StateBadge } from '@sutra/ui/state-badge';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { memo, useMemo } from 'react';
import { apiQuery } from '../../app/api.ts';
import { present } from '../../app/search.ts';
import { useCan } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { Page } from '../../shell/page.tsx';
import { EntryDetails } from './entry-details.tsx';
import { ExportResult } from './exported.tsx';
import { useExport } from './exporting.ts';
import { queryOf, readFilter } from './filter.ts';
import { Filters } from './filters.tsx';
import { ActorLink, ObjectLink } from './follow.tsx';
import { LongWorkNotice } from './long-work-notice.tsx';
import { useVerification } from './verification.ts';
import { VerificationResult } from './verify.tsx';
import { useWords } from './words.ts';

const PAGE_SIZE = 50;

export function AuditPage() {
  const text = useText();
  const mayExport = useCan('audit.export');
  const verification = useVerification();
  const exporting = useExport();
  return (
    <Page
      title={text('audit.title')}
      intro={text('audit.intro')}
      permission="audit.read"
      actions={
        mayExport ? (
          <>
            <Button
              variant="default"
              leftSection={<VerifyIcon size={16} stroke={1.8} aria-hidden />}
              loading={verification.state.kind === 'running'}
              onClick={verification.start}
            >
              {text('audit.verify')}
            </Button>
            <Button
              variant="default"
              leftSection={<DownloadIcon size={16} stroke={1.8} aria-hidden />}
              loading={exporting.state.kind === 'running'}
              onClick={exporting.start}
            >
              {text('audit.export')}
            </Button>
          </>
        ) : undefined
      }
    >
      <LongWorkNotice
        work={verification}
        label={text('audit.verify.label')}
        running={text('audit.verify.running')}
        icon={VerifyIcon}
        done={(verified) => <VerificationResult verified={verified} onClose={verification.cancel} />}
      />
      <LongWorkNotice
        work={exporting}
        label={text('audit.export')}
        running={text('audit.export.running')}
        icon={DownloadIcon}
        done={(exported) => <ExportResult exported={exported} onClose={exporting.cancel} />}
      />
      <Entries />
    </Page>
  );
}

const NO_ENTRIES: readonly AuditEntry[] = [];

// The list does not change with every step of a verification.
const Entries = memo(function Entries() {
  const text = useText();
  const words = useWords();
  const { cursor, open, ...filter } = useSearch({ from: '/signed-in/audit' });
  const navigate = useNavigate({ from: '/audit' });
  const queries = useQueryClient();
  const query = useQuery({
    ...apiQuery(listAuditEntries, { query: { limit: PAGE_SIZE, ...present({ cursor }), ...queryOf(filter) } }),
    placeholderData: keepPreviousData,
  });
  const columns = useMemo<Column<AuditEntry>[]>(
    () => [
      {
        id: 'action',
        header: text('audit.action'),
        card: 'title',
        width: 200,
        cell: (entry) => <span title={entry.action}>{words.action(entry.action)}</span>,
      },
      { id: 'actor', header: text('audit.actor'), cell: (entry) => <ActorLink actor={entry.actor} /> },
      {
        id: 'object',
        header: text('audit.object'),
        cell: (entry) => (entry.object === null ? null : <ObjectLink object={entry.object} />),
      },
      {
        id: 'seal',
        header: text('audit.seal'),
        card: 'corner',
        cell: (entry) =>
          entry.seal === null ? (
            <StateBadge tone="neutral">{text('audit.seal.waiting')}</StateBadge>
          ) : (
            <StateBadge tone="good">{text('audit.seal.sequence', { sequence: entry.seal.sequence })}</StateBadge>
          ),
      },
      {
        id: 'time',
        header: text('audit.time'),
        align: 'right',
        cell: (entry) => <RelativeTime value={entry.recordedAt} />,
      },
    ],
    [text, words],
  );
  return (
    <QueryTable
      label={text('audit.title')}
      name="audit"
      query={query}
      toolbar={
        <Filters
          value={filter}
          onChange={(next) => void navigate({ search: ({ open }) => present({ ...next, open }) })}
          entries={query.data?.items ?? NO_ENTRIES}
        />
      }
      views={{
        current: new URLSearchParams({ ...filter }).toString(),
        onOpen: (view) => void navigate({ search: readFilter(Object.fromEntries(new URLSearchParams(view))) }),
      }}
      columns={columns}
      rowId={(entry) => entry.id}
      empty={
        <Empty icon={AuditIcon} title={text('audit.empty')}>
          {text(Object.keys(filter).length > 0 ? 'audit.empty.filtered' : 'audit.empty.help')}
        </Empty>
      }
      paging={{ cursor, onCursor: (next) => void navigate({ search: present({ ...filter, cursor: next }) }) }}
      details={{
        open,
        onOpen: (id) =>
          void navigate({ search: (now) => present({ ...now, open: id }), replace: true, resetScroll: false }),
        name: (entry) => words.action(entry.action),
        render: (entry) => <EntryDetails entry={entry} />,
        load: (id) => queries.fetchQuery(apiQuery(getAuditEntry, { params: { entryId: id } })),
      }}
    />
  );
});
