// Tables as files: CSV and XLSX. Files of strangers are read in a thread of their own, with limited memory and time.
import { Worker } from 'node:worker_threads';
import writeExcelFile from 'write-excel-file/node';
import type { Cell } from './table-cells.rules.ts';

export type TableFormat = 'csv' | 'xlsx';
export const MAX_LINES = 200_000;
const MAX_READ_MS = 120_000;
const MAX_HEAP_MB = 768;
const LINES_OF_A_MESSAGE = 1000;

/** A file that is no table, in words for whoever sent it. */
export class UnreadableTable extends Error {
  override name = 'UnreadableTable';
}

export interface ReaderInput {
  content: Uint8Array;
  format: TableFormat;
  linesOfAMessage: number;
  maxLines: number;
}
/** Lines with their number in the file; a last message says how many there were, or what is wrong. */
export type ReaderMessage = { lines: { line: number; cells: Cell[] }[] } | { total: number } | { problem: string };

/** All lines that are not empty, the first one included; throws `UnreadableTable`. */
export function readTable(content: Uint8Array, format: TableFormat): Promise<{ line: number; cells: Cell[] }[]> {
  const input: ReaderInput = { content, format, linesOfAMessage: LINES_OF_A_MESSAGE, maxLines: MAX_LINES };
  const worker = new Worker(new URL('./table-reader.ts', import.meta.url), {
    workerData: input,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  });
  const found: { line: number; cells: Cell[] }[] = [];
  return new Promise<typeof found>((resolve, reject) => {
    const refuse = (problem: string) => reject(new UnreadableTable(problem));
    const timer = setTimeout(() => refuse('The file takes too long to read; split it into smaller ones.'), MAX_READ_MS);
    worker.on('message', (message: ReaderMessage) => {
      if ('lines' in message) found.push(...message.lines);
      else if ('problem' in message) refuse(message.problem);
      else resolve(found);
    });
    worker.on('error', (error: NodeJS.ErrnoException) =>
      refuse(
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? 'The file unpacks to more than can be read; split it into smaller ones.'
          : 'The file is damaged, or not of the kind that its name says.',
      ),
    );
    worker.on('exit', () => {
      clearTimeout(timer);
      refuse('The file could not be read.');
    });
  }).finally(() => void worker.terminate());
}

/** A table as CSV (UTF-8 with the mark that spreadsheets look for, lines end as RFC 4180 says). */
export async function* writeCsv(
  lines: AsyncIterable<readonly string[]> | Iterable<readonly string[]>,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let text = '\uFEFF';
  for await (const cells of lines) {
    text += `${cells.map(quote).join(',')}\r\n`;
    if (text.length < 64 * 1024) continue;
    yield encoder.encode(text);
    text = '';
  }
  if (text !== '') yield encoder.encode(text);
}

export async function* writeXlsx(lines: readonly (readonly string[])[], sheetName: string): AsyncGenerator<Uint8Array> {
  const [header = [], ...rest] = lines;
  const rows = [
    header.map((value) => ({ value, type: String, fontWeight: 'bold' as const })),
    ...rest.map((cells) => cells.map((value) => (value === '' ? null : { value, type: String }))),
  ];
  yield await writeExcelFile(rows, { sheet: sheetName.slice(0, 31), stickyRowsCount: 1 }).toBuffer();
}

function quote(cell: string): string {
  return /[",\r\n;\t]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
