import { execFile } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type EntryBody, exportedLine, FORMAT, keyIdOf, originOf } from '@sutra/platform/audit/rules';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chainHash, genesisHash } from '../packages/platform/src/audit/entry.ts';
import {
  encode,
  formatCheckpoint,
  formatNote,
  formatVerifierKey,
  keyHashOf,
} from '../packages/platform/src/audit/signed-note.rules.ts';

const PROGRAM = fileURLToPath(new URL('audit-verify.ts', import.meta.url));
const ORGANISATION = '01970000-0000-7000-8000-000000000001';
const EXPORTED_AT = '2026-11-21T10:00:00.000Z';
const NAME = 'sutra-audit';

let folder: string;
let lines: string[];
let key: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sutra-audit-'));
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  const keyHash = await keyHashOf(NAME, raw);
  key = await formatVerifierKey(NAME, raw);
  let head = genesisHash(ORGANISATION);
  lines = [
    JSON.stringify({ type: 'export', format: FORMAT, organisationId: ORGANISATION, exportedAt: EXPORTED_AT }),
    ...[1, 2, 3].map((sequence) => {
      const previous = head;
      const body = makeBody(sequence);
      head = chainHash(previous, body);
      return JSON.stringify({
        type: 'entry',
        sequence,
        previousHash: previous.toString('hex'),
        hash: head.toString('hex'),
        body,
      });
    }),
  ];
  const text = formatCheckpoint({
    origin: originOf(ORGANISATION),
    size: 3,
    rootHash: head,
    extensions: [exportedLine(EXPORTED_AT)],
  });
  const note = formatNote(text, [{ name: NAME, keyHash, signature: sign(null, encode(text), privateKey) }]);
  lines.push(JSON.stringify({ type: 'checkpoint', note, keyId: keyIdOf({ name: NAME, keyHash }) }));
});
afterAll(() => rmSync(folder, { recursive: true }));

function makeBody(index: number): EntryBody {
  return {
    id: `01970000-0000-7000-8000-00000000000${index}`,
    organisationId: ORGANISATION,
    recordedAt: EXPORTED_AT,
    action: 'partner.changed',
    actor: { kind: 'person', id: ORGANISATION },
    onBehalfOf: null,
    object: null,
    requestId: null,
    beforeDigest: null,
    afterDigest: null,
    changes: { name: { before: null, after: `ગાંસડી ${index}` } },
    subjectId: null,
    personal: null,
    origin: null,
  };
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function run(args: string[], input = ''): Promise<{ code: unknown; output: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [PROGRAM, ...args], (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, output: stdout + stderr }),
    );
    child.stdin?.end(input);
  });
}

test('an untouched export: how many entries, and the head', async () => {
  const { code, output } = await run([file('export.ndjson', `${lines.join('\n')}\n`), '--key', key]);
  expect(output).toMatch(
    /^Nothing was changed: 3 entries of organisation 01970000.*\nhead [0-9a-f]{64}, signed by sutra-audit\+[0-9a-f]{8}\n$/,
  );
  expect(code).toBe(0);
});

test('the key may be in a file, alone or as the server publishes it, and the export on standard input', async () => {
  const path = file('ok.ndjson', `${lines.join('\n')}\n`);
  const published = JSON.stringify({ keys: [{ keyId: 'x', verifierKey: key }] });
  expect(await run([path, '--key', file('key.txt', `${key}\n`)])).toMatchObject({ code: 0 });
  expect(await run([path, '--key', file('keys.json', published)])).toMatchObject({ code: 0 });
  expect(await run(['-', '--key', key], lines.join('\r\n'))).toMatchObject({ code: 0 });
});

test('a changed export: what is wrong with which entry', async () => {
  const changed = lines.map((line, index) => (index === 2 ? line.replace('partner.changed', 'partner.removed') : line));
  const { code, output } = await run([file('changed.ndjson', changed.join('\n')), '--key', key]);
  expect(output).toContain('is not what was sealed and signed (3 entries read):\n  entry 2: The entry was changed');
  expect(code).toBe(1);
});

test('a file that is cut off, empty, or no export', async () => {
  const cases = [
    [lines.slice(0, 3).join('\n'), 'it was cut off'],
    ['', 'The export is empty'],
    ['hello', 'Line 1 is not as the server writes it'],
  ] as const;
  for (const [text, message] of cases) {
    const { code, output } = await run([file('bad.ndjson', text), '--key', key]);
    expect(output).toContain(message);
    expect(code).toBe(1);
  }
});

test('a wrong command says how it is used', async () => {
  const path = file('export.ndjson', lines.join('\n'));
  const cases: [string[], string][] = [
    [[], 'Name the export'],
    [[path], 'Give the public key'],
    [[path, '--key', 'nonsense'], 'This is no verifier key'],
    [[path, path, '--key', key], 'One export at a time'],
    [[join(folder, 'none.ndjson'), '--key', key], 'There is no file'],
    [[folder, '--key', key], 'cannot be read'],
    [[path, '--key', folder], 'cannot be read'],
    [[path, '--keys', key], 'Unknown option'],
  ];
  for (const [args, message] of cases) {
    const { code, output } = await run(args);
    expect(output).toContain(message);
    expect(output).toContain('Usage: npm run audit:verify');
    expect(code).toBe(2);
  }
});
