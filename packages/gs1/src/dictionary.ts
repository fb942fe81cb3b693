import { applicationIdentifierTable } from './application-identifiers.ts';
import { CSET_39, CSET_64, CSET_82, DIGITS, codeAt } from './character-sets.ts';
import type { Linter } from './linter.ts';
import { isLinterName, linters } from './linters.ts';

/** One part of a value: `least` to `most` characters of one character set. */
export type Component = {
  /** The character set to check, or 0 where the first linter already does. */
  readonly set: number;
  /** The error for a character outside the set. */
  readonly setCode: string;
  readonly least: number;
  readonly most: number;
  readonly optional: boolean;
  readonly linters: readonly Linter[];
};

/** AIs by pattern (`01`, `31nn`), which assigned AIs these are, indexed by `id`, and their `bit`s together. */
export type IdentifierSet = {
  readonly patterns: readonly string[];
  readonly ids: Uint8Array;
  readonly bits: number;
};

/** One assigned application identifier, compiled from its line in the table. */
export type ApplicationIdentifier = {
  readonly id: number;
  /** One of 32 bits, shared by some AIs, so that most sets are seen at once to have none of the AIs at hand. */
  readonly bit: number;
  readonly ai: string;
  readonly title: string;
  /** The value has a predefined length: no FNC1 has to follow. */
  readonly fixed: boolean;
  readonly least: number;
  readonly most: number;
  readonly components: readonly Component[];
  /** The character set of a value of variable length that has one component and no linters, else 0. */
  readonly plainSet: number;
  /** The linter that is all there is to check in a value of predefined length, else null. */
  readonly onlyLinter: Linter | null;
  /** Alternatives of AIs that must come with it: of each set of one alternative, one AI. */
  readonly requires: readonly (readonly IdentifierSet[])[];
  readonly requiresText: string;
  /** The AIs that must not come with it; an AI is not exclusive of itself, even where a pattern matches it. */
  readonly excludes: IdentifierSet | null;
  /** A primary key of a GS1 Digital Link, with its qualifier sequences. */
  readonly isKey: boolean;
  readonly qualifiers: readonly (readonly string[])[];
  readonly isAttribute: boolean;
  /** Part of the value is proved by a check digit or check characters. */
  readonly hasCheck: boolean;
};

/** One line of the table, its columns still as text. */
export type TableLine = {
  readonly codes: readonly string[];
  readonly range: string;
  readonly fixed: boolean;
  readonly components: string;
  readonly requires: string;
  readonly excludes: string;
  readonly link: string;
  readonly title: string;
};

/** The table's lines in order, for tools that compare or print it. */
export const tableLines: readonly TableLine[] = applicationIdentifierTable.trim().split('\n').map(tableLine);

const characterSets: Readonly<Record<string, readonly [set: number, code: string]>> = {
  n: [DIGITS, 'NON_DIGIT_CHARACTER'],
  x: [CSET_82, 'INVALID_CSET82_CHARACTER'],
  y: [CSET_39, 'INVALID_CSET39_CHARACTER'],
  z: [CSET_64, 'INVALID_CSET64_CHARACTER'],
};

// These check for digits, and for the length that the component has anyway.
const digitLinters: ReadonlySet<string> = new Set(['csum', 'yymmd0', 'yymmdd', 'yyyymmdd', 'hhmi', 'hh', 'mi', 'ss']);

// GS1 General Specifications 7.8.5: element strings whose first two digits are these have a predefined length, whether
// their AI is assigned or not; the length is the value's.
const predefinedLengths: Readonly<Record<string, number>> = {
  '04': 16,
  '14': 6,
  '18': 6,
  '19': 6,
  '31': 6,
  '32': 6,
  '33': 6,
  '34': 6,
  '35': 6,
  '36': 6,
  '41': 13,
};

const identifiers = compile(tableLines);

// AIs of two, three and four digits, each in its own stretch of one list.
const byNumber: readonly (ApplicationIdentifier | undefined)[] = indexed(identifiers);
const lengthByPrefix = lengths(identifiers);

