import { Button, Group, Progress, Stack, Text, Title } from '@mantine/core';
import {
  downloadOrganisationExport,
  listOrganisationExports,
  type OperatedOrganisation,
  type OrganisationExport,
  startOrganisationExport,
} from '@sutra/contracts/organisations';
import { Confirm } from '@sutra/ui/confirm';
import { useFormat } from '@sutra/ui/format';
import { DownloadIcon } from '@sutra/ui/icons';
import { Problem, useDescribeProblem } from '@sutra/ui/problem';
import { StateBadge, type Tone } from '@sutra/ui/state-badge';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { apiQuery } from '../../app/api.ts';
import { saveFile } from '../../app/save-file.ts';
import { session } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { useAnnounce } from '../../shell/announce.ts';
import styles from './operator.module.css';

const POLL_MS = 1000;
const SHOWN = 5;
const STATES = {
  waiting: { tone: 'info', word: 'operator.export.waiting' },
  running: { tone: 'info', word: 'operator.export.running' },
  ready: { tone: 'good', word: 'operator.export.ready' },
  failed: { tone: 'danger', word: 'operator.export.failed' },
  expired: { tone: 'neutral', word: 'operator.export.expired' },
} as const satisfies Record<OrganisationExport['state'], { tone: Tone; word: string }>;

const isRunning = ({ state }: OrganisationExport) => state === 'waiting' || state === 'running';

/** The newest exports: how far they are, and their files for as long as they are kept. */
export function Exports({ organisation }: { organisation: OperatedOrganisation }) {
  const text = useText();
  const headingId = useId();
  const [isAsked, setAsked] = useState(false);
  const { id, name } = organisation;
  const query = useQuery({
    ...apiQuery(listOrganisationExports, { params: { organisationId: id }, query: { limit: SHOWN } }),
    refetchInterval: ({ state }) => (state.data?.items.some(isRunning) === true ? POLL_MS : false),
  });
  const items = query.data?.items ?? [];
  return (
    <section aria-labelledby={headingId}>
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={3} id={headingId}>
            {text('operator.exports')}
          </Title>
          <Button
            size="xs"
            variant="default"
            aria-haspopup="dialog"
            disabled={items.some(isRunning)}
            onClick={() => setAsked(true)}
          >
            {text('operator.export')}
          </Button>
        </Group>
        {query.error === null ? null : <Problem error={query.error} onRetry={() => void query.refetch()} />}
        {query.data !== undefined && items.length === 0 ? (
          <Text size="sm" c="dimmed">
            {text('operator.exports.empty')}
          </Text>
        ) : null}
        <ul className={styles.exports}>
          {items.map((one) => (
            <ExportCard key={one.id} organisationId={id} one={one} />
          ))}
        </ul>
      </Stack>
      <Confirm
        opened={isAsked}
        onClose={() => setAsked(false)}
        title={text('operator.export.ask', { name })}
        consequence={text('operator.export.consequence')}
        action={text('operator.export')}
        isHarmless
        onConfirm={async () => {
          try {
            await session.call(startOrganisationExport, { params: { organisationId: id } });
          } finally {
            await query.refetch();
          }
        }}
      />
    </section>
  );
}

function ExportCard({ organisationId, one }: { organisationId: string; one: OrganisationExport }) {
  const text = useText();
  const format = useFormat();
  const announce = useAnnounce();
  const describe = useDescribeProblem();
  const { tone, word } = STATES[one.state];
  const at = format.exact(one.createdAt);
  const download = useMutation({
    mutationFn: async () =>
      saveFile(await session.call(downloadOrganisationExport, { params: { organisationId, exportId: one.id } })),
    onError: (error) => {
      const { title, help } = describe(error);
      announce({ title, message: help, isFailure: true });
    },
  });
  return (
    <li className={styles.export}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={550}>
          {at}
        </Text>
        <output>
          <StateBadge tone={tone}>{text(word)}</StateBadge>
        </output>
      </Group>
      {one.startedBy === null ? null : (
        <Text size="sm" c="dimmed">
          {text('operator.export.by', { name: one.startedBy })}
        </Text>
      )}
      {isRunning(one) ? <Running one={one} /> : null}
      {one.state === 'failed' ? <Text size="sm">{text('operator.export.failed.help')}</Text> : null}
      {one.state === 'ready' && one.expiresAt !== null ? (
        <Group justify="space-between" gap="xs">
          <Text size="sm">
            {text('operator.export.size', { rows: one.rowsDone, size: format.number(megabytes(one.sizeBytes ?? 0)) })}
            {' · '}
            {text('operator.export.until', { date: format.date(one.expiresAt) })}
          </Text>
          <Button
            size="xs"
            variant="default"
            leftSection={<DownloadIcon size={14} aria-hidden />}
            aria-label={text('operator.export.download.named', { date: at })}
            loading={download.isPending}
            onClick={() => download.mutate()}
          >
            {text('operator.export.download')}
          </Button>
        </Group>
      ) : null}
    </li>
  );
}

function Running({ one: { tablesDone, tablesTotal, rowsDone } }: { one: OrganisationExport }) {
  const text = useText();
  const share = tablesTotal === null || tablesTotal === 0 ? null : (tablesDone / tablesTotal) * 100;
  return (
    <>
      <Progress value={share ?? 100} animated={share === null} size="xs" aria-label={text('operator.export.running')} />
      <Text size="sm" c="dimmed">
        {text('operator.export.progress', { rows: rowsDone, done: tablesDone, total: tablesTotal ?? 0 })}
      </Text>
    </>
  );
}

/** With one decimal, and never nothing. */
const megabytes = (bytes: number) => Math.max(0.1, Math.round(bytes / 100_000) / 10);
