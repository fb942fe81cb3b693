import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Bench, BenchGroup, Running, Side } from './bench.ts';
import { bracketedTexts, digitalLinks, elementStrings, mixedData } from './gs1-inputs.ts';
import {
  barkJs,
  bwipJs,
  digitalLinkJs,
  gs1BarcodeParserMod,
  gs1js,
  ours,
  type Read,
  readScan,
} from './gs1-libraries.ts';

const ROUND_MS = 1000;
const BATCH = 32;

const oursElementString = side(
  '`parseElementString`: every linter, required and exclusive AIs, dates',
  elementStrings,
  ours.elementString,
);
const oursBracketed = side('`parseBracketed`, the same checks', bracketedTexts, ours.bracketed);
const oursDigitalLink = side(
  '`parseDigitalLink`, the same checks and the rules of the path',
  digitalLinks,
  ours.digitalLink,
);

const shared = {
  compares: 'rate',
  operation: 'parse',
  usesDatabase: false,
  connections: 1,
  roundMs: ROUND_MS,
} as const;

/** In the order in which they run. */
const benches: readonly Bench[] = [
  {
    ...shared,
    name: 'gs1-element-string-bark-js',
    title: 'Element string `01+17+10+21` against bark-js',
    target: { atLeast: 1 },
    ours: oursElementString,
    baseline: side('bark-js 1.2.1, which validates no value', elementStrings, barkJs.elementString),
    remarks: ['The target is the rate of a library that checks no value; the goal is 2.2 times that.'],
  },
  {
    ...shared,
    name: 'gs1-element-string-gs1-barcode-parser-mod',
    title: 'The same against gs1-barcode-parser-mod',
    target: null,
    ours: oursElementString,
    baseline: side(
      'gs1-barcode-parser-mod 1.2.1, which validates no value but its length',
      elementStrings,
      gs1BarcodeParserMod.elementString,
    ),
    remarks: [],
  },
  {
    ...shared,
    name: 'gs1-element-string-gs1js',
    title: 'The same against gs1js',
    target: null,
    ours: oursElementString,
    baseline: side('gs1js 0.0.2, which validates nothing', elementStrings, gs1js.elementString),
    remarks: [],
  },
  {
    ...shared,
    name: 'gs1-bracketed-gs1-barcode-parser-mod',
    title: 'Bracketed text against gs1-barcode-parser-mod',
    target: null,
    ours: oursBracketed,
    baseline: side(
      'gs1-barcode-parser-mod 1.2.1, which validates no value but its length',
      bracketedTexts,
      gs1BarcodeParserMod.bracketed,
    ),
    remarks: [],
  },
  {
    ...shared,
    name: 'gs1-bracketed-bwip-js',
    title: 'Bracketed text against bwip-js',
    target: null,
    ours: oursBracketed,
    baseline: side(
      'bwip-js 4.11.4, `raw("gs1-128", …)`: full validation, then the bars',
      bracketedTexts,
      bwipJs.bracketed,
    ),
    remarks: [
      'BWIPP’s validator cannot be called alone in bwip-js: the baseline also computes the bars of a GS1-128 symbol, though nothing is drawn. It is the cheapest call that validates.',
    ],
  },
  {
    ...shared,
    name: 'gs1-digital-link',
    title: 'Digital Link against an element string of gs1-barcode-parser-mod',
    target: { atLeast: 5 },
    ours: oursDigitalLink,
    baseline: side(
      'gs1-barcode-parser-mod 1.2.1 on the element string of the same pack, since it reads no links',
      elementStrings,
      gs1BarcodeParserMod.elementString,
    ),
    remarks: [],
  },
  {
    ...shared,
    name: 'gs1-digital-link-digital-link-js',
    title: 'Digital Link against digital-link.js',
    target: null,
    ours: oursDigitalLink,
    baseline: side(
      'digital-link.js 1.4.3, `DigitalLink(uri)` and `isValid()` by its grammar',
      digitalLinks,
      digitalLinkJs.digitalLink,
    ),
    remarks: [],
  },
  {
    ...shared,
    name: 'gs1-digital-link-bwip-js',
    title: 'Digital Link against bwip-js',
    target: null,
    ours: oursDigitalLink,
    baseline: side(
      'bwip-js 4.11.4, `raw("gs1dldatamatrix", …)`: full validation, then the modules',
      digitalLinks,
      bwipJs.digitalLink,
    ),
    remarks: ['As above, the baseline also computes a symbol.'],
  },
  {
    ...shared,
    name: 'gs1-mixed',
    title: 'Mixed scans against gs1-barcode-parser-mod',
    target: null,
    ours: side(
      '`parseScan` on 20 kinds of scan: DataMatrix with and without identifier, EAN-13, cartons with SSCC, one in five wrong',
      mixedData,
      readScan,
    ),
    baseline: side(
      'gs1-barcode-parser-mod 1.2.1 on the same scans; it throws on a bare EAN-13 and on some of the wrong ones',
      mixedData,
      gs1BarcodeParserMod.elementString,
    ),
    remarks: [],
  },
  {
    ...shared,
    name: 'gs1-mixed-bark-js',
    title: 'Mixed scans against bark-js',
    target: null,
    ours: side('as above', mixedData, readScan),
    baseline: side(
      'bark-js 1.2.1 on the same scans; it throws on a bare EAN-13 and on some of the wrong ones',
      mixedData,
      barkJs.elementString,
    ),
    remarks: [],
  },
];

export const gs1Group: BenchGroup = {
  title: 'GS1 parser',
  benches,
  appendix: async () => (await import('./gs1-verdicts.ts')).gs1Verdicts(),
};

function side(does: string, inputs: () => readonly string[], load: () => Promise<Read>): Side {
  return {
    does,
    start: async () => {
      const read = await load();
      return running(inputs(), read);
    },
  };
}

function running(inputs: readonly string[], read: Read): Running {
  let next = 0;
  let elements = 0;
  const run = (count: number) => {
    for (let done = 0; done < count; done++) {
      const input = inputs[next]!;
      next = next + 1 === inputs.length ? 0 : next + 1;
      try {
        elements += read(input);
      } catch {
        // A library refuses a scan in its own way, and the time of that counts.
      }
    }
  };
  return {
    round: (durationMs) => {
      const startedMs = performance.now();
      let operations = 0;
      for (; performance.now() - startedMs < durationMs; operations += BATCH) run(BATCH);
      return Promise.resolve({ operations, seconds: (performance.now() - startedMs) / 1000 });
    },
    heapBytes: () => heapBytes(run),
    close: () => (elements > 0 ? Promise.resolve() : Promise.reject(new Error('no scan was read'))),
  };
}

const HEAP_SAMPLES = 9;
// After a collection V8 gives the new space one MiB, and collects again when that is full.
const HEAP_TARGET_BYTES = 2 ** 18;

/** Growth of the heap for one parse, without a collection in between: the median of several counts. */
function heapBytes(run: (count: number) => void): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const grown = (count: number) => {
    collect();
    const before = process.memoryUsage().heapUsed;
    run(count);
    return (process.memoryUsage().heapUsed - before) / count;
  };
  const count = Math.max(1, Math.min(10_000, Math.floor(HEAP_TARGET_BYTES / Math.max(1, grown(BATCH)))));
  const samples = Array.from({ length: HEAP_SAMPLES }, () => grown(count)).sort((a, b) => a - b);
  return samples[Math.floor(HEAP_SAMPLES / 2)]!;
}
