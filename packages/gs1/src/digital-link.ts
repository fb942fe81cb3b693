import { DOMAIN_CHARACTERS, HEX_DIGITS, UNRESERVED, URI_CHARACTERS, DIGITS, firstOutside } from './character-sets.ts';
import { type ApplicationIdentifier, identifierAt, identifierOf } from './dictionary.ts';
import { combinationFault } from './element-string.ts';
import { failure } from './failure.ts';
import { scanOf } from './fields.ts';
import { ELEMENTS_MAX } from './limits.ts';
import type { Element, Gs1Error, ParseOptions, Result, Scan } from './types.ts';
import { valueFault } from './value.ts';

const EQUALS = 0x3d;

/** An AI of a link with the place of its value; `at` is where the AI stands. */
type Part = {
  readonly identifier: ApplicationIdentifier;
  readonly at: number;
  readonly valueAt: number;
  readonly valueEnd: number;
  readonly isInQuery: boolean;
};

/**
 * Reads an uncompressed GS1 Digital Link URI: a primary key with its qualifiers in the path, attributes in the query (GS1
 * Digital Link Standard: URI Syntax, 4 and 5). Names instead of AIs (`/gtin/`) are no longer allowed. The errors are
 * those of `parseElementString`, and `DIGITAL_LINK` where the structure is not that of a Digital Link.
 */
export function parseDigitalLink(uri: string, options: ParseOptions = {}): Result<Scan> {
  const parts = linkParts(uri);
  return parts.ok ? readParts(uri, parts.value, options) : parts;
}

/** The AIs of a Digital Link and where they stand, their values not yet read. The errors are those of its structure. */
export function linkParts(uri: string): Result<readonly Part[]> {
  const authorityAt = endOfScheme(uri);
  if (authorityAt < 0)
    return notALink('A GS1 Digital Link starts with http:// or https://.', 0, Math.min(8, uri.length));
  const illegal = firstOutside(URI_CHARACTERS, uri, authorityAt, uri.length);
  if (illegal < uri.length) return notALink('This character has to be percent-encoded in a URI.', illegal, illegal + 1);
  const queryEnd = indexOrEnd(uri, '#', authorityAt, uri.length);
  const pathEnd = indexOrEnd(uri, '?', authorityAt, queryEnd);
  const pathAt = indexOrEnd(uri, '/', authorityAt, pathEnd);
  const outside = firstOutside(DOMAIN_CHARACTERS, uri, authorityAt, pathAt);
  if (pathAt === authorityAt || outside < pathAt) {
    return notALink('The domain name is missing or has a character that is not allowed.', outside, pathAt);
  }
  const path = pathParts(uri, pathAt, pathEnd);
  if (path === null) return notALink('No primary key, as in /01/08901234567890, ends the path.', pathAt, pathEnd);
  if (!isSequence(path)) {
    return notALink('The AIs after the primary key are not its qualifiers in their order.', path[0]!.at, pathEnd);
  }
  return withQuery(uri, pathEnd + 1, queryEnd, path);
}

/**
 * Writes elements as a GS1 Digital Link below `stem` (default `https://id.gs1.org`): the first primary key with its
 * qualifiers as path, the others as query, those of predefined length first. Error: `DIGITAL_LINK` where there is no
 * primary key, or an element may not be in the query; `start` and `end` are then indexes of elements.
 */
export function formatDigitalLink(elements: readonly Element[], stem = 'https://id.gs1.org'): Result<string> {
  const keyIndex = elements.findIndex(({ ai }) => identifierOf(ai)?.isKey === true);
  if (keyIndex < 0) return notALink('None of the elements is a primary key.', 0, elements.length);
  const key = elements[keyIndex]!;
  const path = [key, ...qualifiersIn(elements, identifierOf(key.ai)!)];
  const written = new Set(path.map(({ ai }) => ai));
  const fixed: string[] = [];
  const variable: string[] = [];
  for (const [index, { ai, value }] of elements.entries()) {
    if (written.has(ai)) continue;
    written.add(ai);
    const identifier = identifierOf(ai);
    if (identifier?.isAttribute !== true) return notALink(`AI ${ai} must not be in the query.`, index, index + 1);
    (identifier.fixed ? fixed : variable).push(`${ai}=${encoded(value)}`);
  }
  const base = stem.endsWith('/') ? stem.slice(0, -1) : stem;
  const query = [...fixed, ...variable].join('&');
  const uri = base + path.map(({ ai, value }) => `/${ai}/${encoded(value)}`).join('');
  return { ok: true, value: query === '' ? uri : `${uri}?${query}` };
}

