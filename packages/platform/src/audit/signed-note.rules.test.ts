import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { formatVerifierKey, openNote, parseCheckpoint, parseVerifierKey } from './signed-note.rules.ts';

const VECTORS = new URL('../../../../../shared/vectors/security/c2sp-checkpoint-note.jsonl', import.meta.url);

type Vector = { desc: string; valid: boolean } & (
  | { kind: 'checkpoint'; text: string; origin?: string; size?: number }
  | { kind: 'note'; msg: string; vkeys: string[]; verified: number }
  | { kind: 'vkey'; vkey: string }
);

describe.skipIf(!existsSync(VECTORS))('C2SP vectors (../shared/vectors/security/c2sp-checkpoint-note.jsonl)', () => {
  const vectors: Vector[] = existsSync(VECTORS)
    ? readFileSync(VECTORS, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : [];

  test.each(vectors.map((vector, index) => [`${index + 1} ${vector.kind}: ${vector.desc}`, vector] as const))(
    '%s',
    async (_, vector) => {
      const outcome = await read(vector).catch((error: unknown) => error);
      expect(outcome instanceof Error).toBe(!vector.valid);
      if (vector.valid && vector.kind === 'checkpoint' && vector.origin !== undefined)
        expect(outcome).toMatchObject({ origin: vector.origin, size: vector.size });
      if (vector.valid && vector.kind === 'note')
        expect(outcome).toMatchObject({ signers: { length: vector.verified } });
    },
  );
});

async function read(vector: Vector): Promise<unknown> {
  if (vector.kind === 'checkpoint') return parseCheckpoint(vector.text);
  if (vector.kind === 'vkey') return parseVerifierKey(vector.vkey);
  return openNote(vector.msg, await Promise.all(vector.vkeys.map(parseVerifierKey)));
}

test('a verifier key reads back as it was written', async () => {
  const publicKey = crypto.getRandomValues(new Uint8Array(32));
  const key = await parseVerifierKey(await formatVerifierKey('sutra-audit', publicKey));
  expect(key).toMatchObject({ name: 'sutra-audit', publicKey });
});

test.each(['', 'with space', 'with+plus', 'no\u2003break'])('a key cannot be named %j', async (name) => {
  await expect(formatVerifierKey(name, new Uint8Array(32))).rejects.toThrow('has no space');
});

test.each([
  'Log\n01\nYmFuYW5hcw==\n',
  'Log\n-1\nYmFuYW5hcw==\n',
  'Log\n9007199254740993\nYmFuYW5hcw==\n',
  'Log\n1\nYmFuYW5hcx==\n',
  '\n1\nYmFuYW5hcw==\n',
  'Log\n1\nYmFuYW5hcw==',
])('the text %j is no checkpoint', (text) => {
  expect(() => parseCheckpoint(text)).toThrow();
});
