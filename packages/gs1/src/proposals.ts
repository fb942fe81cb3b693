import { readDate } from './dates.ts';
import { type ApplicationIdentifier, identifierAt } from './dictionary.ts';
import { formatElementString } from './element-string.ts';
import { parseScan } from './scan.ts';
import { elementStringSymbologies, readSymbology } from './symbology.ts';
import type { Element, Note, ParseOptions, Scan } from './types.ts';
import { valueFault } from './value.ts';

/** Another reading of the data for a person to choose: the data repaired, with `\u001d`, what it says, and why. */
export type Proposal = { readonly data: string; readonly scan: Scan; readonly evidence: readonly Note[] };

const PROPOSALS_MAX = 5;

/** UTF-16 units; packs carry a tenth of it. */
const LENGTH_MAX = 1024;

/** Values tried in one search: with values of at most 90 characters it bounds the work. */
const STEPS_MAX = 4000;
const LOST_MAX = 3;

/**
 * Proposes how to read an element string whose separators were lost, or typed as something else by a scanner that acts as
 * a keyboard: where a reading fails, and where a valid batch or serial number could hold the next AI. Best first, at most
 * five; none if too many readings compete. Nothing of it is certain: a person has to compare it with the pack.
 */
export function proposeReadings(data: string, options: ParseOptions = {}): readonly Proposal[] {
  const identifier = data.length <= LENGTH_MAX ? readSymbology(data) : null;
  if (identifier === null || !identifier.ok) return [];
  const { symbology, dataAt } = identifier.value;
  const asItStands = parseScan(data, options);
  const isValid = asItStands.ok && asItStands.value.kind === 'element-string';
  if (asItStands.ok && !isValid && asItStands.value.kind !== 'text') return [];
  const { fnc1, ...others } = options;
  const body = fnc1 === undefined || fnc1 === '' ? data.slice(dataAt) : data.slice(dataAt).replaceAll(fnc1, '\u001d');
  const repairs = repairsOf(body, isValid, others.now);
  return chosen(repairs).flatMap((repair) => proposal(repair, symbology, isValid, others));
}

/** Whether a batch or serial number of a valid reading could hold the next AI, or something typed for a separator. */
export function mayHideElements({ kind, elements }: Pick<Scan, 'kind' | 'elements'>, now?: Date): boolean {
  if (kind !== 'element-string') return false;
  const present = new Set(elements.map(({ ai }) => ai));
  return elements.some(
    ({ ai, value }) =>
      standIns.some(({ pattern }) => value.search(pattern) >= 0) ||
      ((ai === '10' || ai === '21') && hasHidden(value, present, now)),
  );
}

function hasHidden(value: string, present: ReadonlySet<string>, now: Date | undefined): boolean {
  for (let at = 1; at < value.length; at++) {
    const isTyped = value.startsWith(TYPED, at);
    if (isTyped && isHidden(value, at + TYPED.length, present, now, isPossible)) return true;
    if (isHidden(value, at, present, now, isLikely)) return true;
  }
  return false;
}

function isHidden(
  value: string,
  at: number,
  present: ReadonlySet<string>,
  now: Date | undefined,
  isSo: typeof isLikely,
): boolean {
  const identifier = identifierAt(value, at, value.length);
  if (identifier === undefined || present.has(identifier.ai)) return false;
  return isSo(identifier.ai, { data: value, valueAt: 0, at, end: value.length }, now);
}

/** What scanners type for FNC1, and how a person calls it. */
const standIns: readonly { readonly pattern: RegExp; readonly name: string }[] = [
  { pattern: /[<{[(](?:GS|FNC1)[>}\])]/gi, name: 'GS in brackets' },
  { pattern: /\\(?:x1d|u001d|u\{1d\}|035)/gi, name: 'an escaped separator' },
  { pattern: /%1d/gi, name: '%1D' },
  { pattern: /\u241d/g, name: 'the sign for a separator' },
  { pattern: /\u2194/g, name: 'an arrow' },
  { pattern: /\^\]/g, name: '^]' },
  { pattern: /\^(?!\])/g, name: '^' },
  { pattern: /\|/g, name: '|' },
  { pattern: /~/g, name: '~' },
  { pattern: /#/g, name: '#' },
  { pattern: /[\r\n\t]+/g, name: 'a line break or tab' },
];

/** Elements that a search came to, with what speaks for them. */
type Repair = {
  readonly elements: readonly Element[];
  readonly evidence: readonly Note[];
  readonly lost: number;
  readonly rank: number;
};

const TYPED_RANK = 3;

