import { Button, Stack, TextInput, Title } from '@mantine/core';
import { NetworkFailure } from '@sutra/sdk/problem';
import { Empty } from '@sutra/ui/empty';
import { useFormat } from '@sutra/ui/format';
import { type PageQuery, QueryTable } from '@sutra/ui/table/query-table';
import { Facts } from '@sutra/ui/record-page';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { present } from '../../app/search.ts';
import { useText } from '../../app/text.ts';
import { STATES, useLotColumns } from './lot-columns.tsx';
import { lotsThat, useLots } from './lots-query.ts';
import { hostileLots, type Lot, lots } from './samples.ts';

const rowId = (lot: Lot) => lot.id;
const FIRST_LIVE_ROWS = 5;
const MAX_LIVE_ROWS = 12;
const ARRIVE_EVERY_MS = 1200;

export function Tables() {
  const text = useText();
  const columns = useLotColumns();
  const shared = { columns, rowId, empty: null };
  return (
    <>
      <Title order={3}>{text('devUi.table.large')}</Title>
      <LargeTable />
      <Title order={3}>{text('devUi.table.hostile')}</Title>
      <QueryTable
        {...shared}
        label={text('devUi.table.hostile')}
        query={answered(hostileLots)}
        empty={<Empty title={text('devUi.table.empty')} />}
      />
      <Title order={3}>{text('devUi.table.live')}</Title>
      <LiveTable />
      <Title order={3}>{text('devUi.table.empty')}</Title>
      <QueryTable
        {...shared}
        label={text('devUi.table.empty')}
        query={answered([])}
        empty={
          <Empty
            title={text('devUi.table.empty')}
            action={
              <Button size="xs" variant="default">
                {text('devUi.table.empty.action')}
              </Button>
            }
          >
            {text('devUi.table.empty.help')}
          </Empty>
        }
      />
      <Title order={3}>{text('devUi.table.loading')}</Title>
      <QueryTable
        {...shared}
        label={text('devUi.table.loading')}
        query={{ ...answered([]), data: undefined, isFetching: true }}
      />
      <Title order={3}>{text('devUi.table.failed')}</Title>
      <QueryTable
        {...shared}
        label={text('devUi.table.failed')}
        query={{ ...answered([]), data: undefined, error: new NetworkFailure('away') }}
      />
    </>
  );
}

/** All that the table can do; what it shows is in the address. */
function LargeTable() {
  const text = useText();
  const format = useFormat();
  const columns = useLotColumns();
  const search = useSearch({ from: '/dev/ui' });
  const navigate = useNavigate({ from: '/dev/ui' });
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const { cursor, open, sort, q } = search;
  const query = useLots({ cursor, sort, q });
  const go = (next: Parameters<typeof present>[0]) =>
    void navigate({ search: present({ ...search, ...next }), replace: true, resetScroll: false });
  return (
    <QueryTable
      name="dev-ui.lots"
      label={text('devUi.table.large')}
      query={query}
      columns={columns}
      rowId={rowId}
      empty={<Empty title={text('devUi.table.empty')} />}
      toolbar={
        <TextInput
          size="xs"
          maw={280}
          type="search"
          label={text('devUi.table.search')}
          defaultValue={q ?? ''}
          onChange={({ currentTarget }) => go({ q: currentTarget.value || undefined, cursor: undefined })}
        />
      }
      paging={{ cursor, onCursor: (next) => go({ cursor: next }) }}
      sort={{ value: sort, onSort: (next) => go({ sort: next, cursor: undefined }) }}
      views={{
        current: new URLSearchParams(present({ sort, q })).toString(),
        onOpen: (next) => {
          const values = new URLSearchParams(next);
          go({ q: values.get('q') ?? undefined, sort: values.get('sort') ?? undefined, cursor: undefined });
        },
      }}
      selection={{
        ids: chosen,
        onSelect: setChosen,
        nameOf: (lot) => lot.name,
        actions: (
          <Button size="xs" variant="default">
            {text('devUi.table.hold')}
          </Button>
        ),
      }}
      onExport={() => save(lotsThat({ sort, q }))}
      details={{
        open,
        onOpen: (id) => go({ open: id }),
        name: (lot) => lot.name,
        render: (lot) => (
          <Facts
            facts={[
              { label: text('devUi.station'), value: lot.station },
              { label: text('devUi.state'), value: text(STATES[lot.state].label) },
              { label: text('devUi.bales'), value: format.integer(lot.bales) },
              { label: text('devUi.value'), value: format.money(lot.valuePaise) },
              { label: text('devUi.weighed'), value: format.exact(lot.weighedAt) },
            ]}
          />
        ),
      }}
    />
  );
}

/** Rows come on top while one looks; under a pointer nothing moves. */
function LiveTable() {
  const text = useText();
  const columns = useLotColumns();
  const [isLive, setLive] = useState(false);
  const [count, setCount] = useState(FIRST_LIVE_ROWS);
  useEffect(() => {
    if (!isLive) return undefined;
    const timer = setInterval(() => setCount((last) => last + 1), ARRIVE_EVERY_MS);
    return () => clearInterval(timer);
  }, [isLive]);
  const rows = useMemo(() => lots.slice(Math.max(0, count - MAX_LIVE_ROWS), count).reverse(), [count]);
  return (
    <Stack gap="xs" align="stretch">
      <QueryTable
        label={text('devUi.table.live')}
        query={answered(rows)}
        columns={columns}
        rowId={rowId}
        empty={null}
        toolbar={
          <Button size="xs" variant="default" onClick={() => setLive(!isLive)}>
            {text(isLive ? 'devUi.table.live.stop' : 'devUi.table.live.start')}
          </Button>
        }
      />
    </Stack>
  );
}

function answered(items: readonly Lot[]): PageQuery<Lot> {
  return { data: { items, nextCursor: null }, isFetching: false, error: null, refetch: () => undefined };
}

async function save(found: readonly Lot[]): Promise<void> {
  const lines = found.map(({ name, station, bales }) => `${name}\t${station}\t${bales}`);
  const address = URL.createObjectURL(new Blob([lines.join('\n')], { type: 'text/tab-separated-values' }));
  Object.assign(document.createElement('a'), { href: address, download: 'lots.tsv' }).click();
  URL.revokeObjectURL(address);
}
