// The export of the log as a file, exactly as the server wrote it.
import { exportAudit } from '@sutra/contracts/audit';
import { NetworkFailure } from '@sutra/sdk/problem';
import { useCallback } from 'react';
import { session, useSignedIn } from '../../app/session.ts';
import { countEntries } from './count.ts';
import { type LongWork, type Progress, useLongWork } from './long-work.ts';

export interface Exported {
  fileName: string;
  entries: number;
}

const TELL_EVERY_MS = 150;
// The browser may put finished parts on the disk.
const PART_BYTES = 8 * 1024 * 1024;
const LINE_FEED = 10;
/** Head and checkpoint. */
const OTHER_LINES = 2;

export function useExport(): LongWork<Exported> {
  const { organisation } = useSignedIn();
  return useLongWork(
    useCallback(
      async (signal, onProgress) => {
        const total = await countEntries(signal);
        const { file, lines } = await collect(signal, (entries) => onProgress({ entries, total }));
        const fileName = `${fileNameOf(organisation.name)}-audit-${new Date().toISOString().slice(0, 10)}.ndjson`;
        save(file, fileName);
        return { fileName, entries: lines - OTHER_LINES };
      },
      [organisation.name],
    ),
  );
}

async function collect(
  signal: AbortSignal,
  onProgress: (entries: Progress['entries']) => void,
): Promise<{ file: Blob; lines: number }> {
  const parts: Blob[] = [];
  let open: Uint8Array<ArrayBuffer>[] = [];
  let openBytes = 0;
  let lines = 0;
  let toldAtMs = Date.now();
  for await (const bytes of await session.bytes(exportAudit, { signal })) {
    open.push(bytes);
    openBytes += bytes.length;
    for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) lines += 1;
    if (openBytes >= PART_BYTES) {
      parts.push(new Blob(open));
      [open, openBytes] = [[], 0];
    }
    if (Date.now() - toldAtMs < TELL_EVERY_MS) continue;
    toldAtMs = Date.now();
    onProgress(Math.max(lines - 1, 0));
  }
  if (lines < OTHER_LINES) throw new NetworkFailure('The export ended before its checkpoint; try again');
  return { file: new Blob([...parts, ...open], { type: 'application/x-ndjson' }), lines };
}

function save(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has to have begun with it.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** A name without what file systems do not take. */
function fileNameOf(name: string): string {
  return name
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '')
    .toLowerCase()
    .slice(0, 60);
}
