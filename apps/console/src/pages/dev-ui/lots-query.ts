// Ten thousand lots behind an interface like the server's: sorted, searched and paged before they arrive.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type Lot, lots } from './samples.ts';

export interface LotsAsked {
  cursor: string | undefined;
  sort: string | undefined;
  q: string | undefined;
}
const PAGE_SIZE = 50;
const ANSWER_MS = 60;

const BY: Readonly<Record<string, (lot: Lot) => number | string>> = {
  name: (lot) => lot.name,
  station: (lot) => lot.station,
  bales: (lot) => lot.bales,
  staple: (lot) => lot.stapleTenths,
  value: (lot) => lot.valuePaise,
  weighed: (lot) => lot.weighedAt.getTime(),
};

export function useLots(asked: LotsAsked) {
  return useQuery({
    queryKey: ['dev-ui.lots', asked],
    queryFn: async () => {
      await new Promise((resolve) => setTimeout(resolve, ANSWER_MS));
      return pageOfLots(asked);
    },
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  });
}

export function lotsThat({ sort, q }: Omit<LotsAsked, 'cursor'>): Lot[] {
  const wanted = (q ?? '').toLocaleLowerCase();
  const found = lots.filter(({ name, station }) => `${name} ${station}`.toLocaleLowerCase().includes(wanted));
  const by = BY[sort?.replace(/^-/, '') ?? ''];
  if (by === undefined) return found;
  const direction = sort!.startsWith('-') ? -1 : 1;
  return found.sort((a, b) => {
    const [left, right] = [by(a), by(b)];
    return left === right ? 0 : (left < right ? -1 : 1) * direction;
  });
}

function pageOfLots({ cursor, ...asked }: LotsAsked) {
  const found = lotsThat(asked);
  const start = Number.parseInt(cursor ?? '0', 10) || 0;
  const end = start + PAGE_SIZE;
  return { items: found.slice(start, end), nextCursor: end < found.length ? String(end) : null };
}
