import { formatDecimal } from '@sutra/ui/form/numbers.rules';
import { RelativeTime, useFormat } from '@sutra/ui/format';
import type { Column } from '@sutra/ui/table/query-table';
import { StateBadge, type Tone } from '@sutra/ui/state-badge';
import { useMemo } from 'react';
import { type ConsoleMessage, useText } from '../../app/text.ts';
import type { Lot } from './samples.ts';

export const STATES: Readonly<Record<Lot['state'], { tone: Tone; label: ConsoleMessage }>> = {
  free: { tone: 'good', label: 'devUi.state.free' },
  sold: { tone: 'neutral', label: 'devUi.state.sold' },
  disputed: { tone: 'warning', label: 'devUi.state.disputed' },
};

export function useLotColumns(): Column<Lot>[] {
  const text = useText();
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: 'name',
        header: text('devUi.lot'),
        card: 'title',
        wraps: true,
        width: 160,
        sort: 'name',
        cell: (lot) => lot.name,
      },
      { id: 'station', header: text('devUi.station'), sort: 'station', cell: (lot) => lot.station },
      {
        id: 'state',
        header: text('devUi.state'),
        card: 'corner',
        cell: (lot) => <StateBadge tone={STATES[lot.state].tone}>{text(STATES[lot.state].label)}</StateBadge>,
      },
      {
        id: 'bales',
        header: text('devUi.bales'),
        align: 'right',
        sort: 'bales',
        cell: (lot) => format.integer(lot.bales),
      },
      {
        id: 'staple',
        header: text('devUi.staple'),
        align: 'right',
        sort: 'staple',
        cell: (lot) => formatDecimal({ unscaled: lot.stapleTenths, scale: 1 }),
      },
      {
        id: 'value',
        header: text('devUi.value'),
        align: 'right',
        sort: 'value',
        cell: (lot) => format.money(lot.valuePaise),
      },
      {
        id: 'weighed',
        header: text('devUi.weighed'),
        align: 'right',
        sort: 'weighed',
        cell: (lot) => <RelativeTime value={lot.weighedAt} />,
      },
    ],
    [text, format],
  );
}
