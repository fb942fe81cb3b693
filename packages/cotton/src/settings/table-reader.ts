// The thread that reads a file: see table-file.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { CsvError, parse } from 'csv-parse/sync';
import { readSheet } from 'read-excel-file/node';
import type { ReaderInput, ReaderMessage } from './table-file.ts';
import type { Cell } from './table-cells.rules.ts';

const { content, format, linesOfAMessage, maxLines } = workerData as ReaderInput;
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
const say = (message: ReaderMessage) => parentPort!.postMessage(message);

class Unreadable extends Error {}

try {
  const rows = format === 'csv' ? readCsv(content) : await readXlsx(content);
  const lines = rows.filter(({ cells }) => cells.some((cell) => cell !== null && cell !== ''));
  if (lines.length === 0) throw new Unreadable('The file is empty.');
  if (lines.length > maxLines + 1)
    throw new Unreadable(`The file has more than ${maxLines} lines; split it into smaller ones.`);
  for (let from = 0; from < lines.length; from += linesOfAMessage)
    say({ lines: lines.slice(from, from + linesOfAMessage) });
  say({ total: lines.length });
} catch (error) {
  say({
    problem:
      error instanceof Unreadable ? error.message : 'The file is damaged, or not of the kind that its name says.',
  });
}

interface Line {
  line: number;
  cells: Cell[];
}

function readCsv(bytes: Uint8Array): Line[] {
  const text = decode(bytes);
  const firstLine = text.slice(0, text.search(/[\r\n]|$/));
  const delimiter = [',', ';', '\t'].toSorted((a, b) => firstLine.split(b).length - firstLine.split(a).length)[0]!;
  try {
    const records = parse(text, {
      delimiter,
      relaxColumnCount: true,
      skipEmptyLines: true,
      info: true,
      maxRecordSize: 1_000_000,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    // `lines` counts the lines read so far: with text over several lines, the last one of the record.
    return records.map(({ record, info }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new Unreadable(`The file is no CSV: ${error.message}.`);
  }
}

function decode(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    if (text.includes('\u0000')) throw new Unreadable('The file is not text: it holds zero bytes.');
    return text;
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw new Unreadable('The file is not in Unicode. Save it again as "CSV UTF-8".');
  }
}

async function readXlsx(bytes: Uint8Array): Promise<Line[]> {
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) throw new Unreadable('The file is no XLSX workbook.');
  const rows = await readSheet(Buffer.from(bytes));
  return rows.map((cells, index) => ({ line: index + 1, cells: cells.map((cell) => (cell ?? null) as Cell) }));
}
