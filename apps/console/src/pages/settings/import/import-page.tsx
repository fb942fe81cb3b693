import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import {
  applySettingsImport,
  discardSettingsImport,
  getSettingsImport,
  type SettingsImport,
} from '@sutra/contracts/setting-files';
import { SETTINGS_READ, SETTINGS_WRITE } from '@sutra/contracts/settings';
import { Confirm } from '@sutra/ui/confirm';
import { RelativeTime, useFormat } from '@sutra/ui/format';
import { Notice } from '@sutra/ui/notice';
import { Problem } from '@sutra/ui/problem';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { apiQuery } from '../../../app/api.ts';
import { session, useCan } from '../../../app/session.ts';
import { useText } from '../../../app/text.ts';
import { ButtonLink } from '../../../shell/button-link.tsx';
import { Page } from '../../../shell/page.tsx';
import { PagePending } from '../../../shell/page-pending.tsx';
import { KINDS } from '../kinds.ts';
import { SettingsPage } from '../settings-page.tsx';
import { useSettingsChanged } from '../setting-record.ts';
import { fileProblemWords } from './file-words.ts';
import { ImportState, isRunning } from './import-state.tsx';
import styles from './import.module.css';
import { Rejects } from './rejects.tsx';

const POLL_MS = 1000;

/** One import: how far it is, what it would change, and the decision. It can be left and found again. */
export function ImportPage() {
  const text = useText();
  const { importId } = useParams({ from: '/signed-in/settings/imports/$importId' });
  const mayRead = useCan(SETTINGS_READ);
  const query = useQuery({
    ...apiQuery(getSettingsImport, { params: { importId } }),
    enabled: mayRead,
    refetchInterval: ({ state }) => (state.data && isRunning(state.data) ? POLL_MS : false),
  });
  const { data } = query;
  if (data === undefined && mayRead && query.error === null) return <PagePending />;
  if (data === undefined)
    return (
      <Page title={text('settings.import')} permission={SETTINGS_READ}>
        <Problem error={query.error} onRetry={() => void query.refetch()} />
      </Page>
    );
  return (
    <SettingsPage
      kind={data.kind}
      label={text('settings.import')}
      title={data.fileName}
      permission={SETTINGS_READ}
      intro={<Intro run={data} />}
    >
      <Loaded run={data} error={query.error} />
    </SettingsPage>
  );
}

function Intro({ run }: { run: SettingsImport }) {
  const text = useText();
  return (
    <>
      {text('settings.import.what', { name: text(KINDS[run.kind].name) })} ·{' '}
      {run.by.name === null ? null : <>{run.by.name} · </>}
      <RelativeTime value={run.createdAt} />
    </>
  );
}

function Loaded({ run, error }: { run: SettingsImport; error: unknown }) {
  const settingsChanged = useSettingsChanged();
  const wasApplied = useRef(run.state === 'applied');
  const isApplied = run.state === 'applied';
  const { kind } = run;
  useEffect(() => {
    if (isApplied && !wasApplied.current) void settingsChanged(kind);
    wasApplied.current = isApplied;
  }, [isApplied, kind, settingsChanged]);
  return (
    <Stack gap="md" maw={860}>
      <section className={styles.card}>
        <Stack gap="sm">
          <output className={styles.status}>
            <ImportState state={run.state} />
          </output>
          <Outcome run={run} />
          {error === null ? null : <Problem error={error} />}
          <Decision run={run} />
        </Stack>
      </section>
      {run.rejects.length === 0 ? null : <Rejects run={run} />}
    </Stack>
  );
}

function Outcome({ run }: { run: SettingsImport }) {
  const text = useText();
  const { state, problem } = run;
  if (state === 'checking' || state === 'applying') return <Running run={run} />;
  if (state === 'failed') {
    const words = problem === null ? null : fileProblemWords(text, problem);
    return (
      <Notice tone="danger" title={text('settings.import.failed.title')}>
        <Text size="sm" {...(words === null ? { lang: 'en' } : {})}>
          {words ?? run.problem}
        </Text>
        <Text size="sm">{text('settings.import.failed.help')}</Text>
      </Notice>
    );
  }
  return (
    <>
      <Counts run={run} />
      <Text size="sm">{text(OUTCOMES[state], { count: run.rejected })}</Text>
    </>
  );
}