function repairsOf(body: string, isValid: boolean, now: Date | undefined): readonly Repair[] {
  const repairs: Repair[] = [];
  for (const { pattern, name } of standIns) {
    const replaced = body.trim().replace(pattern, '\u001d');
    if (replaced === body.trim()) continue;
    const note: Note = { code: 'separator-typed', message: `The separators came as ${name}.` };
    const complete = new Search(replaced, false, now).run(0, 0);
    const found = complete.length > 0 ? complete : new Search(replaced, false, now).run(1, LOST_MAX);
    for (const repair of found) {
      repairs.push({ ...repair, evidence: [note, ...repair.evidence], rank: repair.rank + TYPED_RANK });
    }
  }
  return repairs.length > 0 ? repairs : new Search(body, isValid, now).run(1, LOST_MAX);
}

// Those with the most evidence; where more than a few have the same, none of them helps.
function chosen(repairs: readonly Repair[]): readonly Repair[] {
  const byElements = new Map<string, Repair>();
  const ranked = [...repairs].sort((a, b) => b.rank - a.rank || a.lost - b.lost);
  for (const repair of ranked) {
    const text = formatElementString(repair.elements);
    if (!byElements.has(text)) byElements.set(text, repair);
  }
  const distinct = [...byElements.values()];
  const [best] = distinct;
  const strongest = distinct.filter(({ rank, lost }) => rank === best!.rank && lost === best!.lost);
  if (strongest.length > PROPOSALS_MAX) return [];
  if (distinct.length === 1) return strongest;
  const competing: Note = { code: 'readings-compete', message: `${distinct.length} readings are possible.` };
  return strongest.map((repair) => ({ ...repair, evidence: [...repair.evidence, competing] }));
}

const validAsItStands: Note = Object.freeze({
  code: 'valid-as-it-stands',
  message: 'The data is also valid as it stands.',
});

function proposal(
  { elements, evidence }: Repair,
  symbology: string | null,
  isValid: boolean,
  options: ParseOptions,
): readonly Proposal[] {
  const data = (symbology ?? '') + formatElementString(elements);
  const reading = parseScan(data, options);
  if (!reading.ok || reading.value.kind !== 'element-string') return [];
  // A separator that was put in proves nothing: without a promise of the symbol a key with its check digit has to.
  const isPromised = symbology !== null && elementStringSymbologies.has(symbology);
  const hasKey = elements.some(({ ai }) => ai === '00' || ai === '01');
  if (!isPromised && !hasKey) return [];
  return [{ data, scan: reading.value, evidence: isValid ? [...evidence, validAsItStands] : evidence }];
}

/** A split before an AI, found on the way through a search. */
type Lost = { readonly identifier: ApplicationIdentifier; readonly after: string; readonly isTyped: boolean };

// Alt+029 whose Alt was lost leaves its digits.
const TYPED = '029';

/** Where a value may end although more follows up to `limit`. */
type Split = { readonly valueAt: number; readonly end: number; readonly limit: number; readonly isTyped: boolean };

/** Looks for the places where a separator makes all of the data valid: depth first, in a bounded number of steps. */
class Search {
  readonly #data: string;
  readonly #isValid: boolean;
  readonly #now: Date | undefined;
  readonly #found: Repair[] = [];
  readonly #elements: Element[] = [];
  readonly #lost: Lost[] = [];
  #steps = 0;

  constructor(data: string, isValid: boolean, now: Date | undefined) {
    this.#data = data;
    this.#isValid = isValid;
    this.#now = now;
  }

