import type { ReactNode } from 'react';
import styles from './breadcrumbs.module.css';
import { NextIcon } from './icons.tsx';
import { useText } from './language.tsx';

export interface Breadcrumb {
  label: string;
  /** The way there, with the router's own link; nothing for where one is. */
  link?: ReactNode;
}

/** Where one is, and the way back up. */
export function Breadcrumbs({ items }: { items: readonly Breadcrumb[] }) {
  const text = useText();
  return (
    <nav aria-label={text('ui.breadcrumbs')}>
      <ol className={styles.breadcrumbs}>
        {items.map(({ label, link }, index) => (
          <li key={label} aria-current={index === items.length - 1 ? 'page' : undefined}>
            {index > 0 ? <NextIcon size={13} aria-hidden /> : null}
            {link ?? <span>{label}</span>}
          </li>
        ))}
      </ol>
    </nav>
  );
}
