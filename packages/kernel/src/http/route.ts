// A route is a declaration and its handler; what the handler gets follows from the declaration.
import type { Endpoint, HandlerInput, HandlerOutput } from '@sutra/contracts/endpoint';
import type { Actor, Machine, Presented } from '../actor.ts';
import type { NewEvent } from '../events.ts';
import type { Tx } from '../db/gates.ts';

/** What happened to what, for the audit log; `before` and `after` are rows of `table`, from which personal columns are sealed. */
export interface AuditDetails {
  /** For what happened beside the endpoint's own action, such as a reused token found by a refresh. */
  action?: string;
  object?: { type: string; id: string };
  before?: Record<string, unknown> | null;
  after?: Record<string, unknown> | null;
  /** Whose personal values these are, if not the actor's. */
  subjectId?: string;
  /** The organisation in whose log it stands as well, if not the actor's; only an operator acts in others. */
  organisationId?: string;
}

export interface Write {
  tx: Tx;
  /** Completes the audit entry that every write leaves; its action is the endpoint's. Call it again for further objects. */
  readonly record: (details: AuditDetails) => void;
  /** Tells the other modules, if this commits; an operator names the organisation that it happened in. */
  readonly emit: (event: Omit<NewEvent, 'organisationId'> & { organisationId?: string }) => void;
}

export interface Cookie {
  name: string;
  value: string;
  path: string;
  maxAgeSeconds: number;
}

export interface PublicContext {
  readonly requestId: string;
  readonly ip: string;
  readonly userAgent: string;
  readonly header: (name: string) => string | undefined;
  readonly presented: Presented;
  now(): Date;
  setCookie(cookie: Cookie): void;
  /** A write for somebody who has just proved who they are; through the system gate, in an organisation they do not work in. */
  writeAs<T>(actor: Actor, gate: 'tenant' | 'person' | 'system', fn: (write: Write) => Promise<T>): Promise<T>;
  writeAs<T>(machine: Machine, gate: 'system', fn: (write: Write) => Promise<T>): Promise<T>;
}

export interface Context extends PublicContext {
  readonly actor: Actor;
  /** The change, its audit entry, its events and the kept answer commit together or not at all. The answer of the endpoint is what `fn` gives. */
  write<T>(gate: 'tenant' | 'person' | 'operator', fn: (write: Write) => Promise<T>): Promise<T>;
}

export type ContextOf<E extends Endpoint> = E['access'] extends 'public' ? PublicContext : Context;
export type Handler<E extends Endpoint> = (
  input: HandlerInput<E>,
  context: ContextOf<E>,
) => Promise<HandlerOutput<E>> | HandlerOutput<E>;

export interface Route {
  readonly endpoint: Endpoint;
  readonly handle: (input: Record<string, unknown>, context: Context) => unknown;
}

/** Joins a declaration and its handler. */
export function route<const E extends Endpoint>(endpoint: E, handle: Handler<E>): Route {
  return { endpoint, handle: handle as unknown as Route['handle'] };
}
