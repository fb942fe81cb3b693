// Calls of declared endpoints over fetch: the declaration gives path, encoding and decoding.
import type { Endpoint, FileAnswer } from '@sutra/contracts/endpoint';
import { isIdempotent } from '@sutra/contracts/endpoint';
import { Problem } from '@sutra/contracts/wire';
import { z } from 'zod';
import { AnswerUnreadable, NetworkFailure, SutraProblem } from './problem.ts';
import { readBytes, splitLines } from './stream.ts';

const ACCEPTED = { json: 'application/json', ndjson: 'application/x-ndjson', file: '*/*' } as const;
const TIMEOUT_MS = 20_000;
const REPEAT_AFTER_MS = 400;

export interface CallOptions {
  signal?: AbortSignal;
  /** For a POST that repeats an earlier one; by default each call is a new one. */
  idempotencyKey?: string;
}
export interface Sending extends CallOptions {
  baseUrl: string;
  token?: string;
  /** Proves the key of this device, where the call or its token needs it. */
  proving?: Proving;
  /** Told of each attempt whether the server answered, be it with a refusal. */
  onReached?: ((isReached: boolean) => void) | undefined;
}
export interface Proving {
  headers(method: string, url: string): Promise<Record<string, string>>;
  /** Hears of each answer; true if the same call will be taken with what came along. */
  isToRepeat(response: Response): boolean;
}
/** The parts of a call, already compared with the declaration by `Call`. */
export interface Input {
  params?: Readonly<Record<string, unknown>>;
  query?: Readonly<Record<string, unknown>>;
  body?: unknown;
  version?: number;
  file?: Blob;
}

/** Sends a call and returns the answer if it is a good one; throws `SutraProblem` or `NetworkFailure`. */
export async function send(e: Endpoint, input: Input, options: Sending): Promise<Response> {
  const headers: Record<string, string> = {
    accept: ACCEPTED[e.produces ?? 'json'],
  };
  const json = input.body === undefined ? undefined : JSON.stringify(encode(e.body, input.body));
  const body = input.file ?? json;
  if (body !== undefined)
    headers['content-type'] = json === undefined ? 'application/octet-stream' : 'application/json';
  if (input.version !== undefined) headers['if-match'] = `"${input.version}"`;
  if (options.token !== undefined) headers.authorization = `Bearer ${options.token}`;
  if (isIdempotent(e)) headers['idempotency-key'] = options.idempotencyKey ?? crypto.randomUUID();
  const url = urlOf(options.baseUrl, e, input);
  const init: RequestInit = {
    method: e.method,
    headers,
    credentials: 'same-origin',
    cache: 'no-store',
    redirect: 'error',
    ...(body === undefined ? {} : { body }),
  };

  const attempt = async () => {
    const proved = await options.proving?.headers(e.method, url);
    return fetchWithin(url, proved ? { ...init, headers: { ...headers, ...proved } } : init, options);
  };
  let response: Response;
  try {
    response = await attempt();
  } catch (error) {
    // Under its key a lost POST may be sent again: the answer is the same. Anything else is the caller's choice.
    if (!(error instanceof NetworkFailure) || !('idempotency-key' in headers)) throw error;
    await new Promise((resolve) => setTimeout(resolve, REPEAT_AFTER_MS));
    response = await attempt();
  }
  if (options.proving?.isToRepeat(response)) response = await attempt();
  if (!response.ok) throw await readProblem(response);
  return response;
}

/** The decoded answer of a call. */
export async function readAnswer(e: Endpoint, response: Response): Promise<unknown> {
  if (e.produces === 'ndjson') return decodeLines(e, splitLines(readBytes(response)));
  if (e.produces === 'file') return readFile(response);
  let json: unknown;
  try {
    json = await response.json();
  } catch (cause) {
    throw new NetworkFailure('The answer broke off; check the connection and try again', { cause });
  }
  return decode(e, json);
}

function readFile(response: Response): FileAnswer {
  const named = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  return {
    name: named === undefined ? 'download' : decodeURIComponent(named),
    mediaType: response.headers.get('content-type') ?? 'application/octet-stream',
    content: readBytes(response),
  };
}

async function* decodeLines(e: Endpoint, lines: AsyncIterable<string>): AsyncGenerator<unknown, void> {
  for await (const line of lines) {
    let json: unknown;
    try {
      json = JSON.parse(line);
    } catch (cause) {
      throw new AnswerUnreadable(`The answer to ${e.id} holds a line that is no JSON`, { cause });
    }
    yield decode(e, json);
  }
}

// The limit is on the wait for an answer to begin: a stream may take as long as it moves.
async function fetchWithin(url: string, init: RequestInit, { signal, onReached }: Sending): Promise<Response> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), TIMEOUT_MS);
  try {
    const response = await fetch(url, {
      ...init,
      signal: signal ? AbortSignal.any([signal, limit.signal]) : limit.signal,
    });
    onReached?.(true);
    return response;
  } catch (cause) {
    if (signal?.aborted) throw cause;
    onReached?.(false);
    throw new NetworkFailure('The server cannot be reached; check the connection and try again', { cause });
  } finally {
    clearTimeout(timer);
  }
}

async function readProblem(response: Response): Promise<SutraProblem> {
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  const wait = Number.isFinite(retryAfter) ? retryAfter : undefined;
  const parsed = Problem.safeParse(await response.json().catch(() => null));
  if (parsed.success) return new SutraProblem(parsed.data, wait);
  // A proxy between us and the server speaks HTML.
  return new SutraProblem(
    {
      type: 'about:blank',
      title: `The server answered ${response.status}`,
      status: response.status,
      code: `http.${response.status}`,
    },
    wait,
  );
}

function urlOf(baseUrl: string, e: Endpoint, input: Input): string {
  const params = encodeFields(e.params, input.params);
  const path = e.path.replaceAll(/:([A-Za-z]+)/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(encodeFields(e.query, input.query))) {
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one));
  }
  return baseUrl + path + (query.size > 0 ? `?${query.toString()}` : '');
}

type Schema = Endpoint['response'] | undefined;

function encode(schema: Schema, value: unknown): unknown {
  const zod = schema as unknown as z.ZodType | undefined;
  return zod instanceof z.ZodObject ? encodeFields(schema, value as Record<string, unknown>) : z.encode(zod!, value);
}

// Field by field: a key with a default may be left out by the caller, which the schema itself does not allow on the way out.
function encodeFields(schema: Schema, values: Readonly<Record<string, unknown>> | undefined): Record<string, unknown> {
  const encoded: Record<string, unknown> = {};
  if (!schema || !values) return encoded;
  const { shape } = schema as unknown as z.ZodObject<Record<string, z.ZodType>>;
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && shape[name]) encoded[name] = z.encode(shape[name], value);
  }
  return encoded;
}

function decode(e: Endpoint, json: unknown): unknown {
  const result = z.safeDecode(e.response as unknown as z.ZodType, json);
  if (!result.success)
    throw new AnswerUnreadable(`The answer to ${e.id} is not as declared; reload the page to get its newest version`, {
      cause: result.error,
    });
  return result.data;
}
