import { listSettingsImports, type SettingsImport } from '@sutra/contracts/setting-files';
import { type SettingKind } from '@sutra/contracts/settings';
import { Empty } from '@sutra/ui/empty';
import { RelativeTime } from '@sutra/ui/format';
import { ImportIcon } from '@sutra/ui/icons';
import { type Column, QueryTable } from '@sutra/ui/table/query-table';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { apiQuery } from '../../../app/api.ts';
import { present } from '../../../app/search.ts';
import { useText } from '../../../app/text.ts';
import { TextLink } from '../../../shell/text-link.tsx';
import { KINDS } from '../kinds.ts';
import styles from '../settings.module.css';
import { ImportState, isRunning } from './import-state.tsx';

const PAGE_SIZE = 20;
const REFETCH_MS = 2000;

/** The imports of the last 30 days, of one kind or of all. */
export function ImportsTable({ kind }: { kind?: SettingKind }) {
  const text = useText();
  const [cursor, setCursor] = useState<string | undefined>(undefined);
  const query = useQuery({
    ...apiQuery(listSettingsImports, { query: { limit: PAGE_SIZE, ...present({ cursor, kind }) } }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.items.some(isRunning) ? REFETCH_MS : false),
  });
  const columns = useMemo<Column<SettingsImport>[]>(
    () => [
      {
        id: 'file',
        header: text('settings.import.file'),
        card: 'title',
        width: 200,
        cell: ({ id, fileName }) => (
          <TextLink to="/settings/imports/$importId" params={{ importId: id }} className={styles.rowLink ?? ''}>
            <bdi>{fileName}</bdi>
          </TextLink>
        ),
      },
      ...(kind === undefined
        ? [
            {
              id: 'kind',
              header: text('settings.import.of'),
              cell: (row: SettingsImport) => text(KINDS[row.kind].name),
            },
          ]
        : []),
      {
        id: 'state',
        header: text('settings.state'),
        card: 'corner',
        cell: ({ state }) => <ImportState state={state} />,
      },
      {
        id: 'lines',
        header: text('settings.import.lines'),
        align: 'right',
        cell: ({ linesTotal }) =>
          linesTotal === null ? null : text('settings.import.lineCount', { count: linesTotal }),
      },
      { id: 'by', header: text('settings.import.by'), cell: ({ by }) => by.name },
      {
        id: 'at',
        header: text('settings.import.at'),
        align: 'right',
        cell: ({ createdAt }) => <RelativeTime value={createdAt} />,
      },
    ],
    [text, kind],
  );
  return (
    <QueryTable<SettingsImport>
      label={text('settings.imports')}
      query={query}
      columns={columns}
      rowId={({ id }) => id}
      paging={{ cursor, onCursor: setCursor }}
      empty={<Empty icon={ImportIcon} title={text('settings.imports.empty')} />}
    />
  );
}
