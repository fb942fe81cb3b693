import { Button, CloseButton, Skeleton, Stack, Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import type { Notification } from '@sutra/contracts/workspace';
import { useDelayed } from '@sutra/ui/delayed';
import { Empty } from '@sutra/ui/empty';
import { RelativeTime, useFormat, useNow } from '@sutra/ui/format';
import { NotificationIcon } from '@sutra/ui/icons';
import { Problem } from '@sutra/ui/problem';
import { lazy, type ReactNode, Suspense } from 'react';
import { useSignedIn } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { useLeave } from '../leaving.tsx';
import { PathLink } from '../path-link.tsx';
import { type Sentences, useSentence } from '../sentence.ts';
import { useSwitchOrganisation } from '../switch-organisation.ts';
import { byDay } from './days.ts';
import styles from './notifications.module.css';
import type { Notifications } from './notifications.ts';

// Seldom there, and the question that it asks comes with it.
const UnusualSignIn = lazy(async () => ({ default: (await import('./unusual-sign-in.tsx')).UnusualSignIn }));

const SENTENCES: Sentences = {
  'session.created': ['notification.session.created', 'device'],
  'session.unusual': ['notification.session.unusual', 'device'],
  'sign-in.refused': ['notification.sign-in.refused', 'device'],
  'import.finished': ['notification.import.finished', 'kind', 'count'],
  'import.rejected': ['notification.import.rejected', 'kind', 'count'],
  'membership.changed': ['notification.membership.changed', 'organisation'],
  'membership.suspended': ['notification.membership.suspended', 'organisation'],
  'organisation.suspended': ['notification.organisation.suspended', 'organisation'],
  'organisation.resumed': ['notification.organisation.resumed', 'organisation'],
  'organisation.exported': ['notification.organisation.exported', 'organisation'],
  'membership.ended': ['notification.membership.ended', 'organisation'],
  'member.ended': ['notification.member.ended', 'name'],
  'password.changed': ['notification.password.changed'],
  'pin.set': ['notification.pin.set', 'device'],
  'recovery-code.used': ['notification.recovery-code.used'],
  'second-factor.added': ['notification.second-factor.added'],
  'second-factor.removed': ['notification.second-factor.removed'],
  'mobile.changed': ['notification.mobile.changed'],
  'mobile.confirmed': ['notification.mobile.confirmed'],
  'mobile.reported': ['notification.mobile.reported'],
  'mobile.removed': ['notification.mobile.removed'],
  'email.changed': ['notification.email.changed'],
  'email.removed': ['notification.email.removed'],
  'invitation.accepted': ['notification.invitation.accepted', 'name'],
};

export function NotificationList({ notifications, onClose }: { notifications: Notifications; onClose: () => void }) {
  const text = useText();
  const format = useFormat();
  const { items, error, isLoading } = notifications;
  const isSlow = useDelayed(isLoading);
  const nowMs = useNow(60_000);
  const dayName = (daysAgo: number, day: string) =>
    daysAgo === 0 ? text('notifications.today') : daysAgo === 1 ? text('notifications.yesterday') : format.day(day);
  return (
    <div className={styles.panel}>
      <div className={styles.head}>
        <Text fw={600} component="h2" size="md">
          {text('notifications.title')}
        </Text>
        <CloseButton size="md" aria-label={text('ui.close')} onClick={onClose} data-autofocus />
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a list without links is scrolled by keyboard as well */}
      <section className={styles.scroll} tabIndex={0} aria-label={text('notifications.title')}>
        {error === null ? null : (
          <div className={styles.problem}>
            <Problem error={error} onRetry={notifications.refetch} />
          </div>
        )}
        {isLoading && isSlow ? <Loading /> : null}
        {items.length === 0 && !isLoading && error === null ? (
          <Empty icon={NotificationIcon} title={text('notifications.empty')}>
            {text('notifications.empty.help')}
          </Empty>
        ) : null}
        {byDay(items, new Date(nowMs)).map(({ day, daysAgo, items: ofDay }) => (
          <section key={day} aria-label={dayName(daysAgo, day)}>
            <h3 className={styles.day}>{dayName(daysAgo, day)}</h3>
            <ul className={styles.list}>
              {ofDay.map((notification) => (
                <Row key={notification.id} notification={notification} onClose={onClose} />
              ))}
            </ul>
          </section>
        ))}
        {notifications.hasMore ? (
          <Button
            variant="subtle"
            size="xs"
            fullWidth
            loading={notifications.isLoadingMore}
            onClick={notifications.loadMore}
          >
            {text('notifications.more')}
          </Button>
        ) : null}
      </section>
    </div>
  );
}

function Row({ notification, onClose }: { notification: Notification; onClose: () => void }) {
  const text = useText();
  const sentence = useSentence(SENTENCES, 'notification.other');
  const isNew = notification.readAt === null;
  return (
    <li className={styles.item} data-new={isNew || undefined}>
      <span className={styles.mark} aria-hidden />
      <span className={styles.words}>
        {isNew ? <VisuallyHidden>{text('notifications.new')}: </VisuallyHidden> : null}
        <Target notification={notification} onClose={onClose}>
          {sentence(notification)}
        </Target>
        {notification.kind === 'session.unusual' ? (
          <Suspense>
            <UnusualSignIn values={notification.values} />
          </Suspense>
        ) : null}
        <Organisation organisationId={notification.organisationId} />
      </span>
      <span className={styles.time}>
        <RelativeTime value={notification.createdAt} />
      </span>
    </li>
  );
}

/** Named only where it is another than the one that one works in. */
function Organisation({ organisationId }: { organisationId: string | null }) {
  const { organisation, organisations } = useSignedIn();
  const other = organisations.find(({ id }) => id === organisationId && id !== organisation.id);
  if (other === undefined) return null;
  return (
    <Text size="xs" c="dimmed" component="span">
      {other.name}
    </Text>
  );
}

interface TargetProps {
  notification: Notification;
  onClose: () => void;
  children: ReactNode;
}

/** What a notification leads to may be in another organisation of the person: then that is where it is opened. */
function Target({ notification: { path, organisationId }, onClose, children }: TargetProps) {
  const { organisation, organisations } = useSignedIn();
  const change = useSwitchOrganisation();
  const leave = useLeave();
  if (path === null) return children;
  if (organisationId === null || organisationId === organisation.id)
    return (
      <PathLink path={path} onClick={onClose} size="sm" className={styles.target ?? ''}>
        {children}
      </PathLink>
    );
  if (!organisations.some(({ id }) => id === organisationId)) return children;
  return (
    <UnstyledButton
      className={styles.target}
      aria-busy={change.isPending}
      onClick={() => leave(() => change.mutate({ organisationId, path }, { onSuccess: onClose }))}
    >
      {children}
    </UnstyledButton>
  );
}

function Loading() {
  const text = useText();
  return (
    <Stack gap="sm" p="md" component="output" aria-label={text('shell.loading')}>
      {[80, 65, 72].map((width) => (
        <Skeleton key={width} height={14} width={`${width}%`} radius={4} />
      ))}
    </Stack>
  );
}
