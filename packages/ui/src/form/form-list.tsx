// Rows of a form: added, removed and reordered, with the keyboard as with the pointer.
import { ActionIcon, Button, Fieldset } from '@mantine/core';
import { type CSSProperties, type ReactNode, useEffect, useRef, useState } from 'react';
import { FieldGroup } from './form-fields.tsx';
import styles from './form.module.css';
import { AddIcon, DeleteIcon, DownIcon, UpIcon } from '../icons.tsx';
import { useText } from '../language.tsx';
import type { Field } from './use-record-form.tsx';

export interface ListFieldProps<Item> {
  field: Field<readonly Item[]> | Field<Item[]>;
  label: string;
  description?: ReactNode;
  /** "Add lot" */
  add: string;
  newItem: () => Item;
  /** Names a row for those who hear it: "Lot 2". */
  nameOf: (index: number) => string;
  /** Headings of a dense list: with them the labels in its rows are heard, not seen. On a phone the labels show. */
  columns?: readonly string[];
  /** How wide the columns are, as CSS writes it: `2fr 1fr`. By default all alike. */
  widths?: string;
  /** Rows of many fields: name and tools of a row stand above its fields. */
  isTall?: boolean;
  /** The fields of one row; their paths begin with `path`. */
  children: (index: number) => ReactNode;
  max?: number;
  isOrdered?: boolean;
}

export function ListField<Item>(props: ListFieldProps<Item>) {
  const { field, label, description, add, newItem, nameOf, columns, widths, isTall = false } = props;
  const { children, max = 200, isOrdered = true } = props;
  const text = useText();
  const { path, id, registry, revision } = field;
  const items: readonly Item[] = field.value;
  const [said, setSaid] = useState('');
  const rows = useRowKeys(items.length, revision);
  const place = useRef<HTMLDivElement>(null);
  const change = (next: readonly Item[]) => field.onChange(next as Item[]);
  useEffect(() => registry.register(path, { id, label }), [registry, path, id, label]);

  const focusOn = (selector: string, otherwise = selector) =>
    // The row is there only after the next paint.
    requestAnimationFrame(() => {
      const find = (wanted: string) => place.current?.querySelector<HTMLElement>(wanted);
      (find(selector) ?? find(otherwise))?.focus();
    });
  // Lists may hold lists: a row of this one is a child of its place.
  const rowAt = (index: number) => `:scope > [data-row="${index}"]`;
  const toolIn = (index: number) => `${rowAt(index)} > [data-tools]`;
  const insert = () => {
    rows.add();
    change([...items, newItem()]);
    focusOn(`${rowAt(items.length)} :is(input, textarea, select)`);
  };
  const remove = (index: number) => {
    rows.remove(index);
    change(items.filter((_, at) => at !== index));
    setSaid(text('ui.form.list.removed', { name: nameOf(index) }));
    const left = Math.min(index, items.length - 2);
    focusOn(left < 0 ? ':scope > [data-add]' : `${toolIn(left)} [data-remove]`);
  };
  const move = (from: number, to: number) => {
    rows.move(from, to);
    change(moved(items, from, to));
    setSaid(text('ui.form.list.moved', { name: nameOf(from), place: to + 1 }));
    const direction = to < from ? 'up' : 'down';
    focusOn(`${toolIn(to)} [data-move="${direction}"]:enabled`, `${toolIn(to)} [data-move]:enabled`);
  };
  const toolsOf = (index: number) => (
    <RowTools
      name={nameOf(index)}
      isNamed={isTall}
      {...(isOrdered ? { place: { index, count: items.length } } : {})}
      onMove={(by) => move(index, index + by)}
      onRemove={() => remove(index)}
    />
  );
  return (
    <Fieldset id={id} tabIndex={-1} legend={label} className={styles.list ?? ''} variant="unstyled">
      {description === undefined ? null : <div className={styles.listDescription}>{description}</div>}
      {field.error === undefined ? null : <div className={styles.listError}>{field.error}</div>}
      <div
        ref={place}
        className={styles.listRows}
        data-dense={columns !== undefined || undefined}
        data-tall={isTall || undefined}
        style={widths === undefined ? undefined : ({ '--list-columns': widths } as CSSProperties)}
      >
        {columns === undefined || items.length === 0 ? null : (
          <div aria-hidden className={styles.listHead} data-tools={isOrdered ? 3 : 1}>
            {columns.map((column) => (
              <span key={column}>{column}</span>
            ))}
          </div>
        )}
        {items.map((_, index) => (
          <fieldset key={rows.keys[index]} aria-label={nameOf(index)} className={styles.listRow} data-row={index}>
            {isTall ? toolsOf(index) : null}
            <div className={styles.listFields}>
              <FieldGroup value={nameOf(index)}>{children(index)}</FieldGroup>
            </div>
            {isTall ? null : toolsOf(index)}
          </fieldset>
        ))}
        <Button
          data-add
          size="xs"
          variant="default"
          className={styles.listAdd ?? ''}
          leftSection={<AddIcon size={14} aria-hidden />}
          disabled={items.length >= max}
          onClick={insert}
        >
          {add}
        </Button>
      </div>
      <output className={styles.hidden}>{said}</output>
    </Fieldset>
  );
}

