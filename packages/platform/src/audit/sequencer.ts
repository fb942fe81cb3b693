// Gives each committed entry its place in the hash chain of its organisation: one leader over all instances, in batches.
//
// Entries are read by (transaction_id, id) and only below the oldest transaction still running, so that one that commits
// late can never hide behind the cursor. Seals, heads and cursor move in one transaction: after a crash at any point the
// next batch starts where the last committed one ended.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Clock, SECOND_MS } from '@sutra/kernel/clock';
import type { Gates, Tx } from '@sutra/kernel/db/gates';
import type { Feed } from '@sutra/kernel/feed';
import type { Logger } from '@sutra/kernel/log';
import { bodyOf, chainHash, type EntryRow, genesisHash } from './entry.ts';
import {
  BEGINNING,
  type Cursor,
  type Head,
  nextTransaction,
  type Place,
  readCursor,
  readEntries,
  readHeads,
  readSealedIds,
  type Seals,
  tryToLead,
  writeCursor,
  writeHeads,
  writeSeals,
} from './sequencer.queries.ts';

export interface SequencerOptions {
  gates: Gates;
  feed: Feed;
  clock: Clock;
  log: Logger;
}

interface Batch {
  /** False while another instance leads. */
  leads: boolean;
  /** More may be waiting. */
  more: boolean;
  /** The oldest transaction that was still running. */
  xmin: bigint;
  sealedFor: Iterable<string>;
}

const WINDOW = 1000; // entries in memory at once, times two
const WINDOWS = 10; // in one transaction
const POLL_MS = 500;
const GATHER_MS = 50; // after a wake-up: under load a batch then holds many entries instead of one
const SETTLE_TIMEOUT_MS = 10 * SECOND_MS;

export class Sequencer {
  readonly #gates: Gates;
  readonly #feed: Feed;
  readonly #clock: Clock;
  readonly #log: Logger;
  #poll: NodeJS.Timeout | null = null;
  #gather: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #again = false;
  #closed = false;

  constructor({ gates, feed, clock, log }: SequencerOptions) {
    this.#gates = gates;
    this.#feed = feed;
    this.#clock = clock;
    this.#log = log;
  }

  start(): void {
    this.#poll = setInterval(() => this.#run(), POLL_MS);
  }

  /** Called after a commit in this process, so that its entries do not wait for the next poll. */
  wake(): void {
    if (this.#closed || this.#gather) return;
    this.#gather = setTimeout(() => {
      this.#gather = null;
      this.#run();
    }, GATHER_MS);
  }

  /** Waits until everything that was committed before the call is sealed: for tests and for a graceful end. */
  async settle(): Promise<void> {
    const bound = await nextTransaction(this.#gates.system('seal audit entries'));
    let giveUpAtMs = performance.now() + SETTLE_TIMEOUT_MS;
    for (;;) {
      const batch = await this.#seal();
      if (batch.more) giveUpAtMs = performance.now() + SETTLE_TIMEOUT_MS;
      else if (batch.leads && batch.xmin >= bound) return;
      if (performance.now() > giveUpAtMs)
        throw new Error('audit entries are not sealed yet: another transaction has been running too long');
      if (!batch.more) await sleep(5);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#poll) clearInterval(this.#poll);
    if (this.#gather) clearTimeout(this.#gather);
    await this.#running;
  }

  #run(): void {
    if (this.#closed) return;
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = this.#drain().finally(() => {
      this.#running = null;
      if (this.#again) {
        this.#again = false;
        this.#run();
      }
    });
  }

  async #drain(): Promise<void> {
    try {
      while (!this.#closed && (await this.#seal()).more);
    } catch (error) {
      if (!this.#closed) this.#log.warn({ err: error }, 'the audit sequencer failed and will try again');
    }
  }

  async #seal(): Promise<Batch> {
    const batch = await this.#gates.withSystem('seal audit entries', (tx) => this.#sealBatch(tx));
    for (const organisationId of batch.sealedFor) await this.#feed.publish('audit.sealed', { organisationId });
    return batch;
  }

  async #sealBatch(tx: Tx): Promise<Batch> {
    if (!(await tryToLead(tx))) return { leads: false, more: false, xmin: 0n, sealedFor: [] };
    const cursor = await readCursor(tx);
    const heads = new Map<string, Head>();
    const { last, more } = await sealWindows(tx, cursor, heads);
    if (heads.size > 0) await writeHeads(tx, heads, new Date(this.#clock.nowMs()));
    if (last) await writeCursor(tx, last, cursor.restored);
    else if (cursor.ahead) await this.#restart(tx);
    return { leads: true, more: more || cursor.ahead, xmin: BigInt(cursor.xmin), sealedFor: heads.keys() };
  }

  // A dump was restored into a server whose transactions are numbered anew: what came with it is sealed by now.
  async #restart(tx: Tx): Promise<void> {
    this.#log.warn('the database was restored into another server; the audit sequencer looks through all entries once');
    await writeCursor(tx, BEGINNING, true);
  }
}

/** Seals what follows the cursor; moves `heads`. While one window is hashed here, the database reads the next or writes the last. */
async function sealWindows(
  tx: Tx,
  cursor: Cursor,
  heads: Map<string, Head>,
): Promise<{ last: Place | null; more: boolean }> {
  let last: Place | null = null;
  let reading = awaitedLater(readEntries(tx, cursor, cursor, WINDOW));
  let writing = awaitedLater(Promise.resolve());
  let more = true;
  for (let window = 1; more && window <= WINDOWS; window++) {
    const entries = await reading;
    const end = entries.at(-1);
    if (end) last = { transactionId: end.transaction_id, entryId: end.id };
    more = entries.length === WINDOW;
    const sealed = cursor.restored ? await readSealedIds(tx, entries) : null;
    const unsealed = sealed ? entries.filter(({ id }) => !sealed.has(id)) : entries;
    await addHeads(tx, unsealed, heads);
    if (last && more && window < WINDOWS) reading = awaitedLater(readEntries(tx, last, cursor, WINDOW));
    const seals = chain(unsealed, heads);
    await writing;
    if (unsealed.length > 0) writing = awaitedLater(writeSeals(tx, seals));
  }
  await writing;
  return { last, more };
}

/** If something else fails first, this one's failure is that of the same transaction and needs no answer. */
function awaitedLater<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

async function addHeads(tx: Tx, entries: readonly EntryRow[], heads: Map<string, Head>): Promise<void> {
  const added = [...new Set(entries.map(({ org_id }) => org_id))].filter((id) => !heads.has(id));
  if (added.length === 0) return;
  for (const id of added) heads.set(id, { sequence: 0, hash: genesisHash(id) });
  for (const { org_id, sequence, hash } of await readHeads(tx, added)) heads.set(org_id, { sequence, hash });
}

/** Appends the entries to the chains of their organisations; moves `heads`. */
function chain(entries: readonly EntryRow[], heads: Map<string, Head>): Seals {
  const seals: Seals = { organisations: [], sequences: [], entries: [], previousHashes: [], hashes: [] };
  for (const entry of entries) {
    const previous = heads.get(entry.org_id)!;
    const next = { sequence: previous.sequence + 1, hash: chainHash(previous.hash, bodyOf(entry)) };
    heads.set(entry.org_id, next);
    seals.organisations.push(entry.org_id);
    seals.sequences.push(next.sequence);
    seals.entries.push(entry.id);
    seals.previousHashes.push(previous.hash);
    seals.hashes.push(next.hash);
  }
  return seals;
}
