import { Button, Checkbox } from '@mantine/core';
import { useText } from '../language.tsx';
import styles from './query-table.module.css';
import type { Selection } from './table-props.ts';
import type { RowOf } from './table-row-model.ts';

interface SelectRowProps<Row extends object> {
  selection: Selection<Row>;
  row: RowOf<Row>;
}

export function SelectRow<Row extends object>({ selection, row }: SelectRowProps<Row>) {
  const text = useText();
  const isChosen = selection.ids.has(row.id);
  return (
    <Checkbox
      size="xs"
      classNames={{ root: styles.checkbox ?? '', body: styles.checkboxBody ?? '' }}
      aria-label={text('ui.table.select', { name: selection.nameOf(row.original) })}
      checked={isChosen}
      onChange={() => selection.onSelect(withIds(selection.ids, [row.id], !isChosen))}
    />
  );
}

/** Chooses all rows of this page, or none of them. */
export function SelectPage<Row extends object>({
  selection,
  rows,
}: {
  selection: Selection<Row>;
  rows: readonly RowOf<Row>[];
}) {
  const text = useText();
  const ids = rows.map(({ id }) => id);
  const chosen = ids.filter((id) => selection.ids.has(id)).length;
  const isAll = ids.length > 0 && chosen === ids.length;
  return (
    <Checkbox
      size="xs"
      classNames={{ root: styles.checkbox ?? '', body: styles.checkboxBody ?? '' }}
      aria-label={text('ui.table.selectPage')}
      checked={isAll}
      indeterminate={chosen > 0 && !isAll}
      disabled={ids.length === 0}
      onChange={() => selection.onSelect(withIds(selection.ids, ids, !isAll))}
    />
  );
}

/** How many rows are chosen, and what can be done with them; at the foot, so that nothing moves when it comes. */
export function SelectionBar<Row>({ selection }: { selection: Selection<Row> }) {
  const text = useText();
  const count = selection.ids.size;
  return (
    <div className={styles.selectionPlace}>
      <output className={styles.hidden}>{count === 0 ? null : text('ui.table.selected', { count })}</output>
      {count === 0 ? null : (
        <section className={styles.selectionBar} aria-label={text('ui.table.selection')}>
          <span className={styles.selectionCount} aria-hidden>
            {text('ui.table.selected', { count })}
          </span>
          <div className={styles.selectionActions}>
            {selection.actions}
            <Button size="xs" variant="subtle" onClick={() => selection.onSelect(new Set())}>
              {text('ui.table.selection.clear')}
            </Button>
          </div>
        </section>
      )}
    </div>
  );
}

function withIds(all: ReadonlySet<string>, ids: readonly string[], isChosen: boolean): ReadonlySet<string> {
  const next = new Set(all);
  for (const id of ids) {
    if (isChosen) next.add(id);
    else next.delete(id);
  }
  return next;
}
