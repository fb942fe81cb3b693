import type { ReactNode } from 'react';
import styles from './scan.module.css';

export interface FactProps {
  name: string;
  children: ReactNode;
  isLarge?: boolean;
  tone?: string;
}

/** One thing that a code says, with its name above it; stands in a `dl`. */
export function Fact({ name, children, isLarge, tone }: FactProps) {
  return (
    <div className={styles.fact} data-tone={tone} data-large={isLarge || undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
