// The package as others get it: built, packed, installed without network, run, and bundled.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';

const packageFolder = fileURLToPath(new URL('../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'gs1-package-'));
const installed = join(folder, 'node_modules', '@sutra', 'gs1');

beforeAll(() => {
  execFileSync(process.execPath, ['build.ts'], { cwd: packageFolder });
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder, '--ignore-scripts', './dist'], {
    cwd: packageFolder,
  });
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'))!;
  writeFileSync(join(folder, 'package.json'), '{ "name": "user", "private": true, "type": "module" }');
  execFileSync('npm', ['install', '--silent', '--offline', '--no-audit', '--no-fund', `./${tarball}`], { cwd: folder });
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('has what it needs and nothing else', () => {
  const names = readdirSync(installed, { recursive: true, encoding: 'utf8' }).filter((name) => /\.[a-z]+$/.test(name));
  expect(names).toContain('index.d.ts');
  expect(
    names.filter((name) => !/^(package\.json|README\.md|(label\/|command\/)?[a-z-]+(\.d\.ts|\.js))$/.test(name)),
  ).toEqual([]);
  expect(names.filter((name) => /test|arbitrary|vectors/.test(name))).toEqual([]);
});

test('works through import', () => {
  const script = `import { parseScan } from '@sutra/gs1'; console.log(parseScan('8901234567890').value.gtin)`;
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], { cwd: folder, encoding: 'utf8' });
  expect(run).toMatchObject({ stderr: '', stdout: '08901234567890\n' });
});

test('works as the command gs1', () => {
  const command = join(folder, 'node_modules', '.bin', 'gs1');
  const run = spawnSync(command, ['parse', '--json'], { input: ']d20108901234567891\n', encoding: 'utf8' });
  expect(JSON.parse(run.stdout)).toMatchObject({ error: { code: 'INCORRECT_CHECK_DIGIT', start: 18 } });
  expect(run).toMatchObject({ stderr: '', status: 1 });
});

test('ends quietly when its reader stops', () => {
  const command = join(folder, 'node_modules', '.bin', 'gs1');
  const script = `for i in $(seq 50000); do echo 8901234567890; done | "${command}" parse --json | head -1`;
  const run = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
  expect(run.stderr).toBe('');
  expect(run.stdout.split('\n')).toHaveLength(2);
});

test('has types that a strict program compiles with', () => {
  writeFileSync(
    join(folder, 'user.ts'),
    `import { parseGtin, parseScan, type Result } from '@sutra/gs1';
export const gtin: Result<string> = parseGtin('8901234567890');
// @ts-expect-error -- a result is no number: the types are there
export const wrong: number = parseScan('8901234567890');
`,
  );
  const compiler = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url));
  const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--types', '', 'user.ts'];
  const run = spawnSync(process.execPath, [compiler, ...flags], { cwd: folder, encoding: 'utf8' });
  expect(run).toMatchObject({ stdout: '', status: 0 });
});

// Minified and compressed with gzip. What reads the standard stays under 25 kB; labels of Indian packs, proposals and
// `inspect` come on top for whoever imports them.
test.each([
  ['parseGtin', 3000],
  [
    'parseElementString, parseBracketed, parseDigitalLink, parseGtin, lint, formatElementString, formatBracketed, formatDigitalLink',
    21_000,
  ],
  ['parseScan', 27_000],
  ['*', 32_500],
])('a program that uses %s loads less than %i bytes of it', async (names, limit) => {
  const clause = names === '*' ? names : `{ ${names} }`;
  const bytes = await bundledBytes(`export ${clause} from '@sutra/gs1';`);
  expect(bytes).toBeGreaterThan(limit * 0.75);
  expect(bytes).toBeLessThan(limit);
});

type Bundler = { build(config: object): Promise<unknown> };

// The bundler of the console, which this package does not depend on.
async function bundledBytes(source: string): Promise<number> {
  const ofConsole = createRequire(new URL('../../../apps/console/package.json', import.meta.url));
  const vite = (await import(ofConsole.resolve('vite'))) as Bundler;
  const entry = join(folder, 'entry.js');
  writeFileSync(entry, source);
  const outDir = join(folder, 'bundle');
  const rolldownOptions = {
    input: entry,
    preserveEntrySignatures: 'strict',
    output: { entryFileNames: 'bundle.js' },
  };
  await vite.build({
    root: folder,
    configFile: false,
    logLevel: 'silent',
    build: { outDir, minify: true, rolldownOptions },
  });
  return gzipSync(readFileSync(join(outDir, 'bundle.js')), { level: 9 }).length;
}
