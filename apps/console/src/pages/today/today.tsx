// The first page: what needs this person now, and where they were last.
import { Button, Progress, Skeleton, Stack, Title } from '@mantine/core';
import { getToday, type TodayItem } from '@sutra/contracts/workspace';
import { useDelayed } from '@sutra/ui/delayed';
import { Empty } from '@sutra/ui/empty';
import { RelativeTime } from '@sutra/ui/format';
import { AuditIcon, ChangedIcon, GoodIcon, ScanIcon } from '@sutra/ui/icons';
import { Problem } from '@sutra/ui/problem';
import { type Tone, TONE_ICONS } from '@sutra/ui/state-badge';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useId } from 'react';
import { apiQuery } from '../../app/api.ts';
import { useCan } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { Page } from '../../shell/page.tsx';
import { PathLink } from '../../shell/path-link.tsx';
import { type Sentences, useSentence } from '../../shell/sentence.ts';
import { InvitationRow, useInvitations } from './invitations.tsx';
import styles from './today.module.css';

const SENTENCES: Sentences = {
  'review.open': ['today.review.open', 'count'],
  'import.running': ['today.import.running', 'kind', 'done', 'total'],
  'import.ready': ['today.import.ready', 'kind', 'count'],
  'import.rejected': ['today.import.rejected', 'kind', 'count'],
  'import.failed': ['today.import.failed', 'kind'],
  'import.finished': ['today.import.finished', 'kind', 'count'],
  'scan.recent': ['today.scan.recent', 'name'],
  'settings.changed': ['today.settings.changed', 'kind', 'name'],
};
/** What is nothing but a trace of what was done shows what was done. */
const ICONS: Readonly<Record<string, typeof ScanIcon>> = { 'scan.recent': ScanIcon, 'settings.changed': ChangedIcon };
const TONES = {
  neutral: 'neutral',
  info: 'info',
  success: 'good',
  warning: 'warning',
  danger: 'danger',
} as const satisfies Record<TodayItem['tone'], Tone>;

export function TodayPage() {
  const text = useText();
  const query = useQuery(apiQuery(getToday));
  const invitations = useInvitations();
  const isSlow = useDelayed(query.isPending);
  const waiting = invitations.data?.items ?? [];
  const { now = [], recent = [] } = query.data ?? {};
  return (
    <Page title={text('today.title')} intro={text('today.intro')}>
      {[query, invitations].map(({ error, refetch }, index) =>
        // oxlint-disable-next-line react/no-array-index-key -- two queries, always the same
        error === null ? null : <Problem key={index} error={error} onRetry={() => void refetch()} />,
      )}
      <Section title={text('today.now')}>
        {waiting.map((invitation) => (
          <InvitationRow key={invitation.id} invitation={invitation} />
        ))}
        {now.map((item) => (
          <Row key={keyOf(item)} item={item} />
        ))}
        {query.isPending && isSlow ? <Loading /> : null}
        {query.isSuccess && now.length + waiting.length === 0 ? <NothingToDo hasRecent={recent.length > 0} /> : null}
      </Section>
      {recent.length === 0 ? null : (
        <Section title={text('today.recent')}>
          {recent.map((item) => (
            <Row key={keyOf(item)} item={item} />
          ))}
        </Section>
      )}
    </Page>
  );
}

const keyOf = ({ kind, path, at }: TodayItem) => `${kind} ${path} ${at.getTime()}`;

function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <Title order={2} id={id} className={styles.heading}>
        {title}
      </Title>
      <ul className={styles.list}>{children}</ul>
    </section>
  );
}

function Row({ item }: { item: TodayItem }) {
  const sentence = useSentence(SENTENCES, 'today.other');
  const tone = TONES[item.tone];
  const Icon = ICONS[item.kind] ?? (tone === 'neutral' ? AuditIcon : TONE_ICONS[tone]);
  return (
    <li className={styles.row}>
      <Icon size={18} stroke={1.8} aria-hidden className={styles.icon} data-tone={tone} />
      <div className={styles.words}>
        <PathLink path={item.path} className={styles.link ?? ''}>
          {sentence(item)}
        </PathLink>
        <Done item={item} />
      </div>
      <span className={styles.time}>
        <RelativeTime value={item.at} />
      </span>
    </li>
  );
}

/** How far something has come that goes on by itself. */
function Done({ item: { kind, values } }: { item: TodayItem }) {
  const text = useText();
  const [done, total] = [values['done'], values['total']];
  if (!kind.endsWith('.running') || typeof done !== 'number' || typeof total !== 'number' || total <= 0) return null;
  return (
    <Progress value={(Math.min(done, total) / total) * 100} size={4} aria-label={text('today.progress')} maw={320} />
  );
}

function NothingToDo({ hasRecent }: { hasRecent: boolean }) {
  const text = useText();
  const canScan = useCan('scan.create');
  return (
    <li>
      <Empty
        icon={GoodIcon}
        title={text('today.nothing')}
        action={
          canScan && !hasRecent ? (
            <Button
              component={Link}
              to="/scan"
              mt="sm"
              variant="default"
              leftSection={<ScanIcon size={16} aria-hidden />}
            >
              {text('today.nothing.scan')}
            </Button>
          ) : undefined
        }
      >
        {text('today.nothing.help')}
      </Empty>
    </li>
  );
}

function Loading() {
  const text = useText();
  return (
    <li>
      <Stack gap="sm" p="md" component="output" aria-label={text('shell.loading')}>
        {[70, 55, 62].map((width) => (
          <Skeleton key={width} height={14} width={`${width}%`} radius={4} />
        ))}
      </Stack>
    </li>
  );
}
