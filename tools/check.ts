// npm run check: everything that can be said of the code without running it, in parallel, in under a minute.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const bin = (name: string) => fileURLToPath(new URL(`../node_modules/.bin/${name}`, import.meta.url));
const node = (script: string, ...args: string[]): [string, string[]] => [
  process.execPath,
  [fileURLToPath(new URL(script, import.meta.url)), ...args],
];

const steps: Record<string, [string, string[]]> = {
  format: [bin('oxfmt'), ['--check', '.']],
  lint: [bin('oxlint'), ['--type-aware', '--deny-warnings', '.']],
  types: [bin('tsc'), ['-p', 'tsconfig.json']],
  'types of the console': [bin('tsc'), ['-p', 'apps/console/tsconfig.json']],
  architecture: node('architecture.ts'),
  'unused code': [bin('knip'), []],
  'generated files': node('generate-types.ts', '--check'),
};

const startedMs = Date.now();
const results = await Promise.all(Object.entries(steps).map(([name, [command, args]]) => run(name, command, args)));
console.log(
  `${results.filter(Boolean).length} of ${results.length} checks passed in ${((Date.now() - startedMs) / 1000).toFixed(1)} s`,
);
process.exit(results.every(Boolean) ? 0 : 1);

function run(name: string, command: string, args: string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('error', (error) => (output += error.message));
    child.once('close', (code) => {
      console.log(code === 0 ? `ok    ${name}` : `FAIL  ${name}\n${output.trimEnd()}\n`);
      resolve(code === 0);
    });
  });
}
