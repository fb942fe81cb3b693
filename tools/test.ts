// npm test: every test there is, and one closing line over all of them.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  success: boolean;
}

const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'sutra-tests-'));
const total = { passed: 0, failed: 0, skipped: 0 };
let ok = true;
for (const [name, config] of Object.entries({ behaviour: 'vitest.config.ts', browser: 'e2e/vitest.config.ts' })) {
  console.log(`\n— ${name} tests`);
  const file = join(folder, `${name}.json`);
  const run = spawnSync(
    process.execPath,
    [vitest, 'run', '--config', config, '--reporter=default', '--reporter=json', `--outputFile=${file}`],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  const report = readReport(file);
  total.passed += report.numPassedTests;
  total.failed += report.numFailedTests;
  total.skipped += report.numPendingTests;
  const held = run.status === 0 && report.success;
  ok &&= held;
  // A suite that could not even start is a failure that no test counted.
  if (!held && report.numFailedTests === 0) total.failed += 1;
}
rmSync(folder, { recursive: true });
console.log(`\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exit(ok ? 0 : 1);

function readReport(file: string): Report {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, success: false };
  }
}
