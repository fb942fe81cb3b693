// Calls of declared endpoints over fetch: the declaration gives path, encoding and decoding.
import type { Endpoint } from '@sutra/contracts/endpoint';
import { isIdempotent } from '@sutra/contracts/endpoint';
import { Problem } from '@sutra/contracts/wire';
import { z } from 'zod';
import { AnswerUnreadable, NetworkFailure, SutraProblem } from './problem.ts';

const TIMEOUT_MS = 20_000;
const REPEAT_AFTER_MS = 400;
const MAX_LINE_CHARACTERS = 8_000_000;

export interface CallOptions {
  signal?: AbortSignal;
  /** For a POST that repeats an earlier one; by default each call is a new one. */
  idempotencyKey?: string;
}
export interface Sending extends CallOptions {
  baseUrl: string;
  token?: string;
}
/** The parts of a call, already compared with the declaration by `Call`. */
export interface Input {
  params?: Readonly<Record<string, unknown>>;
  query?: Readonly<Record<string, unknown>>;
  body?: unknown;
}

/** Sends a call and returns the answer if it is a good one; throws `SutraProblem` or `NetworkFailure`. */
export async function send(e: Endpoint, input: Input, options: Sending): Promise<Response> {
  const headers: Record<string, string> = {
    accept: e.produces === 'ndjson' ? 'application/x-ndjson' : 'application/json',
  };
  const body = input.body === undefined ? undefined : JSON.stringify(encode(e.body, input.body));
  if (body !== undefined) headers['content-type'] = 'application/json';
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

  let response: Response;
  try {
    response = await fetchWithin(url, init, options.signal);
  } catch (error) {
    // Under its key a lost POST may be sent again: the answer is the same. Anything else is the caller's choice.
    if (!(error instanceof NetworkFailure) || !('idempotency-key' in headers)) throw error;
    await new Promise((resolve) => setTimeout(resolve, REPEAT_AFTER_MS));
    response = await fetchWithin(url, init, options.signal);
  }
  if (!response.ok) throw await readProblem(response);
  return response;
}

/** The decoded answer of a call. */
export async function readAnswer(e: Endpoint, response: Response): Promise<unknown> {
  if (e.produces === 'ndjson') return decodeLines(e, readLines(response));
  let json: unknown;
  try {
    json = await response.json();
  } catch (cause) {
    throw new NetworkFailure('The answer broke off; check the connection and try again', { cause });
  }
  return decode(e, json);
}

/** The lines of an NDJSON answer as they came, for whoever verifies bytes rather than values. */
export async function* readLines(response: Response): AsyncGenerator<string, void> {
  const reader = response.body?.getReader();
  if (!reader) return;
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await read(reader);
      rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
      const lines = rest.split('\n');
      rest = done ? '' : lines.pop()!;
      if (rest.length > MAX_LINE_CHARACTERS) throw new AnswerUnreadable('A line of the answer is too long');
      for (const line of lines) if (line !== '') yield line;
      if (done) return;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function read(reader: ReadableStreamDefaultReader<Uint8Array>): ReturnType<typeof reader.read> {
  try {
    return await reader.read();
  } catch (cause) {
    throw new NetworkFailure('The answer broke off; check the connection and try again', { cause });
  }
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
async function fetchWithin(url: string, init: RequestInit, signal: AbortSignal | undefined): Promise<Response> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), TIMEOUT_MS);
  try {
    return await fetch(url, { ...init, signal: signal ? AbortSignal.any([signal, limit.signal]) : limit.signal });
  } catch (cause) {
    if (signal?.aborted) throw cause;
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
