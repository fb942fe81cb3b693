// Answers that are read as they come, in bounded memory. Nothing here knows declarations, so that a worker can use it alone.
import { AnswerUnreadable, NetworkFailure } from './problem.ts';

const MAX_LINE_CHARACTERS = 8_000_000;

/** The bytes of an answer as they come. */
export async function* readBytes(response: Response): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  const reader = response.body?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      const { done, value } = await read(reader);
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** The lines of a text in UTF-8, whatever the pieces it comes in; empty ones are left out. */
export async function* splitLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop()!;
    if (rest.length > MAX_LINE_CHARACTERS) throw new AnswerUnreadable('A line of the answer is too long');
    for (const line of lines) if (line !== '') yield line;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}

async function read(reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>): ReturnType<typeof reader.read> {
  try {
    return await reader.read();
  } catch (cause) {
    throw new NetworkFailure('The answer broke off; check the connection and try again', { cause });
  }
}