  /** Repairs that need `fewest` to `most` separators more; none if the search would take too long. */
  run(fewest: number, most: number): readonly Repair[] {
    for (let lost = fewest; lost <= most && this.#steps <= STEPS_MAX; lost++) this.#elementAt(0, lost);
    return this.#steps > STEPS_MAX ? [] : this.#found;
  }

  #elementAt(start: number, lost: number): void {
    const data = this.#data;
    let at = start;
    while (data[at] === '\u001d') at++;
    if (at === data.length) {
      if (lost === 0 && this.#elements.length > 0) this.#record();
      return;
    }
    const identifier = identifierAt(data, at, data.length);
    if (identifier === undefined || this.#elements.some(({ ai }) => ai === identifier.ai)) return;
    const valueAt = at + identifier.ai.length;
    const separatorAt = data.indexOf('\u001d', valueAt);
    const limit = separatorAt < 0 ? data.length : separatorAt;
    if (identifier.fixed) {
      this.#value(identifier, valueAt, Math.min(valueAt + identifier.most, limit), lost);
      return;
    }
    this.#value(identifier, valueAt, limit, lost);
    if (lost === 0) return;
    const last = Math.min(limit - 3, valueAt + identifier.most);
    for (let end = valueAt + identifier.least; end <= last; end++) {
      if (data.startsWith(TYPED, end)) this.#split(identifier, { valueAt, end, limit, isTyped: true }, lost);
      this.#split(identifier, { valueAt, end, limit, isTyped: false }, lost);
    }
  }

  #split(identifier: ApplicationIdentifier, { valueAt, end, limit, isTyped }: Split, lost: number): void {
    const data = this.#data;
    const nextAt = isTyped ? end + TYPED.length : end;
    const next = identifierAt(data, nextAt, limit);
    if (next === undefined || this.#steps > STEPS_MAX) return;
    const isSo = this.#isValid && !isTyped ? isLikely : isPossible;
    if (!isSo(next.ai, { data, valueAt, at: nextAt, end: limit }, this.#now)) return;
    this.#lost.push({ identifier: next, after: data.slice(valueAt, end), isTyped });
    this.#value(identifier, valueAt, end, lost - 1, nextAt);
    this.#lost.pop();
  }

  #value(identifier: ApplicationIdentifier, valueAt: number, end: number, lost: number, nextAt = end): void {
    if (++this.#steps > STEPS_MAX || valueFault(identifier, this.#data, valueAt, end) !== null) return;
    this.#elements.push({ ai: identifier.ai, value: this.#data.slice(valueAt, end), title: identifier.title });
    this.#elementAt(nextAt, lost);
    this.#elements.pop();
  }

  #record(): void {
    let rank = 0;
    for (const { identifier, isTyped } of this.#lost) rank += weightOf(identifier) - 2 + (isTyped ? 2 : 0);
    const evidence = this.#lost.map(lostSeparator);
    this.#found.push({ elements: [...this.#elements], evidence, lost: this.#lost.length, rank });
  }
}

function lostSeparator({ identifier: { ai, title }, after, isTyped }: Lost): Note {
  const message = `After "${after}", AI ${ai} (${title}) can start`;
  if (isTyped) return { code: 'separator-typed', message: `${message}; 029 was typed for the separator.` };
  const proof = isDateIdentifier(ai) ? ' with a plausible date' : ai === '01' ? ' with a correct check digit' : '';
  return { code: 'separator-lost', message: `${message}${proof}; a separator seems to be lost there.` };
}

// What an AI says for itself where it seems to start: a check digit, a plausible date, a usual field, or little.
function weightOf({ ai }: ApplicationIdentifier): number {
  if (ai === '01') return 4;
  if (isDateIdentifier(ai)) return 3;
  return ai === '10' || ai === '21' ? 2 : 0;
}

function isDateIdentifier(ai: string): boolean {
  return ai === '11' || ai === '13' || ai === '15' || ai === '16' || ai === '17';
}

// The AIs that medicine packs carry beside these: counts, own numbers, reimbursement numbers, data of the maker.
const USUAL = /^(?:00|02|10|21|30|37|240|7003|71\d|9\d)$/;
const PLAUSIBLE_YEARS = 15;

/** Data from the start of a value to its end, with an AI at `at`. */
type Glued = { readonly data: string; readonly valueAt: number; readonly at: number; readonly end: number };

function isPossible(ai: string, glued: Glued, now: Date | undefined): boolean {
  return isDateIdentifier(ai) ? isPlausibleDate(glued, now) : ai === '01' || USUAL.test(ai);
}

// A batch may well hold the digits of an AI by chance: what is cut off has to look like more than that.
const GLUED_LENGTH_MIN = 10;
const BEFORE_MIN = 2;
const AFTER_MIN = 4;

function isLikely(ai: string, glued: Glued, now: Date | undefined): boolean {
  if (ai === '11' || ai === '17') return isPlausibleDate(glued, now);
  if (ai !== '10' && ai !== '21') return false;
  const { valueAt, at, end } = glued;
  return end - valueAt >= GLUED_LENGTH_MIN && at - valueAt >= BEFORE_MIN && end - at - ai.length >= AFTER_MIN;
}

function isPlausibleDate({ data, at, end }: Glued, now: Date | undefined): boolean {
  const date = end - at >= 8 ? readDate(data.slice(at + 2, at + 8), now) : null;
  return date !== null && Math.abs(date.year - (now ?? new Date()).getUTCFullYear()) <= PLAUSIBLE_YEARS;
}
