// The GS1 parser and the libraries that it is compared with, each loaded only in the process that measures it.
import type { Result, Scan } from '@sutra/gs1/types';

/** Reads one scan and gives the number of its elements; 0 or an exception where the library refuses it. */
export type Read = (data: string) => number;

export interface Library {
  name: string;
  /** What it checks, for the tables. */
  checks: string;
  elementString?: () => Promise<Read>;
  bracketed?: () => Promise<Read>;
  digitalLink?: () => Promise<Read>;
}

const elementCount = (result: Result<Scan>) => (result.ok ? result.value.elements.length : 0);

export const ours = {
  name: 'this package',
  checks: 'every linter, required and exclusive AIs',
  elementString: async () => {
    const { parseElementString } = await import('@sutra/gs1/element-string');
    return (data) => elementCount(parseElementString(data));
  },
  bracketed: async () => {
    const { parseBracketed } = await import('@sutra/gs1/bracketed');
    return (text) => elementCount(parseBracketed(text));
  },
  digitalLink: async () => {
    const { parseDigitalLink } = await import('@sutra/gs1/digital-link');
    return (uri) => elementCount(parseDigitalLink(uri));
  },
} satisfies Library;

/** A scan of any kind, as a scanner gives it. */
export async function readScan(): Promise<Read> {
  const { parseScan } = await import('@sutra/gs1/scan');
  return (data) => {
    const result = parseScan(data);
    if (!result.ok) return 0;
    const { kind, elements } = result.value;
    return kind === 'gtin' ? 1 : elements.length;
  };
}

export const gs1BarcodeParserMod = {
  name: 'gs1-barcode-parser-mod 1.2.1',
  checks:
    'AIs, and that values of predefined length are whole; no characters, check digits, dates or rules between AIs',
  elementString: loadGs1BarcodeParserMod,
  bracketed: loadGs1BarcodeParserMod,
} satisfies Library;

async function loadGs1BarcodeParserMod(): Promise<Read> {
  const { parseBarcode } = await import('gs1-barcode-parser-mod');
  return (data) => parseBarcode(data).parsedCodeItems.length;
}

export const barkJs = {
  name: 'bark-js 1.2.1',
  checks: 'AIs; nothing of a value',
  elementString: async () => {
    const { default: bark } = await import('bark-js');
    return (data) => bark(data).elements.length;
  },
} satisfies Library;

export const gs1js = {
  name: 'gs1js 0.0.2',
  checks: 'nothing; it takes every AI of variable length for one of two digits',
  elementString: async () => {
    const { GS1Reader } = await import('gs1js');
    return (data) => new GS1Reader(data).getApplicationIdentifiers().length;
  },
} satisfies Library;

export const digitalLinkJs = {
  name: 'digital-link.js 1.4.3',
  checks: 'the grammar of Digital Link 1.1 and the check digit of the key',
  digitalLink: async () => {
    const { default: library } = await import('digital-link.js');
    return (uri) => {
      const link = library.DigitalLink(uri);
      if (!link.isValid()) return 0;
      return [link.getIdentifier(), link.getKeyQualifiers(), link.getAttributes()].flatMap(Object.keys).length;
    };
  },
} satisfies Library;

/**
 * BWIPP's `gs1process` is no function of bwip-js: `raw` runs it and then encodes a symbol, without drawing. Of all
 * symbols, GS1-128 and the Digital Link DataMatrix cost least after it.
 */
export const bwipJs = {
  name: 'bwip-js 4.11.4',
  checks: 'every linter, required and exclusive AIs (BWIPP)',
  bracketed: () => loadBwipJs('gs1-128'),
  digitalLink: () => loadBwipJs('gs1dldatamatrix'),
} satisfies Library;

async function loadBwipJs(symbol: string): Promise<Read> {
  const { default: bwip } = await import('bwip-js/node');
  // BWIPP has more options than the types of bwip-js know.
  const options: object = { lintreqs: true };
  return (text) => bwip.raw(symbol, text, options).length;
}
