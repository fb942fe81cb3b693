// A write: the change, its audit entry, its events and the kept answer commit together or not at all.
import type { Endpoint } from '@sutra/contracts/endpoint';
import { sql } from 'kysely';
import type { Actor, Machine } from '../actor.ts';
import type { Clock, Ids } from '../clock.ts';
import { atCommit, flushAtCommit, type Gates, type Reads } from '../db/gates.ts';
import { invariant } from '../errors.ts';
import { emit } from '../events.ts';
import type { AuditRequest, AuditSink } from '../ports.ts';
import type { AnswerKey, Answers } from './answers.ts';
import type { AuditDetails, Write } from './route.ts';

export interface WriteRequest {
  endpoint: Endpoint;
  actor: Actor | Machine;
  gate: 'tenant' | 'person' | 'system';
  audit: AuditRequest;
  keep: { key: AnswerKey; status: number; serialize: (value: unknown) => string } | null;
}

export interface WritesOptions {
  gates: Gates;
  clock: Clock;
  ids: Ids;
  audit: AuditSink;
  answers: Answers;
  /** Wakes what works on committed entries and events. */
  afterCommit: (left: { events: boolean; entries: boolean }) => void;
}

export class Writes {
  readonly #options: WritesOptions;
  constructor(options: WritesOptions) {
    this.#options = options;
  }

  async perform<T>(request: WriteRequest, fn: (write: Write) => Promise<T>): Promise<T> {
    const { gates, clock, ids, audit, answers, afterCommit } = this.#options;
    const { endpoint, actor, gate, keep } = request;
    const action = endpoint.audit;
    invariant(action !== undefined, `${endpoint.id} is a read and must not write`);
    const open = opened(gates, request);
    const left = { events: false, entries: false };
    const result = await open.transaction().execute(async (tx) => {
      const details: AuditDetails[] = [];
      const value = await fn({
        tx,
        record: (entry) => void details.push(entry),
        emit: (event) => {
          left.events = true;
          emit(tx, { ...event, organisationId: actor.organisationId }, ids, clock);
        },
      });
      if (keep)
        await answers.keep(
          tx,
          keep.key,
          gate === 'tenant' ? actor.organisationId : keep.key.actor.id,
          keep.status,
          keep.serialize(value),
        );
      if (typeof action === 'string' && details.length === 0) details.push({});
      const entries = Map.groupBy(details, (entry) => entry.action ?? action);
      // The entry belongs to the organisation, whose rows the person gate does not see.
      if (gate === 'person')
        atCommit(tx, sql`select set_config('app.org_id', ${actor.organisationId}, true)`.compile(tx));
      for (const [named, own] of entries) {
        if (typeof named !== 'string') continue;
        left.entries = true;
        await audit.record(tx, named, actor, request.audit, own);
      }
      await flushAtCommit(tx);
      return value;
    });
    afterCommit(left);
    return result;
  }
}

function opened(gates: Gates, { actor, gate, endpoint }: WriteRequest): Reads {
  if (gate === 'system') return gates.system(endpoint.id);
  if (gate === 'tenant') return gates.tenant(actor);
  invariant(actor.kind !== 'system', `${endpoint.id} opens the gate of a person for nobody`);
  return gates.person(actor.id);
}
