// A write: the change, its audit entry, its events and the kept answer commit together or not at all.
import type { Endpoint } from '@sutra/contracts/endpoint';
import { sql } from 'kysely';
import type { Actor, Machine } from '../actor.ts';
import type { Clock, Ids } from '../clock.ts';
import { atCommit, enterTenant, flushAtCommit, type Gates, type Reads } from '../db/gates.ts';
import { invariant } from '../errors.ts';
import { emit } from '../events.ts';
import type { AuditRequest, AuditSink } from '../ports.ts';
import type { AnswerKey, Answers } from './answers.ts';
import type { AuditDetails, Write } from './route.ts';

export interface WriteRequest {
  endpoint: Endpoint;
  actor: Actor | Machine;
  gate: 'tenant' | 'person' | 'operator' | 'system';
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
          requireMayActIn(actor, event.organisationId);
          emit(tx, { organisationId: actor.organisationId, ...event }, ids, clock);
        },
      });
      // What is kept and recorded belongs to the organisation of the operator: their own gate is enough for it.
      if (gate === 'operator') await enterTenant(tx, actor.organisationId);
      if (keep)
        await answers.keep(
          tx,
          keep.key,
          gate === 'person' ? keep.key.actor.id : actor.organisationId,
          keep.status,
          keep.serialize(value),
        );
      const isOwn = ({ organisationId = actor.organisationId }: AuditDetails) =>
        organisationId === actor.organisationId;
      if (typeof action === 'string' && !details.some(isOwn)) details.push({});
      const logs = Map.groupBy(details, ({ organisationId }) => organisationId ?? actor.organisationId);
      for (const [organisationId, entries] of logs) {
        requireMayActIn(actor, organisationId);
        // An entry belongs to its organisation, whose rows the person gate and the one of another do not see.
        if (gate === 'person' || logs.size > 1)
          atCommit(tx, sql`select set_config('app.org_id', ${organisationId}, true)`.compile(tx));
        const isGuest = organisationId !== actor.organisationId;
        for (const [named, own] of Map.groupBy(entries, (entry) => entry.action ?? action)) {
          if (typeof named !== 'string') continue;
          left.entries = true;
          const origin = isGuest ? { ...request.audit, isGuest } : request.audit;
          await audit.record(tx, named, { ...actor, organisationId }, origin, own);
        }
      }
      await flushAtCommit(tx);
      return value;
    });
    afterCommit(left);
    return result;
  }
}

/** Only an operator acts in an organisation that they do not work in. */
function requireMayActIn(actor: Actor | Machine, organisationId: string | undefined): void {
  const isElsewhere = organisationId !== undefined && organisationId !== actor.organisationId;
  invariant(!isElsewhere || isOperator(actor), 'nobody but an operator acts in another organisation');
}

const isOperator = (actor: Actor | Machine) => actor.kind !== 'system' && actor.organisationKind === 'operator';

function opened(gates: Gates, { actor, gate, endpoint }: WriteRequest): Reads {
  if (gate === 'operator') {
    invariant(isOperator(actor), `${endpoint.id} opens the gate of operators for somebody else`);
    return gates.operator(endpoint.id);
  }
  if (gate === 'system') return gates.system(endpoint.id);
  if (gate === 'tenant') return gates.tenant(actor);
  invariant(actor.kind !== 'system', `${endpoint.id} opens the gate of a person for nobody`);
  return gates.person(actor.id);
}
