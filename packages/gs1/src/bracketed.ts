import { type ApplicationIdentifier, identifierOf, unassignedIdentifier } from './dictionary.ts';
import { combinationFault } from './element-string.ts';
import { failure } from './failure.ts';
import { scanOf } from './fields.ts';
import { ELEMENTS_MAX } from './limits.ts';
import type { Element, ParseOptions, Result, Scan } from './types.ts';
import { valueFault } from './value.ts';

const OPEN = 0x28;
const CLOSE = 0x29;
const BACKSLASH = 0x5c;
const PIPE = 0x7c;

/**
 * Reads element strings written for people, `(01)08901234567890(10)A1` (GS1 General Specifications 4.14); a `(` inside a
 * value is written `\(`, and one `|` may stand between a linear symbol and its composite component. The checks and errors
 * are those of `parseElementString`, over both; `start` and `end` are positions in the text as written. `elements` is
 * filled with what was read, also where the reading fails.
 */
export function parseBracketed(text: string, options: ParseOptions = {}, elements: Element[] = []): Result<Scan> {
  const identifiers: ApplicationIdentifier[] = [];
  const starts: number[] = [];
  let at = 0;
  let isComposite = false;
  if (text.length === 0) return failure('SYNTAX', 'There is no GS1 data.', 0, 0);
  while (at < text.length) {
    if (text.charCodeAt(at) !== OPEN) return failure('SYNTAX', 'An AI in brackets is expected here.', at, at + 1);
    if (elements.length === ELEMENTS_MAX) {
      return failure('SYNTAX', `There are more than ${ELEMENTS_MAX} element strings.`, at, text.length);
    }
    const close = endOfIdentifier(text, at + 1);
    if (text.charCodeAt(close) !== CLOSE) {
      return failure('UNKNOWN_AI', 'An AI has two to four digits and a closing bracket.', at + 1, close);
    }
    const identifier = identifierIn(text.slice(at + 1, close), options);
    if (identifier === undefined) {
      return failure('UNKNOWN_AI', 'This is no assigned application identifier.', at + 1, close);
    }
    const valueEnd = endOfBracketedValue(text, close + 1, isComposite);
    const value = text.slice(close + 1, valueEnd).replaceAll('\\(', '(');
    const fault = valueFault(identifier, value, 0, value.length);
    if (fault !== null) {
      const start = positionInText(text, close + 1, fault.start);
      return { ok: false, error: { ...fault, start, end: positionInText(text, close + 1, fault.end) } };
    }
    elements.push({ ai: identifier.ai, value, title: identifier.title });
    identifiers.push(identifier);
    starts.push(at);
    at = valueEnd;
    if (text.charCodeAt(at) === PIPE) {
      isComposite = true;
      at++;
    }
  }
  const combination = combinationFault(elements, identifiers, options);
  if (combination === null) {
    return { ok: true, value: scanOf(null, 'element-string', elements, identifiers, [], options) };
  }
  const { code, message, index } = combination;
  return failure(code, message, starts[index]!, starts[index + 1] ?? text.length, elements[index]!.ai);
}

/**
 * Writes elements for people, `(01)08901234567890(10)A1` (GS1 General Specifications 4.14), with `(` inside a value as
 * `\(`. Values are written as they are.
 */
export function formatBracketed(elements: readonly Element[]): string {
  let text = '';
  for (const { ai, value } of elements) text += `(${ai})${value.replaceAll('(', '\\(')}`;
  return text;
}

// The digits of an AI are few: a text without a closing bracket is not searched to its end for each opening one.
function endOfIdentifier(text: string, start: number): number {
  let at = start;
  while (at < text.length && at < start + 5 && text.charCodeAt(at) !== CLOSE) at++;
  return at;
}

function identifierIn(ai: string, options: ParseOptions): ApplicationIdentifier | undefined {
  const identifier = identifierOf(ai);
  if (identifier !== undefined || options.permitUnknownAIs !== true) return identifier;
  return /^\d{2,4}$/.test(ai) ? unassignedIdentifier(ai) : undefined;
}

/** Where a value in bracketed text ends. A second `|` separates nothing: it is a wrong character of the value. */
export function endOfBracketedValue(text: string, start: number, isComposite: boolean): number {
  let at = start;
  while (at < text.length && !(text.charCodeAt(at) === OPEN && text.charCodeAt(at - 1) !== BACKSLASH)) at++;
  return !isComposite && at < text.length && at > start && text.charCodeAt(at - 1) === PIPE ? at - 1 : at;
}

function positionInText(text: string, valueAt: number, offset: number): number {
  let at = valueAt;
  for (let index = 0; index < offset; index++) {
    at += text.charCodeAt(at) === BACKSLASH && text.charCodeAt(at + 1) === OPEN ? 2 : 1;
  }
  return at;
}
