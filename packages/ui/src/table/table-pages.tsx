import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { NextIcon, PreviousIcon } from '../icons.tsx';
import { useText } from '../language.tsx';
import styles from './query-table.module.css';
import type { Paging } from './table-props.ts';

export interface TablePagesProps {
  paging: Paging;
  nextCursor: string | null;
  isBusy: boolean;
  label: string;
}

/** The way through a list that is read with a cursor. */
export function TablePages({ paging, nextCursor, isBusy, label }: TablePagesProps) {
  const text = useText();
  // A cursor only leads on; the way back is remembered while the page is open. A link from elsewhere starts at the first page.
  const [trail, setTrail] = useState<readonly (string | undefined)[]>([]);
  const { cursor, onCursor } = paging;
  if (cursor === undefined && nextCursor === null) return null;
  const before = trail.at(-1);
  return (
    <Group
      component="nav"
      aria-label={text('ui.table.pages', { name: label })}
      justify="flex-end"
      gap="xs"
      className={styles.pages}
    >
      {cursor === undefined ? null : (
        <Button
          variant="default"
          size="xs"
          leftSection={<PreviousIcon size={14} aria-hidden />}
          onClick={() => {
            setTrail(trail.slice(0, -1));
            onCursor(before);
          }}
        >
          {trail.length > 0 ? text('ui.table.previous') : text('ui.table.first')}
        </Button>
      )}
      <Button
        variant="default"
        size="xs"
        rightSection={<NextIcon size={14} aria-hidden />}
        disabled={nextCursor === null || isBusy}
        onClick={() => {
          if (nextCursor === null) return;
          setTrail([...trail, cursor]);
          onCursor(nextCursor);
        }}
      >
        {text('ui.table.next')}
      </Button>
    </Group>
  );
}
