// Questions to servers of others: answered within a time and a size, and never followed elsewhere.

export interface Question {
  method?: 'GET' | 'POST';
  headers: Readonly<Record<string, string>>;
  body?: string;
  timeoutMs: number;
  maxBytes: number;
}

export interface OutsideAnswer {
  status: number;
  text: string;
}

/** What was answered is of no use. */
export class Unusable extends Error {}

/** Throws `Unusable` for an answer that is too large, and what `fetch` throws. */
export async function ask(address: string, question: Question): Promise<OutsideAnswer> {
  const { method = 'GET', headers, body, timeoutMs, maxBytes } = question;
  const answer = await fetch(address, {
    method,
    headers: { 'user-agent': 'Sutra', ...headers },
    ...(body !== undefined && { body }),
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  });
  return { status: answer.status, text: await readBounded(answer, maxBytes) };
}

/** For the log. Never the error itself: its text may name the address that was asked for. */
export function reasonOf(error: unknown): string {
  if (error instanceof Unusable) return error.message;
  return error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'unreachable';
}

async function readBounded({ body }: Response, maxBytes: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of body ?? []) {
    bytes += piece.length;
    if (bytes > maxBytes) throw new Unusable('too large');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
