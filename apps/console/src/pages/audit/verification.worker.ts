// Verifies an export beside the page, so that the page stays quick: bytes come in, the verdict goes out.
import { splitLines } from '@sutra/sdk/stream';
import { verifyExport } from '@sutra/platform/audit/rules';
import type { FromWorker, ToWorker } from './verification.ts';

const TELL_EVERY_MS = 150;

/** A worker's own side, which the types of pages do not know. */
interface Scope {
  addEventListener(type: 'message', listener: (event: { data: ToWorker }) => void): void;
  postMessage(message: FromWorker): void;
}
const scope = globalThis as unknown as Scope;

const chunks: Uint8Array[] = [];
let isOver = false;
let arrived: () => void = () => undefined;
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- the page that made this worker is the only one that hears it
const tell = (message: FromWorker) => scope.postMessage(message);

scope.addEventListener('message', ({ data }) => {
  if (data.kind === 'keys') {
    verifyExport(counted(splitLines(received())), data.keys).then(
      (verification) => tell({ kind: 'done', verification }),
      (error: unknown) => tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) }),
    );
  } else if (data.kind === 'end') {
    isOver = true;
  } else {
    chunks.push(data.bytes);
  }
  arrived();
});

async function* received(): AsyncGenerator<Uint8Array, void> {
  for (;;) {
    const chunk = chunks.shift();
    if (chunk !== undefined) {
      yield chunk;
      tell({ kind: 'taken' });
    } else if (isOver) {
      return;
    } else {
      await new Promise<void>((resolve) => {
        arrived = resolve;
      });
    }
  }
}

async function* counted(lines: AsyncIterable<string>): AsyncGenerator<string, void> {
  let count = -1; // the first line is the head
  let toldAtMs = Date.now();
  for await (const line of lines) {
    yield line;
    count += 1;
    if (Date.now() - toldAtMs < TELL_EVERY_MS) continue;
    toldAtMs = Date.now();
    tell({ kind: 'progress', entries: count });
  }
}
