import { Stack, Title } from '@mantine/core';
import { getScan, listScans, type Scan } from '@sutra/contracts/scanning';
import { CodeView } from '@sutra/ui/code/code-view';
import { Empty } from '@sutra/ui/empty';
import { RelativeTime, useFormat } from '@sutra/ui/format';
import { ScanIcon } from '@sutra/ui/icons';
import { type Column, QueryTable } from '@sutra/ui/table/query-table';
import { StateBadge } from '@sutra/ui/state-badge';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { apiQuery } from '../../app/api.ts';
import { present } from '../../app/search.ts';
import { useText } from '../../app/text.ts';
import { Particulars, Proposals, proposalsOf } from './assumed.tsx';
import { batchOf, expiryOf, nameOf, SEVERITY_TONES, STATUS, strengthBeside, WARNINGS } from './reading.ts';
import { ErrorWords, Warnings } from './scan-result.tsx';
import styles from './scan.module.css';
import { toShown } from './wedge.ts';

const PAGE_SIZE = 20;

export function RecentScans() {
  const text = useText();
  const format = useFormat();
  const { cursor, open } = useSearch({ from: '/signed-in/scan' });
  const navigate = useNavigate({ from: '/scan' });
  const queries = useQueryClient();
  const query = useQuery({
    ...apiQuery(listScans, { query: { limit: PAGE_SIZE, ...present({ cursor }) } }),
    placeholderData: keepPreviousData,
  });
  const columns = useMemo<Column<Scan>[]>(
    () => [
      {
        id: 'product',
        header: text('scan.product'),
        card: 'title',
        width: 200,
        wraps: true,
        cell: (scan) => <Name scan={scan} />,
      },
      {
        id: 'status',
        header: text('scan.result'),
        card: 'corner',
        cell: (scan) => (
          <StateBadge tone={STATUS[scan.resolution.status].tone}>
            {text(STATUS[scan.resolution.status].label)}
          </StateBadge>
        ),
      },
      { id: 'batch', header: text('scan.batch'), cell: (scan) => mono(batchOf(scan)) },
      { id: 'expiry', header: text('scan.expiry'), cell: (scan) => expiryOf(scan, format).date },
      {
        id: 'warnings',
        header: text('scan.warnings'),
        wraps: true,
        cell: (scan) =>
          scan.warnings.length === 0 ? null : (
            <span className={styles.badges}>
              {scan.warnings.map(({ code, severity }) => (
                <StateBadge key={code} tone={SEVERITY_TONES[severity]}>
                  {text(WARNINGS[code].title)}
                </StateBadge>
              ))}
            </span>
          ),
      },
      {
        id: 'time',
        header: text('scan.time'),
        align: 'right',
        cell: (scan) => <RelativeTime value={scan.scannedAt} />,
      },
    ],
    [text, format],
  );
  return (
    <Stack gap="xs">
      <Title order={2}>{text('scan.recent')}</Title>
      <QueryTable
        label={text('scan.recent')}
        query={query}
        columns={columns}
        rowId={(scan) => scan.id}
        empty={
          <Empty icon={ScanIcon} title={text('scan.empty')}>
            {text('scan.empty.help')}
          </Empty>
        }
        paging={{
          cursor,
          onCursor: (next) => void navigate({ search: present({ cursor: next }), resetScroll: false }),
        }}
        details={{
          open,
          onOpen: (id) => void navigate({ search: present({ cursor, open: id }), replace: true, resetScroll: false }),
          name: (scan) => (scan.resolution.product ? nameOf(scan.resolution.product) : scan.raw),
          render: (scan) => (
            <Stack gap="sm">
              <Warnings scan={scan} />
              <Particulars parsed={scan.parsed} isReviewed />
              <Proposals proposals={proposalsOf(scan)} />
              <ErrorWords scan={scan} />
              <CodeView raw={scan.raw} elements={scan.parsed?.elements ?? []} error={scan.error} />
            </Stack>
          ),
          load: (id) => queries.fetchQuery(apiQuery(getScan, { params: { scanId: id } })),
        }}
      />
    </Stack>
  );
}

const mono = (value: string | null) => (value === null ? null : <span className={styles.mono}>{value}</span>);

function Name({ scan }: { scan: Scan }) {
  const { product } = scan.resolution;
  if (!product) return <span className={styles.rawShort}>{toShown(scan.raw)}</span>;
  return (
    <>
      <span className={styles.strong}>{product.brand}</span> {strengthBeside(product)}
    </>
  );
}
