// Holds the imports against .dependency-cruiser.cjs, and the SQL against its owner: a module queries only its own schemas.
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FEWEST_MODULES = 100; // without a TypeScript parser the cruiser sees nothing and says that all is well

const problems = [...importProblems(), ...schemaProblems()];
for (const problem of problems) console.error(problem);
process.exit(problems.length === 0 ? 0 : 1);

interface Cruise {
  summary: {
    totalCruised: number;
    violations: { rule: { name: string; severity: string }; from: string; to: string; cycle?: { name: string }[] }[];
  };
}

function importProblems(): string[] {
  const program = fileURLToPath(
    new URL('../node_modules/dependency-cruiser/bin/dependency-cruiser.mjs', import.meta.url),
  );
  const run = spawnSync(
    process.execPath,
    [
      program,
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'json',
      'apps',
      'packages',
      'bench',
      'e2e',
      'tools',
    ],
    { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
  );
  if (run.stdout === '') return [`dependency-cruiser said nothing: ${run.stderr}`];
  const { summary } = JSON.parse(run.stdout) as Cruise;
  if (summary.totalCruised < FEWEST_MODULES)
    return [
      `dependency-cruiser saw ${summary.totalCruised} modules: it cannot read TypeScript (is @swc/core installed?)`,
    ];
  return summary.violations.map(
    ({ rule, from, to, cycle }) => `${rule.name}: ${from} → ${cycle ? cycle.map((step) => step.name).join(' → ') : to}`,
  );
}

/** A schema belongs to the module whose migrations create it. */
function schemaProblems(): string[] {
  const owners = new Map<string, string>();
  for (const file of globSync('packages/*/src/**/migrations/*.sql')) {
    const module = file.slice(0, file.indexOf('migrations/'));
    for (const [, schema] of readFileSync(file, 'utf8').matchAll(/^create schema (\w+);/gm))
      owners.set(schema!, module);
  }
  const names = new RegExp(`\\b(${[...owners.keys()].join('|')})\\.[a-z_]+\\b`, 'g');
  return globSync('packages/{platform,pharmacy,cotton}/src/**/*.{queries,service,rules,routes}.ts').flatMap((file) => {
    const text = readFileSync(file, 'utf8').replaceAll(/\/\/.*|\/\*[\s\S]*?\*\//g, '');
    const statements =
      text.match(
        /(?:selectFrom|insertInto|updateTable|deleteFrom|innerJoin|leftJoin)\('[^']+'|\b(?:from|join|into|update) [a-z_]+\.[a-z_]+/g,
      ) ?? [];
    const foreign = statements
      .flatMap((statement) => statement.match(names) ?? [])
      .filter((name) => !file.startsWith(owners.get(name.split('.')[0]!)!) && !/^(kernel|events)\./.test(name));
    return foreign.map(
      (name) => `foreign-table: ${file} queries ${name}, which belongs to ${owners.get(name.split('.')[0]!)}`,
    );
  });
}
