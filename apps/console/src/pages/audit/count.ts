import { listAuditEntries } from '@sutra/contracts/audit';
import { session } from '../../app/session.ts';

const NEWEST = 10;

/** How many entries are sealed, about: the newest may be waiting for their seal. Null if that cannot be told. */
export async function countEntries(signal: AbortSignal): Promise<number | null> {
  const { items } = await session.callWith({ signal })(listAuditEntries, { query: { limit: NEWEST } });
  const sequences = items.flatMap(({ seal }) => (seal === null ? [] : [seal.sequence]));
  return sequences.length === 0 ? null : Math.max(...sequences);
}
