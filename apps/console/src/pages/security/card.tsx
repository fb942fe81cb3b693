import { Group, Title } from '@mantine/core';
import type { AddIcon } from '@sutra/ui/icons';
import { type ReactNode, useId } from 'react';
import styles from './security.module.css';

export interface CardProps {
  icon: typeof AddIcon;
  title: string;
  /** A `<StateBadge>`. */
  state?: ReactNode;
  /** What it is good for. */
  help: string;
  actions?: ReactNode;
  children?: ReactNode;
}

/** One kind of second factor. */
export function Card({ icon: Icon, title, state, help, actions, children }: CardProps) {
  const titleId = useId();
  return (
    <section className={styles.card} aria-labelledby={titleId}>
      <Group gap="xs">
        <Icon size={20} stroke={1.7} aria-hidden className={styles.icon} />
        <Title order={2} id={titleId}>
          {title}
        </Title>
        {state}
      </Group>
      <p className={styles.help}>{help}</p>
      {children}
      {actions === undefined ? null : <Group gap="xs">{actions}</Group>}
    </section>
  );
}
