// Endpoint declarations: leaving out `access`, `limit` or (for a write) `audit` does not compile, and the handler, the
// client and OpenAPI read everything else from the declaration.
//
// `Schema` names only the two slots that zod keeps for inference: a constraint of `z.ZodType` would make TypeScript
// compare every schema structurally (ten times the type-checking time at 300 endpoints).
export type Schema<Out = unknown> = { readonly _zod: { readonly output: Out; readonly input: unknown } };
type ObjectSchema = Schema<object> & { readonly shape: object };
type Out<S> = S extends { readonly _zod: { readonly output: infer O } } ? O : undefined;
type In<S> = S extends { readonly _zod: { readonly input: infer I } } ? I : undefined;

/** Who may call: anybody, any signed-in person or service account, or holders of a permission. */
export type Access = 'public' | 'signed-in' | { readonly permission: string };
/**
 * How surely, and how lately, the caller must have proved who they are (RFC 9470). `aal2`: with a second factor (NIST SP
 * 800-63B); `aal1`: with what the person has. Only people can; API keys are refused.
 */
export interface StepUp {
  readonly acr: 'aal1' | 'aal2';
  readonly withinMinutes: number;
}
/** Within ten minutes, with what the person has: for what would give an account, or what it may do, to somebody else. */
export const RECENT: StepUp = { acr: 'aal1', withinMinutes: 10 };
/** Within ten minutes, with a second factor: for what an operator does to a whole organisation. */
export const SECOND_FACTOR: StepUp = { acr: 'aal2', withinMinutes: 10 };
export type LimitClass = 'default' | 'search' | 'ai' | 'auth' | 'refresh' | 'scan' | 'webhook';

/** An expected failure: a stable code owned by a module, its HTTP status, and a title that tells what to do. */
export interface Failure {
  readonly code: string;
  readonly status: number;
  readonly title: string;
}

/** The largest file that an endpoint takes. */
export const FILE_LIMIT_BYTES = 16 * 1024 * 1024;

/** Declares a failure that endpoints name in `errors` and services throw. */
export function failure(code: string, status: number, title: string): Failure {
  return Object.freeze({ code, status, title });
}

interface Common {
  readonly id: string;
  readonly path: string;
  /** Other paths that answer the same call. */
  readonly aliases?: readonly string[];
  readonly access: Access;
  readonly limit: LimitClass;
  readonly stepUp?: StepUp;
  readonly response: Schema;
  readonly params?: ObjectSchema;
  readonly query?: ObjectSchema;
  readonly errors?: readonly Failure[];
  readonly status?: 200 | 201 | 202;
  /** `ndjson`: the handler answers an async iterable of `response`, one JSON text a line. `file`: a `FileAnswer`. */
  readonly produces?: 'json' | 'ndjson' | 'file';
  /** A feature flag that must be on, a quota that is consumed, a consent that must be given. */
  readonly feature?: string;
  readonly quota?: string;
  readonly consent?: string;
  /** Only in demo mode; elsewhere the path does not exist. */
  readonly demoOnly?: true;
  readonly summary: string;
}
interface ReadEndpoint extends Common {
  readonly method: 'GET';
  readonly body?: never;
  readonly audit?: never;
  readonly precondition?: never;
  readonly takes?: never;
}
interface WriteEndpoint extends Common {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: Schema;
  /** The audit action; `{ none: reason }` for a write that leaves nothing worth a record. */
  readonly audit: string | { readonly none: string };
  /** The caller names the version of the record it changes (`If-Match: "3"`); a stale one is refused with `record.changed`. */
  readonly precondition?: 'version';
  /** The body is a file of at most `FILE_LIMIT_BYTES` rather than JSON. */
  readonly takes?: 'file';
}
export type Endpoint = ReadEndpoint | WriteEndpoint;

// `:name` in the path must have a schema, and a schema must be in the path.
type PathKeys<P extends string> = P extends `${string}/:${infer Rest}`
  ? Rest extends `${infer Name}/${infer More}`
    ? Name | PathKeys<`/${More}`>
    : Rest
  : never;
