// What the kernel needs from the platform, as narrow as it can be; apps/server wires them.
import type { Actor, Machine, Presented } from './actor.ts';
import type { Tx } from './db/gates.ts';
import type { AuditDetails } from './http/route.ts';

export interface Authenticator {
  /** The actor of a call; throws an AppError that says why not. Answers without a promise when it can. */
  authenticate(presented: Presented): Actor | Promise<Actor>;
  /** What the next proof of a device key must hold. */
  nonce(): string;
}

export interface AuditRequest {
  requestId: string;
  ip: string;
  userAgent: string;
  /** In the log of an organisation that the actor does not work in: address and device stay in that of their own. */
  isGuest?: true;
}

export interface AuditSink {
  /** Puts entries into the transaction of the write that they tell of. */
  record(
    tx: Tx,
    action: string,
    actor: Actor | Machine,
    request: AuditRequest,
    details: readonly AuditDetails[],
  ): Promise<void>;
}

type Whose = Pick<Actor, 'kind' | 'id'>;
export interface PersonalSeal {
  /** Seals bytes with the key of a person, so that erasing the key erases them. Inside a transaction give it as `tx`. */
  seal(whose: Whose, plain: Uint8Array, context: string, tx?: Tx): Promise<Buffer>;
  /** Null when the person was erased. */
  open(whose: Whose, sealed: Uint8Array, context: string): Promise<Buffer | null>;
}
