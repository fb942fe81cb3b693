import { parseDigitalLink } from '../digital-link.ts';
import { type ParticularsReading, readLinkParticulars, readParticulars } from './particulars.ts';
import { elementStringSymbologies } from '../symbology.ts';
import type { Note, ParseOptions, Scan } from '../types.ts';

/**
 * Looks once more at what the standards' own readings left as `text` or `url`: a Digital Link with parts where none belong,
 * or the particulars of an Indian label. Gives the scan as it was if it is neither; everything assumed is a note.
 */
export function readLeniently(scan: Scan, data: string, dataAt: number, options: ParseOptions): Scan {
  const text = dataAt === 0 ? data : data.slice(dataAt);
  if (scan.kind === 'text') return withParticulars(scan, readParticulars(text, options.now));
  const link = readDamagedLink(text, options);
  if (link !== null) return { ...link, symbology: scan.symbology, notes: [...linkNotes(scan), ...link.notes] };
  const isGs1 = scan.notes.some(({ code }) => code === LINK_INVALID);
  const isPromised = scan.symbology !== null && elementStringSymbologies.has(scan.symbology);
  return isGs1 || isPromised ? scan : withParticulars(scan, readLinkParticulars(text, options.now));
}

const LINK_INVALID = 'digital-link-invalid';

function linkNotes({ notes }: Scan): readonly Note[] {
  return notes.filter(({ code }) => code !== LINK_INVALID);
}

function withParticulars(scan: Scan, reading: ParticularsReading | null): Scan {
  if (reading === null) return scan;
  const { particulars, notes } = reading;
  return { symbology: scan.symbology, kind: 'h2-particulars', elements: [], particulars, notes };
}

// `/97=0`, which belongs in the query as `97=0`; no key or qualifier has an equals sign.
const MISPLACED = /\/\d{2,4}=[^/?&#]*/g;
const MISPLACED_MAX = 8;

// What is left has to be valid in full; a slash too many at the end of the path goes too.
function readDamagedLink(uri: string, options: ParseOptions): Scan | null {
  const misplaced = uri.match(MISPLACED) ?? [];
  if (misplaced.length > MISPLACED_MAX) return null;
  const kept = uri.replace(MISPLACED, '');
  const pathEnd = endOfPath(kept);
  let end = pathEnd;
  while (end > 0 && kept[end - 1] === '/') end--;
  if (misplaced.length === 0 && end === pathEnd) return null;
  const reading = parseDigitalLink(kept.slice(0, end) + kept.slice(pathEnd), options);
  if (!reading.ok) return null;
  const leftOut = [...misplaced, ...(end < pathEnd ? [kept.slice(end, pathEnd)] : [])];
  const message = `This is a GS1 Digital Link once ${leftOut.map(shown).join(', ')} is left out.`;
  return { ...reading.value, notes: [...reading.value.notes, { code: 'link-part-left-out', message }] };
}

function endOfPath(uri: string): number {
  const end = uri.search(/[?#]/);
  return end < 0 ? uri.length : end;
}

function shown(part: string): string {
  return `"${part.length > 40 ? `${part.slice(0, 40)}…` : part}"`;
}
