// The kept answers that make a repeated POST harmless (Idempotency-Key).
import type { Endpoint } from '@sutra/contracts/endpoint';
import { requestKeyInvalid, requestKeyReused } from '@sutra/contracts/failures';
import type { Actor } from '../actor.ts';
import { type Clock, DAY_MS } from '../clock.ts';
import { equalBytes, sha256 } from '../crypto.ts';
import { atCommit, type Gates, type Tx } from '../db/gates.ts';
import { AppError } from '../errors.ts';
import type { PersonalSeal } from '../ports.ts';

const KEPT_MS = DAY_MS;

export interface AnswerKey {
  actor: Actor;
  endpointId: string;
  text: string;
  digest: Buffer;
}
export interface KeptAnswer {
  status: number;
  text: string;
}

export class Answers {
  readonly #gates: Gates;
  readonly #clock: Clock;
  readonly #seal: PersonalSeal;
  constructor(gates: Gates, clock: Clock, seal: PersonalSeal) {
    this.#gates = gates;
    this.#clock = clock;
    this.#seal = seal;
  }

  readKey(
    header: string | string[] | undefined,
    endpoint: Endpoint,
    actor: Actor,
    input: Readonly<Record<string, unknown>>,
  ): AnswerKey | null {
    if (header === undefined) return null;
    if (typeof header !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(header)) throw new AppError(requestKeyInvalid);
    return {
      actor,
      endpointId: endpoint.id,
      text: header,
      digest: sha256(JSON.stringify(input)),
    };
  }

  /** The answer that this key had, if it was answered in the last 24 hours; throws if it was another request. */
  async find(key: AnswerKey): Promise<KeptAnswer | null> {
    const db = this.#gates.actor(key.actor);
    const own = db
      .selectFrom('kernel.idempotency_answer')
      .where('actor_id', '=', key.actor.id)
      .where('endpoint', '=', key.endpointId)
      .where('key', '=', key.text);
    const row = await own.select(['request_digest', 'status', 'sealed_answer', 'created_at']).executeTakeFirst();
    if (!row) return null;
    const keptSince = new Date(this.#clock.nowMs() - KEPT_MS);
    if (row.created_at < keptSince) {
      await db
        .deleteFrom('kernel.idempotency_answer')
        .where('actor_id', '=', key.actor.id)
        .where('endpoint', '=', key.endpointId)
        .where('key', '=', key.text)
        .where('created_at', '<', keptSince) // not the one that a twin has just put in its place
        .execute();
      return null;
    }
    if (!equalBytes(row.request_digest, key.digest)) throw new AppError(requestKeyReused);
    const text = await this.#seal.open(key.actor, row.sealed_answer, context(key));
    return text && { status: row.status, text: text.toString() };
  }

  /** Keeps the answer in the transaction of its write. A twin that commits first makes this commit fail. */
  async keep(tx: Tx, key: AnswerKey, scopeId: string, status: number, text: string): Promise<void> {
    const sealed = await this.#seal.seal(key.actor, Buffer.from(text), context(key), tx);
    const row = {
      scope_id: scopeId,
      actor_id: key.actor.id,
      endpoint: key.endpointId,
      key: key.text,
      request_digest: key.digest,
      status,
      sealed_answer: sealed,
      created_at: new Date(this.#clock.nowMs()),
    };
    atCommit(tx, tx.insertInto('kernel.idempotency_answer').values(row).compile());
  }
}

const context = (key: AnswerKey) => `answer ${key.endpointId} ${key.text}`;