function notALink(message: string, start: number, end: number): Result<never> {
  return failure('DIGITAL_LINK', message, start, end);
}

// A scheme is in one case: readers of mixed case differ.
function endOfScheme(uri: string): number {
  if (uri.startsWith('https://') || uri.startsWith('HTTPS://')) return 8;
  return uri.startsWith('http://') || uri.startsWith('HTTP://') ? 7 : -1;
}

function indexOrEnd(uri: string, character: string, start: number, end: number): number {
  const at = uri.indexOf(character, start);
  return at < 0 || at > end ? end : at;
}

// Pairs of AI and value from the end of the path up to the last primary key; what is before it is a stem.
function pathParts(uri: string, pathAt: number, pathEnd: number): readonly Part[] | null {
  const parts: Part[] = [];
  let end = pathEnd;
  while (parts.length < ELEMENTS_MAX) {
    const valueSlash = uri.lastIndexOf('/', end - 1);
    if (valueSlash <= pathAt) return null;
    const slash = uri.lastIndexOf('/', valueSlash - 1);
    const identifier = identifierBetween(uri, slash + 1, valueSlash);
    if (identifier === undefined) return null;
    parts.push({ identifier, at: slash + 1, valueAt: valueSlash + 1, valueEnd: end, isInQuery: false });
    if (identifier.isKey) return parts.reverse();
    end = slash;
  }
  return null;
}

function identifierBetween(uri: string, start: number, end: number): ApplicationIdentifier | undefined {
  const identifier = identifierAt(uri, start, end);
  return identifier?.ai.length === end - start ? identifier : undefined;
}

function isSequence(path: readonly Part[]): boolean {
  if (path.length === 1) return true;
  const { qualifiers } = path[0]!.identifier;
  for (let index = 0; index < qualifiers.length; index++) if (isInOrder(path, qualifiers[index]!)) return true;
  return false;
}

function isInOrder(path: readonly Part[], sequence: readonly string[]): boolean {
  let at = -1;
  for (let index = 1; index < path.length; index++) {
    at = sequence.indexOf(path[index]!.identifier.ai, at + 1);
    if (at < 0) return false;
  }
  return true;
}

// The path and what the query adds. Parameters that are no AI are not ours; digits that are no AI are an error.
function withQuery(uri: string, start: number, end: number, path: readonly Part[]): Result<readonly Part[]> {
  if (start >= end) return { ok: true, value: path };
  const parts = path.slice();
  for (let at = start; at < end;) {
    const parameterEnd = indexOrEnd(uri, '&', at, end);
    const equals = firstOutside(DIGITS, uri, at, parameterEnd);
    if (equals > at && equals < parameterEnd && uri.charCodeAt(equals) === EQUALS) {
      const identifier = identifierBetween(uri, at, equals);
      if (identifier === undefined)
        return failure('UNKNOWN_AI', 'This is no assigned application identifier.', at, equals);
      const wrong = attributeFault(identifier, path, parts);
      if (wrong !== null) return failure('DIGITAL_LINK', wrong, at, equals, identifier.ai);
      parts.push({ identifier, at, valueAt: equals + 1, valueEnd: parameterEnd, isInQuery: true });
    }
    at = parameterEnd + 1;
  }
  return { ok: true, value: parts };
}

