import { Readable, Writable } from 'node:stream';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runCommand } from './command.ts';
import { hostileText } from '../elements.arbitrary.ts';

const PACK = ']d20108901234567890172702281021AB\u001d21S1';
const WRONG = '0108901234567891';

async function run(args: readonly string[], input: Iterable<string | Buffer> = [], isTTY = false) {
  const output: string[] = [];
  const errors: string[] = [];
  const stdout = Object.assign(collector(output), { isTTY });
  const exitCode = await runCommand(args, { stdin: Readable.from(input), stdout, stderr: collector(errors) });
  return { exitCode, output: output.join(''), errors: errors.join('') };
}

function collector(texts: string[]): Writable {
  return new Writable({
    decodeStrings: false,
    write(text: string, _encoding, done) {
      texts.push(text);
      done();
    },
  });
}

describe('gs1 parse', () => {
  test('shows a pack as a table, its separator as a symbol', async () => {
    const { exitCode, output } = await run(['parse', PACK]);
    expect(output).toBe(`]d20108901234567890172702281021AB␝21S1
element-string (]d2)
  01    GTIN              08901234567890
  17    USE BY or EXPIRY  270228
  10    BATCH/LOT         21AB
  21    SERIAL            S1
  expiry: 2027-02-28

`);
    expect(exitCode).toBe(0);
  });

  test('marks the wrong characters below the data', async () => {
    const { exitCode, output } = await run(['parse', `]d2\u001d${WRONG}`]);
    expect(output).toBe(`]d2␝0108901234567891
                   ^
INCORRECT_CHECK_DIGIT: AI 01: The check digit does not match: scan or type the number again.

`);
    expect(exitCode).toBe(1);
  });

  test('shows only what is around an error in long data', async () => {
    const { output } = await run(['parse', `]d299${'A'.repeat(80)}\u001d10${'B'.repeat(5000)}`]);
    const [data = '', marks = ''] = output.split('\n');
    expect(data.length).toBeLessThan(130);
    expect(data.startsWith('…') && data.endsWith('…')).toBe(true);
    expect(data.slice(marks.indexOf('^'), marks.length)).toBe('B'.repeat(40));
  });

  test('reads each line of its input, in chunks that end anywhere, and says whether one is bad', async () => {
    const text = Buffer.from(`${PACK}\r\n\n8901234567890\n${WRONG}`);
    const bytes = Array.from(text, (_, index) => text.subarray(index, index + 1));
    const { exitCode, output } = await run(['parse', '--json'], bytes);
    const kinds = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).value?.kind);
    expect(kinds).toEqual(['element-string', 'gtin', 'text']);
    expect(exitCode).toBe(0);
    expect((await run(['parse'], [`8901234567890\n]d2${WRONG}\n`])).exitCode).toBe(1);
  });

  test('refuses a line longer than any scan without keeping it', async () => {
    const chunks = function* () {
      for (let chunk = 0; chunk < 2000; chunk++) yield '1'.repeat(65_536);
      yield '\n8901234567890\n';
    };
    const before = process.memoryUsage().heapUsed;
    const { exitCode, output } = await run(['parse', '--json'], chunks());
    const results = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(results).toMatchObject([
      { ok: false, error: { code: 'SYNTAX' } },
      { ok: true, value: { kind: 'gtin' } },
    ]);
    expect(exitCode).toBe(1);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 * 2 ** 20);
  });

  test('takes options', async () => {
    expect((await run(['parse', '--fnc1', '^', ']d210A^21B'])).exitCode).toBe(1);
    expect((await run(['parse', '--fnc1', '^', '--no-associations', ']d210A^21B'])).exitCode).toBe(0);
    expect((await run(['parse', ']d205A', '--no-associations', '--permit-unknown-ais'])).exitCode).toBe(1);
    expect((await run(['parse', ']d24399A', '--no-associations', '--permit-unknown-ais'])).exitCode).toBe(0);
    const link = 'https://id.gs1.org/01/8901234567890';
    expect((await run(['parse', link])).output).toContain('digital-link-invalid');
    expect((await run(['parse', link, '--permit-short-gtin'])).output).toContain('08901234567890');
  });

  test('never shows a raw control character, whatever it reads', async () => {
    await fc.assert(
      fc.asyncProperty(hostileText, fc.boolean(), async (data, json) => {
        const { output } = await run(['parse', ...(json ? ['--json'] : []), '--', data]);
        expect(output.replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
        if (json) expect(() => JSON.parse(output)).not.toThrow();
      }),
    );
  });
});

describe('gs1 format', () => {
  test.each([
    ['bracketed', '(01)08901234567890(17)270228(10)21AB(21)S1'],
    ['element-string', '0108901234567890172702281021AB\u001d21S1'],
    ['digital-link', 'https://id.gs1.org/01/08901234567890/10/21AB/21/S1?17=270228'],
  ])('writes %s', async (form, text) => {
    expect(await run(['format', '--as', form, PACK])).toMatchObject({ exitCode: 0, output: `${text}\n` });
  });

  test('shows the separator as a symbol on a terminal', async () => {
    expect((await run(['format', '--as', 'element-string', PACK], [], true)).output).toContain('21AB␝21S1');
  });

  test('writes a bare GTIN, below another stem', async () => {
    const args = ['format', '--as', 'digital-link', '--stem', 'https://example.com', '8901234567890'];
    expect((await run(args)).output).toBe('https://example.com/01/08901234567890\n');
  });

  test('says what cannot be written', async () => {
    expect(await run(['format', '--as', 'bracketed', 'no code'])).toMatchObject({ exitCode: 1 });
    const { exitCode, output } = await run(['format', '--as', 'digital-link', '--no-associations', ']d210A']);
    expect({ exitCode, output }).toEqual({ exitCode: 1, output: ']d210A\nNone of the elements is a primary key.\n' });
    expect((await run(['format', '--as', 'bracketed', `]d2${WRONG}`])).output).toContain('INCORRECT_CHECK_DIGIT');
  });
});

describe('gs1 lint', () => {
  test('runs a linter', async () => {
    expect(await run(['lint', 'csum', '8901234567890'])).toMatchObject({ exitCode: 0, output: '8901234567890\n' });
    const { exitCode, output } = await run(['lint', 'yymmdd', '271301']);
    expect({ exitCode, output }).toEqual({
      exitCode: 1,
      output: '271301\n  ^^\nILLEGAL_MONTH: The month must be 01 to 12.\n\n',
    });
    expect(JSON.parse((await run(['lint', '--json', 'yymmdd', '271301'])).output)).toMatchObject({ ok: false });
  });
});

describe('usage', () => {
  test.each([
    [[]],
    [['frobnicate']],
    [['parse', '--colour']],
    [['parse', '--fnc1', 'GS', 'A']],
    [['format', 'A']],
    [['format', '--as', 'constructor', 'A']],
    [['lint', 'csum']],
    [['lint', 'toString', '1']],
  ])('%j is wrong usage, and says what to do', async (args) => {
    const { exitCode, output, errors } = await run(args);
    expect({ exitCode, output }).toEqual({ exitCode: 2, output: '' });
    expect(errors).toMatch(/^gs1: .+\nTry: gs1 --help\n$/);
  });

  test('help', async () => {
    expect(await run(['--help'])).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining('gs1 lint <linter> <value>'),
    });
  });
});
