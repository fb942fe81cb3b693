import type { ReactNode } from 'react';
import styles from './notice.module.css';
import { type Tone, TONE_ICONS } from './state-badge.tsx';

export interface NoticeProps {
  tone: Tone;
  title: ReactNode;
  children?: ReactNode;
  icon?: (typeof TONE_ICONS)['good'];
  /** `alert` interrupts a screen reader, `status` waits for a pause; neither where a live region is around it. */
  role?: 'alert' | 'status';
}

/** Something to know here and now: what it is, and what to do. */
export function Notice({ tone, title, children, icon: Icon = TONE_ICONS[tone], role }: NoticeProps) {
  return (
    <div className={styles.notice} data-tone={tone} role={role}>
      <Icon size={18} stroke={1.8} aria-hidden />
      <div className={styles.words}>
        <div className={styles.title}>{title}</div>
        {children === undefined ? null : <div>{children}</div>}
      </div>
    </div>
  );
}
