// npm test: every test there is, and one closing line over all of them.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

interface FileReport {
  /** The path of the test file. */
  name: string;
  status: string;
  assertionResults: { status: string }[];
}

/** More browser files than this fail together for a reason that a second try does not change. */
const TRIED_AGAIN_AT_MOST = 3;

const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'sutra-tests-'));
/** The last report of each file. */
const files = new Map<string, FileReport>();

run('behaviour', 'vitest.config.ts');
const failed = run('browser', 'e2e/vitest.config.ts').filter(({ status }) => status !== 'passed');
const names = failed.map(({ name }) => name);
if (failed.length > 0 && failed.length <= TRIED_AGAIN_AT_MOST) {
  // A browser on a busy machine may be late once. The tests of a file build on each other, so a file is tried again as
  // a whole, on servers and data of its own. What needed this is named below, and what fails again has failed.
  run('browser, once more', 'e2e/vitest.config.ts', names);
  console.log(`\nTried a second time: ${names.map((name) => relative(process.cwd(), name)).join(', ')}`);
}
rmSync(folder, { recursive: true });

const tests = [...files.values()].flatMap(({ assertionResults }) => assertionResults);
const passed = tests.filter(({ status }) => status === 'passed').length;
const skipped = tests.filter(({ status }) => ['pending', 'skipped', 'todo'].includes(status)).length;
const broken = [...files.values()].filter(({ status }) => status !== 'passed');
// A file or suite that could not even start is a failure that no test counted.
const uncounted = broken.filter(({ assertionResults }) => assertionResults.every(({ status }) => status !== 'failed'));
const lost = tests.filter(({ status }) => status === 'failed').length + uncounted.length;
console.log(`\n${passed} passed, ${lost} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(broken.length === 0 ? 0 : 1);

/** Runs a suite, or those files of it, and keeps what is reported of each file. */
function run(suite: string, config: string, only: string[] = []): FileReport[] {
  console.log(`\n— ${suite} tests`);
  const output = join(folder, `${suite}.json`);
  const { status } = spawnSync(
    process.execPath,
    [vitest, 'run', '--config', config, '--reporter=default', '--reporter=json', `--outputFile=${output}`, ...only],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  const reports = readReports(output);
  // Such as a setup that failed, or an error outside of all tests.
  if (status !== 0 && reports.every((report) => report.status === 'passed')) {
    reports.push({ name: suite, status: 'failed', assertionResults: [] });
  }
  for (const report of reports) files.set(report.name, report);
  return reports;
}

function readReports(file: string): FileReport[] {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { testResults: FileReport[] }).testResults;
  } catch {
    return [];
  }
}
