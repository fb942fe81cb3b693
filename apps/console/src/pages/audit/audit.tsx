import { Button } from '@mantine/core';
import { type AuditEntry, listAuditEntries } from '@sutra/contracts/audit';
import { Empty } from '@sutra/ui/empty';
import { RelativeTime } from '@sutra/ui/format';
import { AuditIcon, VerifyIcon } from '@sutra/ui/icons';
import { type Column, QueryTable } from '@sutra/ui/query-table';
import { StateBadge } from '@sutra/ui/state-badge';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { apiQuery } from '../../app/api.ts';
import { present } from '../../app/search.ts';
import { useCan } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { TextLink } from '../../shell/text-link.tsx';
import { Page } from '../../shell/page.tsx';
import { EntryDetails } from './entry-details.tsx';
import { Filters } from './filters.tsx';
import { useVerification } from './verification.ts';
import { VerificationResult } from './verify.tsx';
import styles from './audit.module.css';

const PAGE_SIZE = 50;

export function AuditPage() {
  const text = useText();
  const mayExport = useCan('audit.export');
  const verification = useVerification();
  return (
    <Page
      title={text('audit.title')}
      intro={text('audit.intro')}
      permission="audit.read"
      actions={
        mayExport ? (
          <Button
            variant="default"
            leftSection={<VerifyIcon size={16} stroke={1.8} aria-hidden />}
            loading={verification.state.kind === 'running'}
            onClick={verification.start}
          >
            {text('audit.verify')}
          </Button>
        ) : undefined
      }
    >
      <VerificationResult state={verification.state} onStart={verification.start} onCancel={verification.cancel} />
      <Entries />
    </Page>
  );
}

function Entries() {
  const text = useText();
  const { cursor, open, ...filter } = useSearch({ from: '/signed-in/audit' });
  const navigate = useNavigate({ from: '/audit' });
  const query = useQuery({
    ...apiQuery(listAuditEntries, { query: { limit: PAGE_SIZE, ...present({ cursor }), ...filter } }),
    placeholderData: keepPreviousData,
  });
  const columns = useMemo<Column<AuditEntry>[]>(
    () => [
      {
        id: 'action',
        header: text('audit.action'),
        card: 'title',
        width: 180,
        cell: (entry) => <span className={styles.action}>{entry.action}</span>,
      },
      { id: 'actor', header: text('audit.actor'), cell: (entry) => <Actor entry={entry} /> },
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
    [text],
  );
  return (
    <>
      <Filters value={filter} onChange={(next) => void navigate({ search: next })} />
      <QueryTable
        label={text('audit.title')}
        query={query}
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
            void navigate({ search: present({ ...filter, cursor, open: id }), replace: true, resetScroll: false }),
          name: (entry) => entry.action,
          render: (entry) => <EntryDetails entry={entry} />,
        }}
      />
    </>
  );
}

function Actor({ entry: { actor } }: { entry: AuditEntry }) {
  const text = useText();
  if (actor.name !== null) return actor.name;
  return text(
    actor.kind === 'system'
      ? 'audit.actor.system'
      : actor.kind === 'service'
        ? 'audit.actor.service'
        : 'audit.actor.unknown',
  );
}

/** Leads to everything that happened to the same object. */
function ObjectLink({ object }: { object: NonNullable<AuditEntry['object']> }) {
  return (
    <TextLink
      to="/audit"
      search={{ objectType: object.type, objectId: object.id }}
      size="sm"
      className={styles.object ?? ''}
      title={object.id}
    >
      {object.type} <span className={styles.mono}>{object.id.length > 12 ? `…${object.id.slice(-8)}` : object.id}</span>
    </TextLink>
  );
}
