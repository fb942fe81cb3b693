import { createHash, randomBytes } from 'node:crypto';
import { globSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Files, FileTooLarge } from './files.ts';

let root: string;
let files: Files;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sutra-files-'));
  files = new Files(root);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function* chunks(...parts: readonly (string | Buffer)[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield Buffer.from(part);
}
async function read(digest: string): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(files.read(digest)));
}
const stored = () => globSync('**/*', { cwd: root, withFileTypes: true }).filter((entry) => entry.isFile());

test('a file is found by the digest of its content, whatever the chunks', async () => {
  const content = randomBytes(200_000);
  const digest = createHash('sha256').update(content).digest('hex');
  const parts = [content.subarray(0, 1), content.subarray(1, 70_000), Buffer.alloc(0), content.subarray(70_000)];
  expect(await files.put(chunks(...parts), 200_000)).toEqual({ digest, sizeBytes: 200_000 });
  expect(await read(digest)).toEqual(content);
});

test('an empty file is a file', async () => {
  const { digest, sizeBytes } = await files.put(chunks(), 10);
  expect(sizeBytes).toBe(0);
  expect(await read(digest)).toHaveLength(0);
});

test('the same bytes are stored once, also by writers at the same time, and only their owner may read them', async () => {
  const all = await Promise.all(Array.from({ length: 10 }, () => files.put(chunks('the same'), 100)));
  expect(new Set(all.map(({ digest }) => digest)).size).toBe(1);
  expect(stored()).toHaveLength(1);
  const [entry] = stored();
  expect(statSync(join(entry!.parentPath, entry!.name)).mode & 0o077).toBe(0);
});

test('nothing remains of a file that is larger than allowed; one of exactly the size is stored', async () => {
  await expect(files.put(chunks('12345', '67890', 'x'), 10)).rejects.toThrow(FileTooLarge);
  expect(stored()).toEqual([]);
  expect((await files.put(chunks('12345', '67890'), 10)).sizeBytes).toBe(10);
});

test('nothing remains of a stream that breaks', async () => {
  async function* broken() {
    yield Buffer.from('half');
    throw new Error('the sender went away');
  }
  await expect(files.put(broken(), 100)).rejects.toThrow('the sender went away');
  expect(stored()).toEqual([]);
});

test('a changed byte is found when the file is read, before its end is reached', async () => {
  const { digest } = await files.put(chunks('an invoice of 100 rupees'), 100);
  const path = join(root, digest.slice(0, 2), digest);
  writeFileSync(path, readFileSync(path, 'utf8').replace('100', '900'));
  await expect(read(digest)).rejects.toThrow(/was changed/);
});

test.each(['../../etc/passwd', '', 'A'.repeat(64), `${'a'.repeat(63)}/`, `${'a'.repeat(64)}\n`])(
  'what is not a digest is not a path: %j',
  async (name) => {
    await expect(read(name)).rejects.toThrow('not a digest');
  },
);

test('a file that was never stored is an error, not an empty file', async () => {
  await expect(read('0'.repeat(64))).rejects.toThrow(/ENOENT/);
});

test('a file that is removed is gone, and removing it again is harmless', async () => {
  const { digest } = await files.put(chunks('an export'), 100);
  expect(await files.has(digest)).toBe(true);
  await files.remove(digest);
  await files.remove(digest);
  expect([await files.has(digest), stored()]).toEqual([false, []]);
  await expect(files.remove('../../etc/passwd')).rejects.toThrow('not a digest');
});