/** The application identifier that `data` has at `at`, up to `end`, if it is assigned. */
export function identifierAt(data: string, at: number, end: number): ApplicationIdentifier | undefined {
  const length = identifierLengthAt(data, at, end);
  if (length === 0) return undefined;
  let number = (codeAt(data, at) - 48) * 10 + codeAt(data, at + 1) - 48;
  if (length === 2) return byNumber[number];
  for (let index = at + 2; index < at + length; index++) {
    const digit = codeAt(data, index) - 48;
    if (digit < 0 || digit > 9) return undefined;
    number = number * 10 + digit;
  }
  return byNumber[stretch(length) + number];
}

/** The length of an AI by its first two digits (GS1 General Specifications 7.8.5), or 0 where that is not known. */
export function identifierLengthAt(data: string, at: number, end: number): number {
  if (end - at < 2) return 0;
  const tens = codeAt(data, at) - 48;
  const ones = codeAt(data, at + 1) - 48;
  if (tens < 0 || tens > 9 || ones < 0 || ones > 9) return 0;
  const length = lengthByPrefix[tens * 10 + ones]!;
  return end - at < length ? 0 : length;
}

/** The assigned application identifier written as `ai`. */
export function identifierOf(ai: string): ApplicationIdentifier | undefined {
  const identifier = identifierAt(ai, 0, ai.length);
  return identifier?.ai.length === ai.length ? identifier : undefined;
}

/** A stand-in for an AI that is not assigned: any CSET 82 value of up to 90 characters, or of the predefined length. */
export function unassignedIdentifier(ai: string): ApplicationIdentifier {
  const length = predefinedLengths[ai.slice(0, 2)];
  const least = length ?? 1;
  const most = length ?? 90;
  const [set, setCode] = characterSets.x!;
  return {
    id: -1,
    bit: -1,
    ai,
    title: '',
    fixed: length !== undefined,
    least,
    most,
    components: [{ set, setCode, least, most, optional: false, linters: [] }],
    plainSet: 0,
    onlyLinter: null,
    requires: [],
    requiresText: '',
    excludes: null,
    isKey: false,
    qualifiers: [],
    isAttribute: false,
    hasCheck: false,
  };
}

/** Whether an AI is in the set; AIs that are not assigned are compared with the patterns. */
export function isInSet(set: IdentifierSet, { id, ai }: ApplicationIdentifier): boolean {
  return id >= 0 ? set.ids[id] === 1 : set.patterns.some((pattern) => matches(pattern, ai));
}

function tableLine(line: string): TableLine {
  const [range = '', ending, components = '', requires = '', excludes = '', link = '', title = ''] = line
    .split('|')
    .map((column) => column.trim())
    .map((column) => (column === '-' ? '' : column));
  return { codes: codesOf(range), range, fixed: ending === 'fixed', components, requires, excludes, link, title };
}

function codesOf(range: string): readonly string[] {
  const [first = '', last = first] = range.split('-');
  const codes: string[] = [];
  for (let code = Number(first); code <= Number(last); code++) codes.push(String(code).padStart(first.length, '0'));
  return codes;
}

function compile(lines: readonly TableLine[]): readonly ApplicationIdentifier[] {
  const codes = lines.flatMap((line) => line.codes);
  const setOf = setMaker(codes);
  const compiled: ApplicationIdentifier[] = [];
  for (const line of lines) {
    const components = line.components.split(' ').map(component);
    const shared = {
      title: line.title,
      fixed: line.fixed,
      least: components.reduce((sum, part) => sum + (part.optional ? 0 : part.least), 0),
      most: components.reduce((sum, part) => sum + part.most, 0),
      components,
      plainSet: plainSet(components, line.fixed),
      onlyLinter: onlyLinter(components, line.fixed),
      requires: requirement(words(line.requires), setOf),
      requiresText: words(line.requires).join(', '),
      excludes: line.excludes === '' ? null : setOf(words(line.excludes)),
      isKey: line.link.startsWith('key'),
      qualifiers: words(line.link.slice('key'.length)).map((path) => path.split('>')),
      isAttribute: line.link !== '',
      hasCheck: line.components.includes('csum'),
    };
    for (const ai of line.codes) compiled.push({ ...shared, id: compiled.length, bit: bitOf(compiled.length), ai });
  }
  return compiled;
}

