import { expect, test } from 'vitest';
import { parseBracketed } from './bracketed.ts';
import {
  formatBracketed,
  formatDigitalLink,
  formatElementString,
  parseDigitalLink,
  parseElementString,
  parseScan,
} from './index.ts';
import { DIGITS, cset82, firstOutside } from './character-sets.ts';
import { tableLines } from './dictionary.ts';
import type { Element, Result, Scan } from './types.ts';

const RUNS = Number(process.env['SUTRA_PROOF_FUZZ_RUNS'] ?? 60_000);
const SEED = Number(process.env['SUTRA_PROOF_FUZZ_SEED'] ?? 1);

test(
  `${RUNS} mutated scans: nothing throws, errors lie in the data, what is accepted reads back the same`,
  () => {
    const random = randomOf(SEED);
    for (let run = 0; run < RUNS; run++) {
      const data = mutated(anyScan(random), random);
      const failure = failureOf(data);
      if (failure !== null) expect.fail(`${failure}: ${JSON.stringify(data)} (run ${run} of seed ${SEED})`);
    }
  },
  20_000 + RUNS / 10,
);

type Random = (below: number) => number;

// Mulberry32: a fixed seed makes every run repeatable.
function randomOf(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const codes = tableLines.flatMap((line) => line.codes.map((ai) => ({ ai, components: line.components })));
const common = new Set([
  '00',
  '01',
  '02',
  '10',
  '11',
  '17',
  '21',
  '30',
  '37',
  '3103',
  '3932',
  '7003',
  '8006',
  '8008',
  '8200',
]);
const commonCodes = codes.filter(({ ai }) => common.has(ai));

function anyScan(random: Random): string {
  const elements: Element[] = [];
  for (let count = 1 + random(4); count > 0; count--) {
    const { ai, components } =
      random(4) === 0 ? codes[random(codes.length)]! : commonCodes[random(commonCodes.length)]!;
    elements.push({ ai, value: anyValue(components, random), title: '' });
  }
  const form = random(4);
  if (form === 0) return formatBracketed(elements);
  if (form === 1) {
    const uri = formatDigitalLink(elements);
    return uri.ok ? uri.value : `https://id.gs1.org/01/08901234567890?17=${random(1_000_000)}`;
  }
  return (form === 2 ? ']d2' : '') + formatElementString(elements);
}

// A value of each component's kind and length, often with the check digit or the date that it needs.
function anyValue(components: string, random: Random): string {
  let value = '';
  for (const component of components.split(' ')) {
    const [type = '', names = ''] = component.replace('?', '').split(':');
    const most = Number(type.replace(/^[a-z](\.\.)?/, ''));
    const length = type.includes('..') ? 1 + random(most) : most;
    const characters = type.startsWith('n') ? '0123456789' : cset82;
    let part = '';
    if (names.startsWith('yymmdd')) {
      part = [random(100), 1 + random(12), random(29)].map((number) => String(number).padStart(2, '0')).join('');
    } else {
      while (part.length < length) part += characters[random(characters.length)];
    }
    value += names.startsWith('csum') ? withCheckDigit(part) : part;
  }
  return value;
}

// Written apart from the package's own check digit, to be held against it.
function withCheckDigit(digits: string): string {
  const body = digits.slice(0, -1);
  const sum = Array.from(body)
    .reverse()
    .reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1), 0);
  return body + String((10 - (sum % 10)) % 10);
}

const inserted = [
  '\u001d',
  '0',
  '9',
  '(',
  ')',
  '\\',
  '/',
  '?',
  '&',
  '=',
  '%',
  '%2F',
  ']',
  '|]e0',
  'A',
  '\ud800',
  'é',
  '\0',
  '10',
  '21',
];

function mutated(data: string, random: Random): string {
  let text = data;
  for (let count = random(4); count > 0; count--) {
    const at = random(text.length + 1);
    const to = Math.min(text.length, at + 1 + random(6));
    const middle = [inserted[random(inserted.length)]!, '', text.slice(at, to).repeat(2), String(random(10))][
      random(4)
    ]!;
    text = text.slice(0, at) + middle + text.slice(random(2) === 0 ? at : to);
  }
  return text;
}

function failureOf(data: string): string | null {
  for (const parse of [parseScan, parseElementString, parseBracketed, parseDigitalLink]) {
    let result: Result<Scan>;
    try {
      result = parse(data);
    } catch (error) {
      return `${parse.name} threw ${String(error)}`;
    }
    if (!result.ok) {
      const { start, end } = result.error;
      if (!(start >= 0 && start <= end && end <= data.length)) return `${parse.name} marks ${start} to ${end}`;
      continue;
    }
    const wrong = wrongIn(result.value);
    if (wrong !== null) return `${parse.name}: ${wrong}`;
  }
  return null;
}

const relaxed = { requireAssociations: false, permitZeroSuppressedGtin: true };

// What was accepted must be right by other means: written in every form it reads back, and its numbers check.
function wrongIn({ elements, gtin, sscc }: Scan): string | null {
  for (const key of [gtin, sscc]) {
    if (key === undefined) continue;
    if (firstOutside(DIGITS, key, 0, key.length) < key.length || withCheckDigit(key) !== key) return `key ${key}`;
  }
  if (elements.length === 0) return null;
  const again: [string, Result<Scan>][] = [
    ['element string', parseElementString(formatElementString(elements), relaxed)],
    ['brackets', parseBracketed(formatBracketed(elements), relaxed)],
  ];
  for (const [form, result] of again) {
    if (!result.ok) return `its ${form} is refused: ${result.error.message}`;
    if (!sameElements(result.value.elements, elements)) return `its ${form} reads differently`;
  }
  return null;
}

function sameElements(left: readonly Element[], right: readonly Element[]): boolean {
  return (
    left.length === right.length &&
    left.every(({ ai, value }, index) => ai === right[index]!.ai && value === right[index]!.value)
  );
}
