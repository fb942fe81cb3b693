import { type ReactNode, useMemo } from 'react';
import { type Change, changesBetween, changesOf } from './diff.rules.ts';
import styles from './diff.module.css';
import { AddIcon, ChangedIcon, RemovedIcon } from '../icons.tsx';
import { useText } from '../language.tsx';
import { ShownValue } from './shown-value.tsx';

export type DiffProps = {
  /** The name of the table. */
  label: string;
  labelOf?: (field: string) => string;
  /** Undefined leaves the value to what is shown without it. */
  formatValue?: (value: unknown, field: string) => ReactNode;
} & (
  | { before: object; after: object; changes?: never }
  | { changes: Readonly<Record<string, { before?: unknown; after?: unknown }>>; before?: never; after?: never }
);

const KINDS = {
  added: { icon: AddIcon, word: 'ui.diff.added' },
  removed: { icon: RemovedIcon, word: 'ui.diff.removed' },
  changed: { icon: ChangedIcon, word: 'ui.diff.changed' },
} as const;

/** What changed, field by field: before and after beside each other. What is equal is left out. */
export function Diff(props: DiffProps) {
  const { label, labelOf = (field) => field, formatValue, before, after, changes: recorded } = props;
  const text = useText();
  const changes = useMemo(
    () => (recorded === undefined ? changesBetween(before, after) : changesOf(recorded)),
    [recorded, before, after],
  );
  if (changes.length === 0) return <p className={styles.none}>{text('ui.diff.none')}</p>;
  // Of something new there is nothing before, of something gone nothing after: a column of blanks says nothing.
  const hasBefore = changes.some(({ kind }) => kind !== 'added');
  const hasAfter = changes.some(({ kind }) => kind !== 'removed');
  const show = (value: unknown, field: string) => (
    <ShownValue value={value} field={field} {...(formatValue ? { formatValue } : {})} />
  );
  return (
    <div className={styles.frame}>
      <table aria-label={label} className={styles.diff} data-one-sided={!(hasBefore && hasAfter) || undefined}>
        <thead>
          <tr>
            <th scope="col" className={styles.fieldColumn}>
              {text('ui.diff.field')}
            </th>
            {hasBefore ? <th scope="col">{text('ui.diff.before')}</th> : null}
            {hasAfter ? <th scope="col">{text('ui.diff.after')}</th> : null}
          </tr>
        </thead>
        <tbody>
          {changes.map(({ field, kind, before: old, after: now }) => (
            <tr key={field} data-kind={kind}>
              <th scope="row">
                <div className={styles.field}>
                  {labelOf(field)}
                  <Kind kind={kind} />
                </div>
              </th>
              {hasBefore ? (
                <td className={styles.before} data-side={text('ui.diff.before')}>
                  {kind === 'added' ? null : show(old, field)}
                </td>
              ) : null}
              {hasAfter ? (
                <td className={styles.after} data-side={text('ui.diff.after')}>
                  {kind === 'removed' ? null : show(now, field)}
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Kind({ kind }: { kind: Change['kind'] }) {
  const text = useText();
  const { icon: Icon, word } = KINDS[kind];
  return (
    <span className={styles.kind} data-kind={kind}>
      <Icon size={13} stroke={2} aria-hidden />
      {text(word)}
    </span>
  );
}