function component(text: string): Component {
  const optional = text.endsWith('?');
  const [type = '', linterText] = text.replace('?', '').split(':');
  const isVariable = type.includes('..');
  const most = Number(type.slice(isVariable ? 3 : 1));
  const isNumeric = type.startsWith('n');
  let names = linterText === undefined ? [] : linterText.split('+');
  const [set, setCode] = characterSets[type[0]!]!;
  // A base64url value has padding, which its linter knows; digits are a valid company prefix when there are enough.
  if (type.startsWith('z')) names = ['cset64', ...names];
  const isSetChecked = type.startsWith('z') || (isNumeric && digitLinters.has(names[0] ?? ''));
  if (isNumeric && !isVariable && most >= 5) names = names.filter((name) => !name.startsWith('gcppos'));
  return {
    set: isSetChecked ? 0 : set,
    setCode,
    least: isVariable ? 1 : most,
    most,
    optional,
    linters: names.filter(isLinterName).map((name) => linters[name]),
  };
}

function plainSet([only, ...others]: readonly Component[], isFixed: boolean): number {
  return only === undefined || isFixed || others.length > 0 || only.linters.length > 0 ? 0 : only.set;
}

function onlyLinter([only, ...others]: readonly Component[], isFixed: boolean): Linter | null {
  const isAll = only?.set === 0 && only.linters.length === 1 && !only.optional;
  return isFixed && isAll && others.length === 0 ? only.linters[0]! : null;
}

type SetOf = (patterns: readonly string[]) => IdentifierSet;

// The same few patterns come on many lines: each set of them is made once.
function setMaker(codes: readonly string[]): SetOf {
  const made = new Map<string, IdentifierSet>();
  return (patterns) => {
    const name = patterns.join(' ');
    const existing = made.get(name);
    if (existing !== undefined) return existing;
    const ids = new Uint8Array(codes.length);
    let bits = 0;
    for (let id = 0; id < codes.length; id++) {
      if (!patterns.some((pattern) => matches(pattern, codes[id]!))) continue;
      ids[id] = 1;
      bits |= bitOf(id);
    }
    const set = { patterns, ids, bits };
    made.set(name, set);
    return set;
  };
}

function bitOf(id: number): number {
  return 1 << (id & 31);
}

// AIs that satisfy a requirement by themselves are one set.
function requirement(alternatives: readonly string[], setOf: SetOf): readonly (readonly IdentifierSet[])[] {
  const single = alternatives.filter((alternative) => !alternative.includes('+'));
  const joint = alternatives.filter((alternative) => alternative.includes('+'));
  const sets = joint.map((all) => all.split('+').map((pattern) => setOf([pattern])));
  return single.length === 0 ? sets : [[setOf(single)], ...sets];
}

// In a pattern, "n" stands for any digit and comes last.
function matches(pattern: string, code: string): boolean {
  if (pattern.length !== code.length) return false;
  const wildcardAt = pattern.indexOf('n');
  return wildcardAt < 0 ? pattern === code : code.startsWith(pattern.slice(0, wildcardAt));
}

function indexed(all: readonly ApplicationIdentifier[]): readonly (ApplicationIdentifier | undefined)[] {
  const list: (ApplicationIdentifier | undefined)[] = Array.from({ length: stretch(5) });
  for (const identifier of all) list[stretch(identifier.ai.length) + Number(identifier.ai)] = identifier;
  return list;
}

// Where the AIs of a length start in the index: 100 of two digits, then 1,000 of three, then 10,000 of four.
function stretch(length: number): number {
  return length === 2 ? 0 : length === 3 ? 100 : length === 4 ? 1100 : 11_100;
}

function lengths(all: readonly ApplicationIdentifier[]): Uint8Array {
  const table = new Uint8Array(100);
  for (const prefix of Object.keys(predefinedLengths)) table[Number(prefix)] = 2;
  for (const { ai } of all) table[Number(ai.slice(0, 2))] = ai.length;
  return table;
}

function words(text: string): readonly string[] {
  return text === '' ? [] : text.trim().split(' ').filter(Boolean);
}
