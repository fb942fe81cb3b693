// npm run proof -- <name>…: the full figures of a promise, where npm test runs a reduced count. Writes bench/PROOF.md.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { StartError } from '@sutra/kernel/config';
import { runTool } from './run-tool.ts';

interface Proof {
  promise: string;
  file: string;
  test: string;
  env: Record<string, string>;
}

const PROOFS: Record<string, Proof> = {
  refresh: {
    promise:
      '1,000 rounds of 50 concurrent refreshes of one token, a third of the answers lost, with and without the key of a device: one successor each, nobody logged out',
    file: 'packages/platform/src/identity/sessions.test.ts',
    test: 'fifty times at once',
    env: { SUTRA_PROOF_ROUNDS: '1000' },
  },
  revocations: {
    promise:
      '10,000 sessions ended on one of two instances: the other accepts nothing a second later, WebSocket included',
    file: 'packages/platform/src/identity/instances.test.ts',
    test: 'no second longer',
    env: { SUTRA_PROOF_REVOCATIONS: '10000' },
  },
  'dpop-replays': {
    promise: '100,000 replays of proofs of a device over two instances, at the same moment: none accepted',
    file: 'packages/platform/src/identity/instances.test.ts',
    test: 'accepted once over both',
    env: { SUTRA_PROOF_REPLAYS: '100000' },
  },
  passwords: {
    promise: '10,000 wrong passwords from foreign addresses: the known device still gets in',
    file: 'packages/platform/src/identity/lockout.test.ts',
    test: 'from foreign addresses',
    env: { SUTRA_PROOF_GUESSES: '10000' },
  },
  kills: {
    promise: '100 × kill -9 during writes, on the embedded database and on a server: nothing acknowledged is lost',
    file: 'apps/server/src/process.test.ts',
    test: 'kill -9',
    env: { SUTRA_PROOF_KILLS: '100' },
  },
  'gs1-fuzz': {
    promise:
      '10,000,000 mutated scans: no reader throws, every error lies in its data, what is accepted reads back the same',
    file: 'packages/gs1/src/fuzz.test.ts',
    test: 'mutated scans',
    env: { SUTRA_PROOF_FUZZ_RUNS: '10000000', SUTRA_PROOF_FUZZ_SEED: String(Date.now() % 2 ** 31) },
  },
};

const TARGET = fileURLToPath(new URL('../bench/PROOF.md', import.meta.url));
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));

await runTool(async () => {
  const names = process.argv.slice(2);
  const unknown = names.filter((name) => !Object.hasOwn(PROOFS, name));
  if (names.length === 0 || unknown.length > 0)
    throw new StartError(`usage: npm run proof -- ${Object.keys(PROOFS).join(' | ')}`);
  for (const name of names) {
    const proof = PROOFS[name]!;
    const startedMs = Date.now();
    const run = spawnSync(process.execPath, [vitest, 'run', proof.file, '-t', proof.test], {
      stdio: 'inherit',
      env: { ...process.env, ...proof.env },
    });
    record(name, proof, run.status === 0, Math.round((Date.now() - startedMs) / 1000));
    if (run.status !== 0) process.exitCode = 1;
  }
});

/** One line a proof: a newer run replaces the older. */
function record(name: string, { promise }: Proof, held: boolean, seconds: number): void {
  const head =
    '# Proofs\n\nFull figures, run by hand. Smaller counts of the same tests run with `npm test`.\n\n| Command | Promise | Result | Date | Machine |\n|---|---|---|---|---|\n';
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
  const line = `| \`npm run proof -- ${name}\` | ${promise} | ${held ? 'held' : 'BROKEN'} in ${seconds} s | ${new Date().toISOString().slice(0, 10)} | ${machine} |\n`;
  const lines = existsSync(TARGET)
    ? readFileSync(TARGET, 'utf8')
        .split('\n')
        .filter((one) => one.startsWith('| `npm run proof') && !one.includes(`-- ${name}\``))
    : [];
  writeFileSync(TARGET, `${head}${lines.map((one) => `${one}\n`).join('')}${line}`);
}
