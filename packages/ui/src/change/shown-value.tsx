import { Fragment, type ReactNode } from 'react';
import { useFormat } from '../format.tsx';
import { useText } from '../language.tsx';
import styles from './shown-value.module.css';

export interface ShownValueProps {
  value: unknown;
  field: string;
  /** Undefined leaves the value to what is shown without it. */
  formatValue?: (value: unknown, field: string) => ReactNode;
}

const MAX_DEPTH = 6;

/** Any value of a record, readable: lists as lists, records as names and values. */
export function ShownValue({ value, field, formatValue }: ShownValueProps) {
  const own = formatValue?.(value, field);
  return own === undefined ? <Plain value={value} depth={0} /> : <>{own}</>;
}

function Plain({ value, depth }: { value: unknown; depth: number }): ReactNode {
  const text = useText();
  const format = useFormat();
  if (value === undefined || value === null || value === '')
    return <span className={styles.nothing}>{text('ui.diff.nothing')}</span>;
  if (typeof value === 'boolean') return text(value ? 'ui.yes' : 'ui.no');
  if (typeof value === 'number') return format.number(value);
  if (value instanceof Date) return format.exact(value);
  if (typeof value === 'string') return <span className={styles.text}>{value}</span>;
  if (typeof value !== 'object') return null;
  if (depth >= MAX_DEPTH) return <code className={styles.text}>{JSON.stringify(value)}</code>;
  if (Array.isArray(value)) {
    if (value.length === 0) return <span className={styles.nothing}>{text('ui.diff.nothing')}</span>;
    return (
      <ul className={styles.list}>
        {value.map((item, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- the items of a value have no identity but their place
          <li key={index}>
            <Plain value={item} depth={depth + 1} />
          </li>
        ))}
      </ul>
    );
  }
  return (
    <dl className={styles.record}>
      {Object.entries(value).map(([name, each]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>
            <Plain value={each} depth={depth + 1} />
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}