const OUTCOMES = {
  ready: 'settings.import.ready.help',
  rejected: 'settings.import.rejected.help',
  applied: 'settings.import.applied.help',
  discarded: 'settings.import.discarded.help',
} as const;

function Running({ run: { state, linesDone, linesTotal } }: { run: SettingsImport }) {
  const text = useText();
  const format = useFormat();
  const percent = linesTotal === null || linesTotal === 0 ? null : Math.floor((linesDone / linesTotal) * 100);
  return (
    <div>
      <Progress
        value={percent ?? 100}
        striped={percent === null}
        animated={percent === null}
        aria-label={text(state === 'checking' ? 'settings.import.checking' : 'settings.import.applying')}
      />
      <Text size="sm" mt={6}>
        {linesTotal === null
          ? text('settings.import.reading')
          : text('settings.import.progress', { done: format.integer(linesDone), total: format.integer(linesTotal) })}
      </Text>
      <Text size="sm" c="dimmed">
        {text('settings.import.leave')}
      </Text>
    </div>
  );
}

function Counts({ run: { created, changed, unchanged, rejected, state } }: { run: SettingsImport }) {
  const text = useText();
  const format = useFormat();
  const isDone = state === 'applied';
  const counts = [
    { label: text(isDone ? 'settings.import.created.done' : 'settings.import.created'), value: created },
    { label: text(isDone ? 'settings.import.changed.done' : 'settings.import.changed'), value: changed },
    { label: text('settings.import.unchanged'), value: unchanged },
    { label: text('settings.import.rejectedLines'), value: rejected, isBad: rejected > 0 },
  ];
  return (
    <dl className={styles.counts}>
      {counts.map(({ label, value, isBad }) => (
        <div key={label} data-bad={isBad || undefined}>
          <dt>{label}</dt>
          <dd>{format.integer(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Applied is only what has no rejected line; whoever may not write sees no decision. */
function Decision({ run }: { run: SettingsImport }) {
  const text = useText();
  const queries = useQueryClient();
  const mayWrite = useCan(SETTINGS_WRITE);
  const [asked, setAsked] = useState<'apply' | 'discard' | null>(null);
  const [shown, setShown] = useState<'apply' | 'discard'>('apply');
  const ask = (what: 'apply' | 'discard') => {
    setShown(what);
    setAsked(what);
  };
  const decide = async () => {
    const endpoint = shown === 'apply' ? applySettingsImport : discardSettingsImport;
    const now = await session.call(endpoint, { params: { importId: run.id } });
    queries.setQueryData(apiQuery(getSettingsImport, { params: { importId: run.id } }).queryKey, now);
    await queries.invalidateQueries({ queryKey: ['listSettingsImports'] });
  };
  const { state, kind, created, changed } = run;
  const canApply = state === 'ready' && created + changed > 0;
  const canDiscard = state === 'ready' || state === 'rejected' || state === 'failed';
  return (
    <>
      <Group gap="xs">
        {mayWrite && canApply ? (
          <Button onClick={() => ask('apply')}>{text('settings.import.apply', { count: created + changed })}</Button>
        ) : null}
        {mayWrite && (state === 'rejected' || state === 'failed') ? (
          <ButtonLink to="/settings/$kind/import" params={{ kind }}>
            {text('settings.import.again')}
          </ButtonLink>
        ) : null}
        {mayWrite && canDiscard ? (
          <Button variant="default" onClick={() => ask('discard')}>
            {text('settings.import.discard')}
          </Button>
        ) : null}
        {state === 'applied' || state === 'discarded' ? (
          <ButtonLink to="/settings/$kind" params={{ kind }} variant="default">
            {text('settings.import.toList', { name: text(KINDS[kind].name) })}
          </ButtonLink>
        ) : null}
      </Group>
      <Confirm
        opened={asked !== null}
        onClose={() => setAsked(null)}
        title={text(shown === 'apply' ? 'settings.import.apply.ask' : 'settings.import.discard.ask', {
          file: run.fileName,
        })}
        consequence={
          shown === 'apply'
            ? text('settings.import.apply.consequence', { created, changed, name: text(KINDS[kind].name) })
            : text('settings.import.discard.consequence')
        }
        isHarmless={shown === 'apply'}
        action={text(shown === 'apply' ? 'settings.import.apply.action' : 'settings.import.discard')}
        onConfirm={decide}
      />
    </>
  );
}
