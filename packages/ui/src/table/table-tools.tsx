import { Button, Checkbox, Menu, Popover, SegmentedControl, Stack } from '@mantine/core';
import { useState } from 'react';
import { useDelayed } from '../delayed.tsx';
import { ColumnsIcon, DoneIcon, DownloadIcon, UnsortedIcon } from '../icons.tsx';
import { useText } from '../language.tsx';
import { Problem } from '../problem.tsx';
import styles from './query-table.module.css';
import type { TableMemory } from './table-memory.ts';
import { type Column, namingColumn, type QueryTableProps, type Sorting } from './table-props.ts';
import { ViewsMenu } from './table-views.tsx';

export interface TableToolsProps<Row> extends QueryTableProps<Row> {
  memory: TableMemory;
  isPhone: boolean;
}

/** Above the table: search and filters of the page, then what can be done with the list as a whole. */
export function TableTools<Row>(props: TableToolsProps<Row>) {
  const { toolbar, views, name, columns, sort, onExport, memory, isPhone } = props;
  const [exportError, setExportError] = useState<unknown>(null);
  const hasColumns = memory.isKept && !isPhone;
  const hasViews = views !== undefined && name !== undefined;
  const hasSort = isPhone && sort !== undefined && columns.some((column) => column.sort !== undefined);
  const hasTools = hasColumns || hasViews || hasSort || onExport !== undefined;
  if (toolbar === undefined && !hasTools) return null;
  return (
    <div className={styles.toolbar}>
      {toolbar === undefined ? null : <div className={styles.toolbarOwn}>{toolbar}</div>}
      {hasTools ? (
        <div className={styles.tools}>
          {hasSort ? <SortMenu columns={columns} sort={sort} /> : null}
          {hasViews ? <ViewsMenu name={name} views={views} /> : null}
          {hasColumns ? <ColumnsMenu columns={columns} memory={memory} /> : null}
          {onExport ? <ExportButton onExport={onExport} onError={setExportError} /> : null}
        </div>
      ) : null}
      {exportError === null ? null : (
        <div className={styles.toolbarProblem}>
          <Problem error={exportError} />
        </div>
      )}
    </div>
  );
}

const ICON = { size: 15, stroke: 1.7, 'aria-hidden': true } as const;

function ColumnsMenu<Row>({ columns, memory }: { columns: readonly Column<Row>[]; memory: TableMemory }) {
  const text = useText();
  const fixed = namingColumn(columns)?.id;
  return (
    <Popover position="bottom-end" width={240} shadow="none" trapFocus returnFocus withinPortal>
      <Popover.Target>
        <Button size="xs" variant="default" leftSection={<ColumnsIcon {...ICON} />}>
          {text('ui.table.columns')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={text('ui.table.columns')}>
        <Stack gap="sm">
          <fieldset className={styles.choices} aria-label={text('ui.table.columns')}>
            {columns
              .filter(({ isHeaderHidden }) => !isHeaderHidden)
              .map(({ id, header }) => (
                <Checkbox
                  key={id}
                  size="xs"
                  className={styles.choice ?? ''}
                  label={header}
                  checked={id === fixed || !memory.hidden.includes(id)}
                  disabled={id === fixed}
                  onChange={({ currentTarget }) => memory.hide(id, !currentTarget.checked)}
                />
              ))}
          </fieldset>
          <SegmentedControl
            size="xs"
            fullWidth
            aria-label={text('ui.table.density')}
            value={memory.density}
            onChange={(value) => memory.setDensity(value)}
            data={[
              { value: 'comfortable' as const, label: text('ui.table.density.comfortable') },
              { value: 'compact' as const, label: text('ui.table.density.compact') },
            ]}
          />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

/** On a phone there are no headers to press. */
function SortMenu<Row>({ columns, sort }: { columns: readonly Column<Row>[]; sort: Sorting }) {
  const text = useText();
  const orders = columns.flatMap(({ sort: by, header }) =>
    by === undefined
      ? []
      : [
          { value: by, label: text('ui.table.sort.up', { column: header }) },
          { value: `-${by}`, label: text('ui.table.sort.down', { column: header }) },
        ],
  );
  return (
    <Menu position="bottom-end" width={240} shadow="none">
      <Menu.Target>
        <Button size="xs" variant="default" leftSection={<UnsortedIcon {...ICON} />}>
          {text('ui.table.sort')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {[{ value: undefined, label: text('ui.table.sort.none') }, ...orders].map(({ value, label }) => (
          <Menu.Item
            key={value ?? ''}
            role="menuitemradio"
            aria-checked={sort.value === value}
            rightSection={sort.value === value ? <DoneIcon size={15} aria-hidden /> : null}
            onClick={() => sort.onSort(value)}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function ExportButton({
  onExport,
  onError,
}: {
  onExport: () => void | Promise<void>;
  onError: (error: unknown) => void;
}) {
  const text = useText();
  const [isRunning, setRunning] = useState(false);
  const isLong = useDelayed(isRunning);
  const run = async () => {
    if (isRunning) return;
    setRunning(true);
    onError(null);
    try {
      await onExport();
    } catch (error) {
      onError(error);
    } finally {
      setRunning(false);
    }
  };
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<DownloadIcon {...ICON} />}
      aria-busy={isRunning}
      loading={isLong}
      onClick={() => void run()}
    >
      {text('ui.table.export')}
    </Button>
  );
}
