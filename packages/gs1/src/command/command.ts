// The `gs1` command: its arguments, its input line by line, its exit codes.
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { formatBracketed } from '../bracketed.ts';
import { errorText, jsonText, scanText, visible } from './display.ts';
import { formatDigitalLink } from '../digital-link.ts';
import { formatElementString } from '../element-string.ts';
import { SCAN_LENGTH_MAX } from '../limits.ts';
import { isLinterName, lint, linters } from '../linters.ts';
import { parseScan } from '../scan.ts';
import type { Element, ParseOptions, Result, Scan } from '../types.ts';

/** Where a command reads and writes: `process`, or what a test puts in its place. */
export type CommandStreams = {
  readonly stdin: AsyncIterable<Buffer | string>;
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream;
};

const help = `Usage:
  gs1 parse [options] [data …]           read scans; without data, each line of standard input
  gs1 format --as <form> [data …]        write scans as element-string, bracketed or digital-link
  gs1 lint <linter> <value>              run one linter of the GS1 Barcode Syntax Dictionary

Options:
  --json                     one JSON object a line (parse, lint)
  --fnc1 <character>         the character that stands for FNC1 in the data (default: ASCII 29)
  --no-associations          do not ask for required AIs, nor refuse AIs that exclude each other
  --permit-unknown-ais       accept AIs that are not assigned
  --permit-short-gtin        accept a GTIN of 8, 12 or 13 digits in a Digital Link
  --stem <uri>               what a Digital Link starts with (default: https://id.gs1.org)
  -h, --help                 this text

Control characters are shown as symbols (␝ is FNC1). An element string that goes to a file or a pipe has ASCII 29.
Exit codes: 0 all good, 1 some data is bad, 2 wrong usage.
`;

const GOOD = 0;
const BAD = 1;
const USAGE = 2;

const options = {
  json: { type: 'boolean', default: false },
  fnc1: { type: 'string' },
  'no-associations': { type: 'boolean', default: false },
  'permit-unknown-ais': { type: 'boolean', default: false },
  'permit-short-gtin': { type: 'boolean', default: false },
  as: { type: 'string' },
  stem: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>['values'];

/** Runs the command with the arguments after its name; gives the exit code. */
export async function runCommand(args: readonly string[], streams: CommandStreams): Promise<number> {
  let parsed: { values: Values; positionals: string[] };
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    return usage(streams, error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  const [command, ...data] = positionals;
  if (values.help || command === 'help') {
    await write(streams.stdout, help);
    return GOOD;
  }
  if (values.fnc1 !== undefined && values.fnc1.length !== 1) return usage(streams, '--fnc1 takes one character.');
  if (command === 'parse') return parseAll(data, values, streams);
  if (command === 'format') return formatAll(data, values, streams);
  if (command === 'lint') return lintOne(data, values, streams);
  return usage(streams, command === undefined ? 'A command is missing.' : `There is no command ${command}.`);
}

async function parseAll(data: readonly string[], values: Values, streams: CommandStreams): Promise<number> {
  const parseOptions = parseOptionsOf(values);
  return eachScan(data, streams, (scan) => {
    const result = parseScan(scan, parseOptions);
    if (values.json) return [result.ok, jsonText(result)];
    return [result.ok, result.ok ? scanText(scan, result.value) : errorText(scan, result.error)];
  });
}

const forms: Readonly<Record<string, (elements: readonly Element[], stem?: string) => Result<string>>> = {
  'element-string': (elements) => ({ ok: true, value: formatElementString(elements) }),
  bracketed: (elements) => ({ ok: true, value: formatBracketed(elements) }),
  'digital-link': formatDigitalLink,
};

async function formatAll(data: readonly string[], values: Values, streams: CommandStreams): Promise<number> {
  const form = Object.hasOwn(forms, values.as ?? '') ? forms[values.as!] : undefined;
  if (form === undefined) return usage(streams, `--as must be one of: ${Object.keys(forms).join(', ')}.`);
  const parseOptions = parseOptionsOf(values);
  return eachScan(data, streams, (scan) => {
    const result = parseScan(scan, parseOptions);
    if (!result.ok) return [false, errorText(scan, result.error)];
    const elements = elementsOf(result.value);
    if (elements.length === 0) return [false, `${visible(scan)}\nThis holds no GS1 elements that could be written.\n`];
    const written = form(elements, values.stem);
    if (!written.ok) return [false, `${visible(scan)}\n${visible(written.error.message)}\n`];
    return [true, `${streams.stdout.isTTY === true ? visible(written.value) : written.value}\n`];
  });
}

function elementsOf({ elements, gtin }: Scan): readonly Element[] {
  const isPlainGtin = elements.length === 0 && gtin !== undefined;
  return isPlainGtin ? [{ ai: '01', value: gtin, title: 'GTIN' }] : elements;
}

async function lintOne(data: readonly string[], { json }: Values, streams: CommandStreams): Promise<number> {
  const [name, value, ...more] = data;
  if (name === undefined || value === undefined || more.length > 0) {
    return usage(streams, 'lint needs the name of a linter and one value.');
  }
  if (!isLinterName(name)) {
    return usage(streams, `There is no linter ${name}; there are: ${Object.keys(linters).join(', ')}.`);
  }
  const result = lint(name, value);
  const text = json ? jsonText(result) : result.ok ? `${visible(value)}\n` : errorText(value, result.error);
  await write(streams.stdout, text);
  return result.ok ? GOOD : BAD;
}

function parseOptionsOf(values: Values): ParseOptions {
  return {
    requireAssociations: !values['no-associations'],
    permitUnknownAIs: values['permit-unknown-ais'],
    permitZeroSuppressedGtin: values['permit-short-gtin'],
    ...(values.fnc1 !== undefined && { fnc1: values.fnc1 }),
  };
}

async function eachScan(
  data: readonly string[],
  { stdin, stdout }: CommandStreams,
  answer: (scan: string) => readonly [isGood: boolean, text: string],
): Promise<number> {
  let exitCode = GOOD;
  for await (const scan of data.length > 0 ? data : lines(stdin)) {
    const [isGood, text] = answer(scan);
    if (!isGood) exitCode = BAD;
    await write(stdout, text);
  }
  return exitCode;
}

// Lines that are not empty. What is longer than any scan is cut: enough of it is left to be refused for its length.
async function* lines(input: AsyncIterable<Buffer | string>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of input) {
    const parts = (rest + (typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }))).split('\n');
    rest = parts.pop()!.slice(0, SCAN_LENGTH_MAX + 2);
    for (const line of parts) if (line !== '' && line !== '\r') yield withoutReturn(line);
  }
  rest += decoder.decode();
  if (rest !== '') yield withoutReturn(rest);
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

async function usage(streams: CommandStreams, message: string): Promise<number> {
  await write(streams.stderr, `gs1: ${visible(message)}\nTry: gs1 --help\n`);
  return USAGE;
}

// A slow reader is waited for, so that no output piles up.
async function write(stream: NodeJS.WritableStream, text: string): Promise<void> {
  if (!stream.write(text)) await once(stream, 'drain');
}
