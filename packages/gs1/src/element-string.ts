import { type AssociationFault, associationFault, repeatedConflict } from './associations.ts';
import {
  type ApplicationIdentifier,
  identifierAt,
  identifierLengthAt,
  identifierOf,
  unassignedIdentifier,
} from './dictionary.ts';
import { CSET_82, codeAt, firstOutside } from './character-sets.ts';
import { failure } from './failure.ts';
import { scanOf } from './fields.ts';
import { ELEMENTS_MAX } from './limits.ts';
import type { Element, Note, ParseOptions, Result, Scan } from './types.ts';
import { valueFault } from './value.ts';

/** Elements in the order carried, what each AI is, and what was assumed. */
export type ElementReading = {
  readonly elements: readonly Element[];
  readonly identifiers: readonly ApplicationIdentifier[];
  readonly notes: readonly Note[];
};

/**
 * Reads a GS1 element string (GS1 General Specifications 7.8): AIs with their values, FNC1 as `\u001d` or the character
 * in `options.fnc1`; a leading FNC1 may be left out. Every value passes its linters. Errors: a linter's error, `SYNTAX`,
 * `UNKNOWN_AI`, `VALUE_TOO_SHORT`, `VALUE_TOO_LONG`, `REPEATED_AI_CONFLICT`, `EXCLUSIVE_AIS`, `REQUIRED_AI_MISSING`.
 */
export function parseElementString(data: string, options: ParseOptions = {}): Result<Scan> {
  const reading = readElements(data, 0, options);
  if (!reading.ok) return reading;
  const { elements, identifiers, notes } = reading.value;
  return { ok: true, value: scanOf(null, 'element-string', elements, identifiers, notes, options) };
}

/**
 * Writes elements as an element string, with `\u001d` after each value that has no predefined length and is not the last
 * (GS1 General Specifications 7.8.4). Values are written as they are.
 */
export function formatElementString(elements: readonly Element[]): string {
  let text = '';
  for (let index = 0; index < elements.length; index++) {
    const { ai, value } = elements[index]!;
    text += ai + value;
    const isFixed = (identifierOf(ai) ?? unassignedIdentifier(ai)).fixed;
    if (!isFixed && index < elements.length - 1) text += '\u001d';
  }
  return text;
}

/** The character that stands for FNC1. */
export function separatorOf({ fnc1 }: ParseOptions): string {
  return fnc1 === undefined || fnc1 === '' ? '\u001d' : fnc1;
}

/**
 * Reads the elements of `data` from `start` to its end. `linear` is the element of a linear symbol that the data is the
 * composite component of: it counts for the rules on combinations. `elements` is filled with what was read, also where
 * the reading fails.
 */
export function readElements(
  data: string,
  start: number,
  options: ParseOptions,
  linear?: Element,
  elements: Element[] = roomForFour(noElement),
): Result<ElementReading> {
  const separatorText = separatorOf(options);
  const separator = codeAt(separatorText, 0);
  // A stand-in for FNC1 that could be part of a value has to be looked for first.
  const isSeparatorApart = firstOutside(CSET_82, separatorText, 0, 1) === 0;
  const end = data.length;
  const identifiers = roomForFour(noIdentifier);
  let count = 0;
  let notes: readonly Note[] = noNotes;
  let at = start;
  if (at < end && codeAt(data, at) === separator) at++;
  if (at === end) return failure('SYNTAX', 'There is no GS1 data.', start, end);
  while (at < end) {
    if (count === ELEMENTS_MAX) {
      return failure('SYNTAX', `There are more than ${ELEMENTS_MAX} element strings.`, at, end);
    }
    const identifier = identifierAt(data, at, end) ?? permittedIdentifier(data, at, end, options);
    if (identifier === undefined) return unknownIdentifier(data, at, end);
    const { ai } = identifier;
    const valueAt = at + ai.length;
    let valueEnd = isSeparatorApart ? plainEnd(data, valueAt, end, separator, identifier) : -1;
    if (valueEnd < 0) {
      valueEnd = endOfValue(data, valueAt, end, separator, identifier);
      const fault = valueFault(identifier, data, valueAt, valueEnd);
      if (fault !== null) return { ok: false, error: fault };
    }
    put(elements, count, { ai, value: data.slice(valueAt, valueEnd), title: identifier.title });
    put(identifiers, count, identifier);
    count++;
    at = valueEnd;
    if (at < end && codeAt(data, at) === separator) {
      at++;
      if (at === end || codeAt(data, at) === separator) {
        while (at < end && codeAt(data, at) === separator) at++;
        notes = [redundantSeparator];
      }
    }
  }
  cut(elements, count);
  cut(identifiers, count);
  const combination = combinationFault(elements, identifiers, options, linear);
  if (combination !== null) return misplaced(data, start, separator, elements, combination);
  return { ok: true, value: { elements, identifiers, notes } };
}

