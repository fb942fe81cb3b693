import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useDelayed } from '../delayed.tsx';
import { Empty } from '../empty.tsx';
import { RelativeTime } from '../format.tsx';
import { AuditIcon } from '../icons.tsx';
import { useText } from '../language.tsx';
import styles from './timeline.module.css';

export interface TimelineEntry {
  id: string;
  at: Date;
  title: ReactNode;
  by?: string;
  body?: ReactNode;
}
export interface TimelineProps {
  label: string;
  /** In any order; undefined while they are being fetched. */
  entries: readonly TimelineEntry[] | undefined;
  empty?: ReactNode;
}

/** What happened, newest first. */
export function Timeline({ label, entries, empty }: TimelineProps) {
  const text = useText();
  const isLate = useDelayed(entries === undefined);
  if (entries === undefined) {
    return isLate ? (
      <output className={styles.loading} aria-label={text('ui.table.loading', { name: label })}>
        <Skeleton height={12} width="60%" />
        <Skeleton height={12} width="80%" />
        <Skeleton height={12} width="50%" />
      </output>
    ) : (
      <div className={styles.loading} aria-busy />
    );
  }
  if (entries.length === 0) return empty ?? <Empty icon={AuditIcon} title={text('ui.timeline.empty')} />;
  const newestFirst = [...entries].sort((a, b) => b.at.getTime() - a.at.getTime());
  return (
    <ol className={styles.timeline} aria-label={label}>
      {newestFirst.map(({ id, at, title, by, body }) => (
        <li key={id} className={styles.entry}>
          <div className={styles.title}>{title}</div>
          <div className={styles.meta}>
            {by === undefined ? null : <span>{by} · </span>}
            <RelativeTime value={at} />
          </div>
          {body === undefined ? null : <div className={styles.body}>{body}</div>}
        </li>
      ))}
    </ol>
  );
}