type ParamKeys<E> = E extends { readonly params: { readonly shape: infer S } } ? keyof S & string : never;
type PathChecked<E extends Endpoint> =
  | ([Exclude<PathKeys<E['path']>, ParamKeys<E>>] extends [never]
      ? never
      : `params lacks ${Exclude<PathKeys<E['path']>, ParamKeys<E>>}`)
  | ([Exclude<ParamKeys<E>, PathKeys<E['path']>>] extends [never]
      ? never
      : `path lacks :${Exclude<ParamKeys<E>, PathKeys<E['path']>>}`);
type UnknownKeys<E> = Exclude<keyof E, keyof WriteEndpoint>;
// Generic inference switches the excess-property check off, so misspelt keys are named here.
type Checked<E extends Endpoint> = ([PathChecked<E>] extends [never] ? unknown : { readonly params: PathChecked<E> }) &
  ([UnknownKeys<E>] extends [never] ? unknown : { readonly [K in UnknownKeys<E>]: 'is not a key of an endpoint' });

/** Declares an endpoint; path, params and keys are compared by the compiler. */
export function endpoint<const E extends Endpoint>(declaration: E & Checked<E>): E {
  return declaration;
}

/** POSTs of a known caller repeat safely under `Idempotency-Key`; sign-in and refresh have rules of their own. */
export function isIdempotent(e: Endpoint): boolean {
  return (
    e.method === 'POST' &&
    e.access !== 'public' &&
    !e.path.startsWith('/api/v1/auth/') &&
    (e.produces ?? 'json') === 'json'
  );
}

type Get<E, K extends string> = E extends { readonly [P in K]: infer S } ? S : undefined;
/** Drops keys without a schema, so that there is no `body: undefined` under exactOptionalPropertyTypes. */
type Present<T> = { [K in keyof T as [T[K]] extends [undefined] ? never : K]: T[K] };
export type HandlerInput<E extends Endpoint> = Present<{
  params: Out<Get<E, 'params'>>;
  query: Out<Get<E, 'query'>>;
  body: Out<Get<E, 'body'>>;
  version: E extends { readonly precondition: 'version' } ? number : undefined;
  file: E extends { readonly takes: 'file' } ? Uint8Array : undefined;
}>;
/** A file as an answer: its name for whoever saves it, its media type, its bytes. */
export interface FileAnswer {
  readonly name: string;
  readonly mediaType: string;
  readonly content: AsyncIterable<Uint8Array>;
}
/** The handler answers decoded values (Date, bigint); the kernel encodes them. */
export type HandlerOutput<E extends Endpoint> = E extends { readonly produces: 'ndjson' }
  ? AsyncIterable<Out<E['response']>>
  : E extends { readonly produces: 'file' }
    ? FileAnswer
    : Out<E['response']>;

// The client takes decoded values (a form holds Dates), so that form, handler and client agree; keys with a default are
// optional for the caller: the optionality of the input with the values of the output.
type Flat<T> = { [K in keyof T]: T[K] };
type OptionalKeys<T> = {
  [K in keyof T]-?: undefined extends T[K] ? K : Record<never, never> extends Pick<T, K> ? K : never;
}[keyof T];
type CallValue<S> = S extends ObjectSchema
  ? Flat<
      { [K in Exclude<keyof Out<S>, OptionalKeys<In<S>>>]: Out<S>[K] } & {
        [K in keyof Out<S> & OptionalKeys<In<S>>]?: Exclude<Out<S>[K], undefined>;
      }
    >
  : Out<S>;
type AllOptional<T> = Record<never, never> extends T ? true : false;
type Requiring<T> = Flat<
  { [K in keyof T as AllOptional<T[K]> extends true ? never : K]: T[K] } & {
    [K in keyof T as AllOptional<T[K]> extends true ? K : never]?: T[K];
  }
>;
export type CallInput<E extends Endpoint> = Requiring<
  Present<{
    params: CallValue<Get<E, 'params'>>;
    query: CallValue<Get<E, 'query'>>;
    body: CallValue<Get<E, 'body'>>;
    version: E extends { readonly precondition: 'version' } ? number : undefined;
    file: E extends { readonly takes: 'file' } ? Blob : undefined;
  }>
>;
type Args<T> = AllOptional<T> extends true ? [input?: T] : [input: T];
/** A typed call of any endpoint: what the client library offers. */
export type Call = <E extends Endpoint>(e: E, ...args: Args<CallInput<E>>) => Promise<HandlerOutput<E>>;
