import type { Adjustment } from '@sutra/contracts/quality-grid';
import type { Field } from '@sutra/ui/form/form';
import { isSame } from '@sutra/ui/change/merge.rules';
import {
  type ClipboardEvent,
  type KeyboardEvent,
  memo,
  type MouseEvent,
  useCallback,
  useEffect,
  useRef,
  useState,
} from 'react';
import { useText } from '../../../app/text.ts';
import { type AmountUnit, parseCell, writeCell } from './adjustments.rules.ts';
import styles from './grid.module.css';

type Cells = readonly (readonly Adjustment[])[];

export interface MatrixTableProps {
  field: Field<Cells>;
  label: string;
  /** Over the names of the rows. */
  corner: string;
  rows: readonly string[];
  columns: readonly string[];
  unit: AmountUnit;
}

/** A table of amounts: typed cell by cell, walked with the arrow keys, or pasted from a spreadsheet. An empty cell refuses. */
export function MatrixTable({ field, label, corner, rows, columns, unit }: MatrixTableProps) {
  const text = useText();
  const { path, id, registry, value: cells } = field;
  useEffect(() => registry.register(path, { id, label }), [registry, path, id, label]);
  const change = useStable((row: number, column: number, next: Adjustment) =>
    field.onChange(
      cells.map((line, at) => (at === row ? line.map((cell, across) => (across === column ? next : cell)) : line)),
    ),
  );
  const paste = useStable((row: number, column: number, block: readonly (readonly Adjustment[])[]) =>
    field.onChange(
      cells.map((line, at) =>
        line.map(
          (cell, across) =>
            block[at - row]?.[across - column] ?? (covers(block, at - row, across - column) ? null : cell),
        ),
      ),
    ),
  );
  if (rows.length === 0 || columns.length === 0) return null;
  return (
    <div className={styles.matrixScroll}>
      <table id={id} tabIndex={-1} className={styles.matrixTable} aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{corner}</th>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={row}>
              <th scope="row">{row}</th>
              {columns.map((column, across) => (
                <td key={column}>
                  <MatrixCell
                    path={`${path}.${at}.${across}`}
                    row={at}
                    column={across}
                    name={`${row}, ${column}`}
                    placeholder={text('settings.grid.refused')}
                    value={cells[at]?.[across] ?? null}
                    unit={unit}
                    revision={field.revision}
                    registry={registry}
                    onChange={change}
                    onPaste={paste}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.matrixHelp}>{text('settings.grid.matrixHelp')}</p>
      {field.error === undefined ? null : <p className={styles.error}>{field.error}</p>}
    </div>
  );
}

const covers = (block: Cells, row: number, column: number) =>
  row >= 0 && column >= 0 && column < (block[row]?.length ?? 0);

/** A function that stays the same while what it does follows the page: cells that did not change are not drawn again. */
function useStable<Args extends unknown[]>(run: (...args: Args) => void): (...args: Args) => void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  return useCallback((...args: Args) => latest.current(...args), []);
}

interface MatrixCellProps {
  path: string;
  row: number;
  column: number;
  name: string;
  placeholder: string;
  value: Adjustment;
  unit: AmountUnit;
  revision: number;
  registry: Field<unknown>['registry'];
  onChange: (row: number, column: number, next: Adjustment) => void;
  onPaste: (row: number, column: number, block: Cells) => void;
}

const MatrixCell = memo(function MatrixCell(props: MatrixCellProps) {
  const { path, row, column, name, placeholder, value, unit, revision, registry, onChange, onPaste } = props;
  const [typed, setTyped] = useState<{ text: string; value: Adjustment; revision: number } | null>(null);
  const isTyped = typed !== null && typed.revision === revision && isSame(typed.value, value);
  const shown = isTyped ? typed.text : value === null ? '' : writeCell(value, unit);
  const reading = isTyped && typed.text.trim() !== '' ? parseCell(typed.text, unit) : null;
  const isUnreadable = reading !== null && 'problem' in reading;
  useEffect(() => {
    registry.setUnreadable(path, isUnreadable ? { key: 'ui.form.error.number' } : null);
    return () => registry.setUnreadable(path, null);
  }, [registry, path, isUnreadable]);
  return (
    <input
      className={styles.matrixCell}
      aria-label={name}
      aria-invalid={isUnreadable || undefined}
      data-refused={value === null || undefined}
      data-row={row}
      data-column={column}
      placeholder={placeholder}
      autoComplete="off"
      inputMode="decimal"
      value={shown}
      onChange={({ currentTarget: { value: text } }) => {
        const next = text.trim() === '' ? null : parseCell(text, unit);
        const cell = next !== null && 'value' in next ? next.value : null;
        setTyped({ text, value: cell, revision });
        onChange(row, column, cell);
      }}
      onBlur={() => {
        if (!isUnreadable) setTyped(null);
      }}
      onKeyDown={walk}
      onMouseDown={selectWhole}
      onPaste={(event) => {
        const block = readBlock(event, unit);
        if (block === null) return;
        event.preventDefault();
        setTyped(null);
        onPaste(row, column, block);
      }}
    />
  );
});

/** A block of cells as spreadsheets copy it; null for a single value, which the field takes by itself, or what is no block of amounts. */
function readBlock(event: ClipboardEvent, unit: AmountUnit): Cells | null {
  const lines = event.clipboardData
    .getData('text/plain')
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
    .map((line) => line.split('\t'));
  if (lines.length === 1 && lines[0]!.length === 1) return null;
  const block: Adjustment[][] = [];
  for (const line of lines) {
    const cells: Adjustment[] = [];
    for (const cell of line) {
      const reading = cell.trim() === '' ? { value: null } : parseCell(cell, unit);
      if ('problem' in reading) return null;
      cells.push(reading.value);
    }
    block.push(cells);
  }
  return block;
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  Enter: [1, 0],
};

/** The first click on a cell chooses all of it, as in a spreadsheet: what is typed replaces it rather than standing before a 0. */
function selectWhole(event: MouseEvent<HTMLInputElement>): void {
  if (document.activeElement === event.currentTarget) return;
  event.preventDefault();
  event.currentTarget.focus();
  event.currentTarget.select();
}

/** Up and down a column by the arrow keys and Enter; sideways by Tab, as in any form. */
function walk(event: KeyboardEvent<HTMLInputElement>): void {
  const step = STEPS[event.key];
  if (step === undefined) return;
  const { row, column } = event.currentTarget.dataset;
  const next = event.currentTarget
    .closest('table')
    ?.querySelector<HTMLInputElement>(
      `input[data-row="${Number(row) + step[0]}"][data-column="${Number(column) + step[1]}"]`,
    );
  event.preventDefault();
  next?.focus();
  next?.select();
}
