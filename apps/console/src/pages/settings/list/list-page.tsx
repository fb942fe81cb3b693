import { SETTINGS_READ, SETTINGS_WRITE, type SettingKind } from '@sutra/contracts/settings';
import { Empty } from '@sutra/ui/empty';
import { AddIcon, ImportIcon } from '@sutra/ui/icons';
import { QueryTable } from '@sutra/ui/table/query-table';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { present } from '../../../app/search.ts';
import { useCan } from '../../../app/session.ts';
import { useText } from '../../../app/text.ts';
import { ButtonLink } from '../../../shell/button-link.tsx';
import { KINDS } from '../kinds.ts';
import { SettingsPage } from '../settings-page.tsx';
import { type SettingsSearch, settingsSearch } from '../search.ts';
import { hasCommodity, settingKind, settingListQuery, settingQuery, type SettingRecord } from '../setting-record.ts';
import { type Chosen, useBulk } from './bulk.tsx';
import { settingColumns } from './columns.tsx';
import { ExportMenu } from './export-menu.tsx';
import { ListFilters } from './list-filters.tsx';
import { RowPanel } from './row-panel.tsx';

const PAGE_SIZE = 50;

export function SettingsListPage() {
  const text = useText();
  const mayWrite = useCan(SETTINGS_WRITE);
  const kind = settingKind(useParams({ from: '/signed-in/settings/$kind' }).kind);
  const { name, one, purpose } = KINDS[kind];
  return (
    <SettingsPage
      kind={kind}
      title={text(name)}
      intro={text(purpose)}
      permission={SETTINGS_READ}
      actions={
        <>
          <ExportMenu kind={kind} />
          {mayWrite ? (
            <>
              <ButtonLink
                to="/settings/$kind/import"
                params={{ kind }}
                variant="default"
                leftSection={<ImportIcon size={16} stroke={1.8} aria-hidden />}
              >
                {text('settings.import')}
              </ButtonLink>
              <AddButton kind={kind} label={text('settings.add', { one: text(one) })} />
            </>
          ) : null}
        </>
      }
    >
      {/* What is chosen in one list means nothing in another. */}
      <Records key={kind} kind={kind} mayWrite={mayWrite} />
    </SettingsPage>
  );
}

function AddButton({ kind, label }: { kind: SettingKind; label: string }) {
  return (
    <ButtonLink to="/settings/$kind/new" params={{ kind }} leftSection={<AddIcon size={16} stroke={1.8} aria-hidden />}>
      {label}
    </ButtonLink>
  );
}

const NOTHING_CHOSEN: Chosen = new Map();
const NO_ROWS: readonly SettingRecord[] = [];

function Records({ kind, mayWrite }: { kind: SettingKind; mayWrite: boolean }) {
  const text = useText();
  const search = useSearch({ from: '/signed-in/settings/$kind' });
  const { cursor, open, ...filter } = search;
  const navigate = useNavigate({ from: '/settings/$kind' });
  const queries = useQueryClient();
  const [chosen, setChosen] = useState<Chosen>(NOTHING_CHOSEN);
  const query = useQuery({
    ...settingListQuery(kind, { limit: PAGE_SIZE, ...present({ cursor }), ...filter }),
    placeholderData: keepPreviousData,
  });
  const showsState = filter.archived !== undefined;
  const columns = useMemo(() => settingColumns(text, kind, showsState), [text, kind, showsState]);
  // Another list begins at its first page; the record that is open beside it stays open, also one that is just being opened.
  const show = (part: Partial<Record<keyof SettingsSearch, string | undefined>>) =>
    void navigate({ search: (now) => settingsSearch({ ...now, cursor: undefined, ...part }) });
  const rows = query.data?.items ?? NO_ROWS;
  const bulk = useBulk({
    kind,
    chosen,
    rows,
    onDone: (left) => setChosen(new Map(left.map((record) => [record.id, record]))),
  });
  return (
    <>
      <QueryTable<SettingRecord>
        label={text(KINDS[kind].name)}
        name={`settings.${kind}`}
        query={query}
        columns={columns}
        rowId={({ id }) => id}
        toolbar={<ListFilters kind={kind} value={filter} total={query.data?.total} onChange={show} />}
        sort={{ value: filter.sort, onSort: (sort) => show({ sort }) }}
        views={{ current: viewOf(filter), onOpen: (view) => void navigate({ search: readView(view) }) }}
        paging={{ cursor, onCursor: (next) => void navigate({ search: present({ ...filter, cursor: next }) }) }}
        empty={<Nothing kind={kind} filter={filter} mayWrite={mayWrite} />}
        details={{
          open,
          onOpen: (id) =>
            void navigate({ search: (now) => present({ ...now, open: id }), replace: true, resetScroll: false }),
          name: (record) => record.name,
          render: (record) => <RowPanel kind={kind} record={record} />,
          load: (id) => queries.fetchQuery(settingQuery(kind, id)),
        }}
        {...(mayWrite
          ? {
              selection: {
                ids: new Set(chosen.keys()),
                onSelect: (ids: ReadonlySet<string>) => setChosen(withRows(ids, chosen, rows)),
                nameOf: (record: SettingRecord) => record.name,
                actions: bulk.actions,
              },
            }
          : {})}
      />
      {bulk.dialogs}
    </>
  );
}

/** The chosen records with what was known of them where they were chosen: they may be on another page now. */
function withRows(ids: ReadonlySet<string>, chosen: Chosen, rows: readonly SettingRecord[]): Chosen {
  return new Map(
    [...ids].flatMap((id) => {
      const record = rows.find((row) => row.id === id) ?? chosen.get(id);
      return record === undefined ? [] : [[id, record] as const];
    }),
  );
}

function viewOf(filter: SettingsSearch): string {
  return new URLSearchParams(present({ ...filter })).toString();
}

function readView(view: string): SettingsSearch {
  return settingsSearch(Object.fromEntries(new URLSearchParams(view)));
}

function Nothing({ kind, filter, mayWrite }: { kind: SettingKind; filter: SettingsSearch; mayWrite: boolean }) {
  const text = useText();
  const { name, one, purpose, icon } = KINDS[kind];
  const isFiltered = filter.q !== undefined || filter.commodityId !== undefined || filter.archived === 'only';
  if (isFiltered)
    return (
      <Empty icon={icon} title={text('settings.empty.filtered')}>
        {text('settings.empty.filtered.help')}
      </Empty>
    );
  return (
    <Empty
      icon={icon}
      title={text('settings.empty', { name: text(name) })}
      action={mayWrite ? <AddButton kind={kind} label={text('settings.add', { one: text(one) })} /> : undefined}
    >
      {text(purpose)} {mayWrite && hasCommodity(kind) ? text('settings.empty.commodity') : null}
    </Empty>
  );
}
