import type { ReactNode } from 'react';
import { DangerIcon, GoodIcon, InfoIcon, UnknownIcon, WarningIcon } from './icons.tsx';
import styles from './state-badge.module.css';

export type Tone = 'good' | 'warning' | 'danger' | 'info' | 'neutral';
export const TONE_ICONS = {
  good: GoodIcon,
  warning: WarningIcon,
  danger: DangerIcon,
  info: InfoIcon,
  neutral: UnknownIcon,
} as const;

export interface StateBadgeProps {
  tone: Tone;
  /** The word: colour and icon alone say nothing to some. */
  children: ReactNode;
  icon?: typeof GoodIcon | null;
}

/** A state as colour, icon and word. */
export function StateBadge({ tone, children, icon: Icon = TONE_ICONS[tone] }: StateBadgeProps) {
  return (
    <span className={styles.badge} data-tone={tone}>
      {Icon === null ? null : <Icon size={14} stroke={2} aria-hidden />}
      {children}
    </span>
  );
}
