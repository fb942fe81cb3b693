// npm run build -w packages/gs1: the package as it is published, in dist; `npm pack ./dist` makes the tarball.
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

rmSync(at('dist'), { recursive: true, force: true });
const compiled = spawnSync(
  process.execPath,
  [at('../../node_modules/typescript/bin/tsc'), '-p', at('tsconfig.build.json')],
  {
    stdio: 'inherit',
  },
);
if (compiled.status !== 0) process.exit(1);

// The compiler leaves `.ts` in the imports of declarations, which only its newer versions resolve.
for (const file of readdirSync(at('dist'), { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.d.ts'),
)) {
  const path = at(`dist/${file}`);
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll(/(from '\.{1,2}\/[a-z0-9/-]+)\.ts'/g, "$1.js'"));
}

// The table is aligned for its readers; whoever loads it has nothing from the spaces.
const table = at('dist/application-identifiers.js');
writeFileSync(table, readFileSync(table, 'utf8').replaceAll(/ +\| +/g, '|'));

const { name, version, description } = JSON.parse(readFileSync(at('package.json'), 'utf8')) as Record<string, string>;
const published = {
  name,
  version,
  description,
  keywords: ['gs1', 'barcode', 'datamatrix', 'digital-link', 'gtin', 'parser'],
  // The repository grants no licence yet: until it does, nothing can be published by mistake.
  license: 'UNLICENSED',
  private: true,
  type: 'module',
  sideEffects: false,
  main: './index.js',
  types: './index.d.ts',
  exports: { '.': { types: './index.d.ts', default: './index.js' }, './package.json': './package.json' },
  bin: { gs1: './command/bin.js' },
  files: ['**/*.js', '**/*.d.ts', 'README.md'],
  engines: { node: '>=20' },
};
writeFileSync(at('dist/package.json'), `${JSON.stringify(published, null, 2)}\n`);
copyFileSync(at('README.md'), at('dist/README.md'));
chmodSync(at('dist/command/bin.js'), 0o755);