interface RowToolsProps {
  name: string;
  /** Whether the name shows beside the tools. */
  isNamed: boolean;
  /** Where the row is, if it can move. */
  place?: { index: number; count: number };
  onMove: (by: 1 | -1) => void;
  onRemove: () => void;
}

function RowTools({ name, isNamed, place, onMove, onRemove }: RowToolsProps) {
  const text = useText();
  return (
    <div className={styles.listTools} data-tools>
      {isNamed ? (
        <span className={styles.listName} aria-hidden>
          {name}
        </span>
      ) : null}
      {place === undefined ? null : (
        <>
          <ActionIcon
            variant="subtle"
            color="gray"
            data-move="up"
            aria-label={text('ui.form.list.up', { name })}
            disabled={place.index === 0}
            onClick={() => onMove(-1)}
          >
            <UpIcon size={16} stroke={1.7} aria-hidden />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            data-move="down"
            aria-label={text('ui.form.list.down', { name })}
            disabled={place.index === place.count - 1}
            onClick={() => onMove(1)}
          >
            <DownIcon size={16} stroke={1.7} aria-hidden />
          </ActionIcon>
        </>
      )}
      <ActionIcon
        variant="subtle"
        color="gray"
        data-remove
        aria-label={text('ui.form.list.remove', { name })}
        onClick={onRemove}
      >
        <DeleteIcon size={16} stroke={1.7} aria-hidden />
      </ActionIcon>
    </div>
  );
}

/** A row keeps what is typed in it when it moves: its identity is not its place. */
function useRowKeys(count: number, revision: number) {
  const [state, setState] = useState(() => ({
    revision,
    next: count,
    keys: Array.from({ length: count }, (_, n) => n),
  }));
  let current = state;
  if (state.revision !== revision || state.keys.length !== count) {
    const keys = Array.from({ length: count }, (_, n) => state.next + n);
    current = { revision, next: state.next + count, keys };
    setState(current);
  }
  const set = (keys: number[], next = current.next) => setState({ revision, next, keys });
  return {
    keys: current.keys,
    add: () => set([...current.keys, current.next], current.next + 1),
    remove: (index: number) => set(current.keys.filter((_, at) => at !== index)),
    move: (from: number, to: number) => set(moved(current.keys, from, to)),
  };
}

function moved<Item>(items: readonly Item[], from: number, to: number): Item[] {
  const rest = items.filter((_, at) => at !== from);
  return [...rest.slice(0, to), items[from]!, ...rest.slice(to)];
}