const noNotes: readonly Note[] = Object.freeze([]);
const redundantSeparator: Note = Object.freeze({
  code: 'separator-redundant',
  message: 'A separator that separates nothing was left out.',
});

const noElement: Element = { ai: '', value: '', title: '' };
const noIdentifier = unassignedIdentifier('');

// Most scans have four elements or fewer; an empty list would make room for seventeen at the first `push`.
function roomForFour<T>(nothing: T): T[] {
  return [nothing, nothing, nothing, nothing];
}

function put<T>(list: T[], index: number, item: T): void {
  if (index < list.length) list[index] = item;
  else list.push(item);
}

function cut(list: unknown[], length: number): void {
  while (list.length > length) list.pop();
}

// One pass for the most common values, a number with check digit, a date, a batch or a serial number: where it ends if
// all of it is right, else -1.
function plainEnd(
  data: string,
  valueAt: number,
  end: number,
  separator: number,
  { plainSet, onlyLinter, least, most }: ApplicationIdentifier,
): number {
  if (onlyLinter !== null) {
    const stop = valueAt + most;
    return stop <= end && onlyLinter(data, valueAt, stop) === null ? stop : -1;
  }
  if (plainSet === 0) return -1;
  const stop = firstOutside(plainSet, data, valueAt, end);
  if (stop - valueAt < least || stop - valueAt > most) return -1;
  return stop === end || codeAt(data, stop) === separator ? stop : -1;
}

/** Where a value ends: one of predefined length by its length, unless a separator or the end of the data cuts it short. */
export function endOfValue(
  data: string,
  valueAt: number,
  end: number,
  separator: number,
  { fixed, most }: ApplicationIdentifier,
): number {
  const limit = fixed && end - valueAt > most ? valueAt + most : end;
  let at = valueAt;
  while (at < limit && codeAt(data, at) !== separator) at++;
  return at;
}

function permittedIdentifier(
  data: string,
  at: number,
  end: number,
  options: ParseOptions,
): ApplicationIdentifier | undefined {
  if (options.permitUnknownAIs !== true) return undefined;
  const length = identifierLengthAt(data, at, end);
  if (length === 0) return undefined;
  for (let index = at + 2; index < at + length; index++) {
    const code = codeAt(data, index);
    if (code < 48 || code > 57) return undefined;
  }
  return unassignedIdentifier(data.slice(at, at + length));
}

function unknownIdentifier(data: string, at: number, end: number): Result<never> {
  const length = Math.min(identifierLengthAt(data, at, end) || 2, end - at);
  const message = 'The data goes on with something that is no assigned application identifier.';
  return failure('UNKNOWN_AI', message, at, at + length);
}

/** The first violation of the rules on combinations that `options` ask for. */
export function combinationFault(
  elements: readonly Element[],
  identifiers: readonly ApplicationIdentifier[],
  options: ParseOptions,
  linear?: Element,
): AssociationFault | null {
  const conflict = repeatedConflict(identifiers, elements);
  if (conflict !== null || options.requireAssociations === false) return conflict;
  if (linear === undefined) return associationFault(identifiers, elements);
  const linearIdentifier = identifierOf(linear.ai);
  if (linearIdentifier === undefined) return null;
  const fault = associationFault([...identifiers, linearIdentifier], [...elements, linear]);
  return fault === null || fault.index < elements.length ? fault : { ...fault, index: 0 };
}

function misplaced(
  data: string,
  start: number,
  separator: number,
  elements: readonly Element[],
  { code, message, index }: AssociationFault,
): Result<never> {
  let at = start;
  for (let earlier = 0; ; earlier++) {
    while (codeAt(data, at) === separator) at++;
    const { ai, value } = elements[earlier]!;
    const valueEnd = at + ai.length + value.length;
    if (earlier === index) return failure(code, message, at, valueEnd, ai);
    at = valueEnd;
  }
}
