import { ActionIcon, Drawer, Group } from '@mantine/core';
import { useWindowEvent } from '@mantine/hooks';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { NextRowIcon, PreviousRowIcon } from '../icons.tsx';
import { useText } from '../language.tsx';
import { Problem } from '../problem.tsx';
import styles from './query-table.module.css';
import type { Details } from './table-props.ts';
import type { RowOf } from './table-row-model.ts';
import { openerId } from './table-rows.tsx';

export interface TablePanelProps<Row extends object> {
  details: Details<Row>;
  rows: readonly RowOf<Row>[];
  /** The rows of the page are known. */
  isLoaded: boolean;
  base: string;
}

/** The panel of the open row. It keeps showing a row that leaves the list, and while it closes. */
export function TablePanel<Row extends object>({ details, rows, isLoaded, base }: TablePanelProps<Row>) {
  const text = useText();
  const { open, onOpen } = details;
  const index = rows.findIndex(({ id }) => id === open);
  const current = rows[index]?.original;
  const [shown, setShown] = useState<{ id: string; row: Row } | null>(null);
  if (open !== undefined && current !== undefined && (shown?.id !== open || shown.row !== current))
    setShown({ id: open, row: current });
  const isElsewhere = isLoaded && open !== undefined && current === undefined && shown?.id !== open;
  const failed = useElsewhere(isElsewhere ? open : undefined, details, setShown);
  const isOpen = open !== undefined && shown?.id === open;
  const content = useRef<HTMLDivElement>(null);
  useEscape(content, isOpen, () => onOpen(undefined));
  useReturnFocus(isOpen, shown === null ? null : openerId(base, shown.id));
  if (isElsewhere && failed?.id === open) return <Missing error={failed.error} onClose={() => onOpen(undefined)} />;
  if (shown === null) return null;
  const before = rows[index - 1];
  const after = index < 0 ? undefined : rows[index + 1];
  return (
    <Drawer.Root
      opened={isOpen}
      onClose={() => onOpen(undefined)}
      position="right"
      size={480}
      returnFocus={false}
      closeOnEscape={false}
      attributes={{ header: { role: 'presentation' } }}
    >
      <Drawer.Overlay backgroundOpacity={0.2} />
      <Drawer.Content ref={content}>
        <Drawer.Header className={styles.panelHead ?? ''}>
          <Drawer.Title className={styles.panelTitle ?? ''}>{details.name(shown.row)}</Drawer.Title>
          <Group gap={4} wrap="nowrap">
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={text('ui.table.panel.previous')}
              disabled={before === undefined}
              onClick={() => before && onOpen(before.id)}
            >
              <PreviousRowIcon size={18} stroke={1.7} aria-hidden />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={text('ui.table.panel.next')}
              disabled={after === undefined}
              onClick={() => after && onOpen(after.id)}
            >
              <NextRowIcon size={18} stroke={1.7} aria-hidden />
            </ActionIcon>
            <Drawer.CloseButton aria-label={text('ui.close')} data-autofocus />
          </Group>
        </Drawer.Header>
        <Drawer.Body className={styles.panelBody ?? ''}>{details.render(shown.row)}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}

/** Gets the row with this id from beyond the page; gives why it could not. */
function useElsewhere<Row extends object>(
  id: string | undefined,
  { load }: Details<Row>,
  onRow: (shown: { id: string; row: Row }) => void,
): { id: string; error: unknown } | null {
  const [failed, setFailed] = useState<{ id: string; error: unknown } | null>(null);
  const latest = useRef({ load, onRow });
  useEffect(() => {
    latest.current = { load, onRow };
  });
  useEffect(() => {
    const { load: get } = latest.current;
    if (id === undefined || get === undefined) return undefined;
    let isWanted = true;
    get(id).then(
      (row) => isWanted && latest.current.onRow({ id, row }),
      (error: unknown) => isWanted && setFailed({ id, error }),
    );
    return () => {
      isWanted = false;
    };
  }, [id]);
  return failed;
}

function Missing({ error, onClose }: { error: unknown; onClose: () => void }) {
  const text = useText();
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={480}
      title={text('ui.table.panel.missing')}
      overlayProps={{ backgroundOpacity: 0.2 }}
      closeButtonProps={{ 'aria-label': text('ui.close') }}
    >
      <Problem error={error} />
    </Drawer>
  );
}

/** Escape closes what is on top: a question asked from within the panel, before the panel itself. */
function useEscape(content: RefObject<HTMLElement | null>, isOpen: boolean, onClose: () => void): void {
  useWindowEvent(
    'keydown',
    (event) => {
      if (event.key !== 'Escape' || event.isComposing || !isOpen) return;
      const isTaken = (event.target as Element | null)?.getAttribute?.('data-mantine-stop-propagation') === 'true';
      const topmost = [...document.querySelectorAll('[role="dialog"]')].at(-1);
      if (!isTaken && topmost !== undefined && topmost === content.current) onClose();
    },
    { capture: true },
  );
}

/** Back to the button of the row that was shown last: after stepping through rows it is not the one that was pressed. */
function useReturnFocus(isOpen: boolean, elementId: string | null): void {
  const wasOpen = useRef(false);
  useEffect(() => {
    const isClosing = wasOpen.current && !isOpen;
    wasOpen.current = isOpen;
    if (!isClosing || elementId === null) return undefined;
    // The panel lets go of the focus only after it has begun to close.
    const timer = setTimeout(() => document.getElementById(elementId)?.focus({ preventScroll: true }), 0);
    return () => clearTimeout(timer);
  }, [isOpen, elementId]);
}
