// Who is right: the scans of the open conformance vectors that each library wrongly accepts or refuses.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { mixedScans } from './gs1-inputs.ts';
import {
  barkJs,
  bwipJs,
  digitalLinkJs,
  gs1BarcodeParserMod,
  gs1js,
  type Library,
  ours,
  type Read,
  readScan,
} from './gs1-libraries.ts';

interface Row {
  kind: string;
  input: string;
  expect: { ok: boolean };
  disputed?: object;
  options?: { lintreqs?: boolean };
}

interface Case {
  isGood: boolean;
  elementString?: string;
  bracketed?: string;
  digitalLink?: string;
}

type Form = 'elementString' | 'bracketed' | 'digitalLink';

const folder = fileURLToPath(new URL('../../shared/vectors/gs1/', import.meta.url));
const libraries: readonly Library[] = [ours, gs1BarcodeParserMod, barkJs, gs1js, digitalLinkJs, bwipJs];

/** Two tables as Markdown: what each library makes of the open vectors, and of the mixed scans of the benches. */
export async function gs1Verdicts(): Promise<string> {
  return `## Who accepts what

${existsSync(folder) ? await vectorTable() : 'The comparison on the open conformance vectors was not run: their folder (`shared/vectors/gs1`) is missing.'}

Of the ${mixedScans().length.toLocaleString('en')} mixed scans of the benches:

${await mixedTable()}
`;
}

async function vectorTable(): Promise<string> {
  const strings = [...bracketedCases(), ...elementStringCases()];
  const links = linkCases();
  const lines = [
    '| Library | Checks | Bad element strings accepted | Good ones refused | Bad Digital Links accepted | Good ones refused |',
    '|---|---|---:|---:|---:|---:|',
  ];
  for (const library of libraries) {
    const form: Form = library.elementString ? 'elementString' : 'bracketed';
    const cells = [...(await wrong(library, form, strings)), ...(await wrong(library, 'digitalLink', links))];
    lines.push(`| ${library.name} | ${library.checks} | ${cells.join(' | ')} |`);
  }
  return `The open conformance vectors of GS1, BWIPP and zxing hold ${count(strings, false)} bad and ${count(strings, true)} good element strings that judge a whole scan, and ${count(links, false)} bad and ${count(links, true)} good Digital Links. Vectors that are
written in brackets are given to the others as the element string that a scanner would send; bwip-js gets the brackets, and not the vectors that have none. BWIPP’s own
vectors are the larger part. A library accepts a scan that it reads without an exception and with at least one element. "–": it does not read that form. Five of the
eight links that bwip-js accepts have a GTIN of fewer than 14 digits, which it always permits.

${lines.join('\n')}`;
}

async function mixedTable(): Promise<string> {
  const cases = mixedScans().map(({ data, isGood }): Case => ({ isGood, elementString: data }));
  const readers: readonly [Library, () => Promise<Read>][] = [
    [ours, readScan],
    [gs1BarcodeParserMod, gs1BarcodeParserMod.elementString],
    [barkJs, barkJs.elementString],
  ];
  const lines = [
    `| Library | Bad accepted, of ${count(cases, false).toLocaleString('en')} | Good refused, of ${count(cases, true).toLocaleString('en')} |`,
    '|---|---:|---:|',
  ];
  for (const [library, load] of readers) {
    const [accepted, refused] = await wrong({ ...library, elementString: load }, 'elementString', cases);
    lines.push(`| ${library.name} | ${accepted} | ${refused} |`);
  }
  return lines.join('\n');
}

const count = (cases: readonly Case[], isGood: boolean) => cases.filter((one) => one.isGood === isGood).length;

async function wrong(
  library: Library,
  form: Form,
  cases: readonly Case[],
): Promise<[accepted: string, refused: string]> {
  const load = library[form];
  if (load === undefined) return ['–', '–'];
  const read = await load();
  const readable = cases.filter((one) => one[form] !== undefined);
  const wrongly = (isGood: boolean) => {
    const judged = readable.filter((one) => one.isGood === isGood);
    const mistaken = judged.filter((one) => isAccepted(read, one[form]!) !== isGood);
    const all = judged.length === count(cases, isGood) ? '' : ` of ${judged.length}`;
    return `${mistaken.length.toLocaleString('en')}${all}`;
  };
  return [wrongly(false), wrongly(true)];
}

function isAccepted(read: Read, data: string): boolean {
  try {
    return read(data) > 0;
  } catch {
    return false;
  }
}

function bracketedCases(): readonly Case[] {
  const full = rows('bwipp-gs1process.jsonl').filter(
    ({ kind, options }) => kind === 'bracketed_full' && options?.lintreqs !== false,
  );
  // These judge one rule, so that what they accept may break another.
  const partial = [...rows('engine-bracketed-lint.jsonl'), ...rows('engine-association.jsonl')].filter(
    ({ expect }) => !expect.ok,
  );
  return [...full, ...partial].flatMap(({ input, expect }) => {
    const elementString = withoutBrackets(input);
    return elementString === undefined ? [] : [{ isGood: expect.ok, bracketed: input, elementString }];
  });
}

function elementStringCases(): readonly Case[] {
  const carets = rows('engine-unbracketed-syntax.jsonl').map((row) => ({
    ...row,
    input: row.input.replaceAll('^', '\u001d'),
  }));
  return [...carets, ...rows('zxing-gs1-hri.jsonl')]
    .filter(({ expect, input }) => !expect.ok && input !== '')
    .map(({ input }) => ({ isGood: false, elementString: input }));
}

function linkCases(): readonly Case[] {
  const full = rows('bwipp-gs1process.jsonl').filter(
    ({ kind, options }) => kind === 'dl_full' && options === undefined,
  );
  const structure = [...rows('engine-dl-parse.jsonl'), ...rows('gs1-dl-simple-parser.jsonl')].filter(
    ({ expect }) => !expect.ok,
  );
  return [...full, ...structure].map(({ input, expect }) => ({ isGood: expect.ok, digitalLink: input }));
}

function rows(file: string): readonly Row[] {
  const lines = readFileSync(folder + file, 'utf8')
    .split('\n')
    .filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Row).filter(({ disputed }) => disputed === undefined);
}

// By their first two digits, element strings without FNC1 after them (GS1 General Specifications 7.8.5).
const PREDEFINED = /^(0[0-4]|1[1-9]|20|3[1-6]|41)/;

/** The element string of a text in brackets; undefined where its brackets are not in pairs. */
function withoutBrackets(text: string): string | undefined {
  const elements = [...text.matchAll(/\((\d{2,4})\)((?:\\\(|[^(])*)/g)];
  if (elements.map(([whole]) => whole).join('') !== text) return undefined;
  return elements
    .map(([, ai = '', value = ''], index) => {
      const separator = PREDEFINED.test(ai) || index === elements.length - 1 ? '' : '\u001d';
      return ai + value.replaceAll('\\(', '(') + separator;
    })
    .join('');
}
