import { describe, expect, test } from 'vitest';
import { parseBracketed } from './bracketed.ts';
import { type Row, differences, isMissing, vectorRows, whyNotRun } from './conformance-vectors.ts';
import { formatDigitalLink, parseDigitalLink } from './digital-link.ts';
import { formatElementString } from './element-string.ts';
import type { Element, ParseOptions } from './types.ts';

const optionsOf = ({ options }: Row): ParseOptions => ({
  permitUnknownAIs: options?.permitUnknownAIs === true,
  permitZeroSuppressedGtin: options?.permitZeroSuppressedGTINinDLuris === true,
});
const structureOnly: ParseOptions = { requireAssociations: false };

describe.skipIf(isMissing)(`conformance vectors of Digital Links${whyNotRun}`, () => {
  const parseAll = vectorRows('engine-dl-parse.jsonl');
  // One row lets any unassigned AI be an attribute, by an option that is not offered here.
  const parse = parseAll.filter(({ options }) => options?.validateUnknownAInotDLattr !== false);
  test(`dl_parse: ${parse.length} rows of ${parseAll.length}`, () => {
    const outcome = (row: Row) => unbracketed(row.input, { ...optionsOf(row), ...structureOnly });
    expect(differences(parse, outcome)).toEqual([]);
  });

  const simple = vectorRows('gs1-dl-simple-parser.jsonl');
  test(`dl_parse_simple: ${simple.length} rows, which always permit a zero-suppressed GTIN`, () => {
    const options = { ...structureOnly, permitZeroSuppressedGtin: true };
    const expected = ({ expect: { ok, unbracketed: text } }: Row) => (ok ? { ok, unbracketed: text } : { ok });
    expect(differences(simple, ({ input }) => unbracketed(input, options), expected)).toEqual([]);
  });

  const full = vectorRows('bwipp-gs1process.jsonl').filter(
    ({ kind, disputed }) => kind === 'dl_full' && disputed === undefined,
  );
  test(`dl_full: ${full.length} rows, rules on combinations included`, () => {
    const outcome = (row: Row) => ({ ok: parseDigitalLink(row.input, optionsOf(row)).ok });
    expect(differences(full, outcome, ({ expect: { ok } }) => ({ ok }))).toEqual([]);
  });

  const sequences = vectorRows('engine-dl-path-sequence.jsonl');
  test(`dl_path_sequence: ${sequences.length} rows`, () => {
    const outcome = ({ input }: Row) => {
      const path = input.split(' ').map((ai) => `/${ai}/1`);
      const result = parseDigitalLink(`https://a${path.join('')}`, structureOnly);
      return { ok: result.ok || result.error.code !== 'DIGITAL_LINK' };
    };
    expect(differences(sequences, outcome)).toEqual([]);
  });

  const generate = vectorRows('engine-dl-generate.jsonl');
  test(`dl_generate: ${generate.length} rows`, () => {
    const outcome = ({ input, stem }: Row) => {
      const read = parseBracketed(input, structureOnly);
      const result = formatDigitalLink(read.ok ? read.value.elements : [], stem ?? undefined);
      return result.ok ? { ok: true, uri: result.value } : { ok: false };
    };
    expect(differences(generate, outcome)).toEqual([]);
  });

  const uris = vectorRows('engine-uri.jsonl').filter(({ kind }) => kind === 'uri_unescape');
  test(`uri_unescape: ${uris.length} rows, seen in the character that a value is refused for`, () => {
    const outcome = ({ input }: Row) => ({ path: asQualifier(input), query: asAttribute(input) });
    const expected = ({ expect: { path, query } }: Row) => ({ path: refusal(path!), query: refusal(query!) });
    expect(differences(uris, outcome, expected)).toEqual([]);
  });
});

function unbracketed(uri: string, options: ParseOptions): object {
  const result = parseDigitalLink(uri, options);
  return result.ok ? { ok: true, unbracketed: withCarets(result.value.elements) } : { ok: false };
}

function withCarets(elements: readonly Element[]): string {
  return `^${formatElementString(elements).replaceAll('\u001d', '^')}`;
}

function asQualifier(text: string): string {
  return valueOf(parseDigitalLink(`https://a/01/12312312312333/22/${text}`, structureOnly), 1);
}

function asAttribute(text: string): string {
  return valueOf(parseDigitalLink(`https://a/01/12312312312333?99=${text}`, structureOnly), 1);
}

function valueOf(result: ReturnType<typeof parseDigitalLink>, index: number): string {
  return result.ok ? result.value.elements[index]!.value : result.error.code;
}

function refusal(value: string): string {
  if (value === '') return 'VALUE_TOO_SHORT';
  return /[^!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]/.test(value) ? 'INVALID_CSET82_CHARACTER' : value;
}