function attributeFault(
  { ai, isAttribute }: ApplicationIdentifier,
  path: readonly Part[],
  parts: readonly Part[],
): string | null {
  if (parts.length === ELEMENTS_MAX) return `There are more than ${ELEMENTS_MAX} AIs.`;
  if (hasPart(parts, ai)) return `AI ${ai} comes twice.`;
  if (!isAttribute) return `AI ${ai} must not be in the query.`;
  const belongsInPath = path[0]!.identifier.qualifiers.some(
    (sequence) =>
      sequence.includes(ai) && path.every(({ identifier }, at) => at === 0 || sequence.includes(identifier.ai)),
  );
  return belongsInPath ? `AI ${ai} is a qualifier of the key and belongs in the path.` : null;
}

function hasPart(parts: readonly Part[], ai: string): boolean {
  for (let index = 0; index < parts.length; index++) if (parts[index]!.identifier.ai === ai) return true;
  return false;
}

function readParts(uri: string, parts: readonly Part[], options: ParseOptions): Result<Scan> {
  const elements: Element[] = [];
  const identifiers: ApplicationIdentifier[] = [];
  for (const part of parts) {
    const { ai, title } = part.identifier;
    identifiers.push(part.identifier);
    const text = decoded(uri, part);
    const value = ai === '01' && options.permitZeroSuppressedGtin === true ? fullGtin(text) : text;
    const fault = valueFault(part.identifier, value, 0, value.length);
    if (fault !== null) return { ok: false, error: placed(fault, uri, part, value.length - text.length) };
    elements.push({ ai, value, title });
  }
  const combination = combinationFault(elements, identifiers, options);
  if (combination === null)
    return { ok: true, value: scanOf(null, 'digital-link', elements, identifiers, [], options) };
  const { code, message, index } = combination;
  const { at, valueEnd, identifier } = parts[index]!;
  return failure(code, message, at, valueEnd, identifier.ai);
}

function fullGtin(text: string): string {
  const isShorter = text.length === 8 || text.length === 12 || text.length === 13;
  return isShorter ? text.padStart(14, '0') : text;
}

/** The value of a part: percent-encoded octets, and "+" for a space in a query; a "%" without octet stands for itself. */
export function decoded(uri: string, { valueAt, valueEnd, isInQuery }: Part): string {
  if (firstOutside(UNRESERVED, uri, valueAt, valueEnd) === valueEnd) return uri.slice(valueAt, valueEnd);
  let text = '';
  let plainAt = valueAt;
  for (let at = valueAt; at < valueEnd; at++) {
    const code = uri.charCodeAt(at);
    if (code === 0x2b && isInQuery) {
      text += `${uri.slice(plainAt, at)} `;
      plainAt = at + 1;
    } else if (code === 0x25 && isOctet(uri, at, valueEnd)) {
      text += uri.slice(plainAt, at) + String.fromCharCode(Number.parseInt(uri.slice(at + 1, at + 3), 16));
      at += 2;
      plainAt = at + 1;
    }
  }
  return text + uri.slice(plainAt, valueEnd);
}

function isOctet(uri: string, at: number, end: number): boolean {
  return at + 3 <= end && firstOutside(HEX_DIGITS, uri, at + 1, at + 3) === at + 3;
}

function placed(fault: Gs1Error, uri: string, part: Part, padding: number): Gs1Error {
  const position = (offset: number) => {
    let at = part.valueAt;
    for (let index = padding; index < offset; index++) {
      at += uri.charCodeAt(at) === 0x25 && isOctet(uri, at, part.valueEnd) ? 3 : 1;
    }
    return Math.min(at, part.valueEnd);
  };
  return { ...fault, start: position(fault.start), end: position(fault.end) };
}

// The sequence of which most qualifiers are there, in its order; the first of equals.
function qualifiersIn(elements: readonly Element[], key: ApplicationIdentifier): readonly Element[] {
  let best: readonly Element[] = [];
  for (const sequence of key.qualifiers) {
    const present = sequence.flatMap((ai) => elements.filter((element) => element.ai === ai).slice(0, 1));
    if (present.length > best.length) best = present;
  }
  return best;
}

function encoded(value: string): string {
  let text = '';
  for (const character of value) {
    const isPlain = firstOutside(UNRESERVED, character, 0, character.length) === character.length;
    text += isPlain ? character : `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return text;
}
