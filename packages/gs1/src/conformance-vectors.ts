// Reads the conformance vectors of public projects, which are kept beside the project and not in it; for tests only.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import type { LinterName } from './linters.ts';

/** One element as a source describes it. */
export type ExpectedElement = { ai: string; value: string; date?: string };

/** A value as a source describes it; sources differ in what they give. */
export type ExpectedValue = Partial<ExpectedElement> & {
  element_strings?: ExpectedElement[];
  check_digit?: number;
  gtin?: { value: string };
  symbology_identifier?: { value: string };
};

export type Row = {
  kind: string;
  input: string;
  expect: {
    ok: boolean;
    error?: string;
    hri?: string;
    date?: string;
    dataStr?: string;
    bracketed?: string;
    unbracketed?: string;
    path?: string;
    query?: string;
    value?: string | number | ExpectedValue;
  };
  linter?: LinterName;
  rule?: string;
  stem?: string | null;
  options?: {
    permitUnknownAIs?: boolean;
    permitZeroSuppressedGTINinDLuris?: boolean;
    validateUnknownAInotDLattr?: boolean;
    lintreqs?: boolean;
    separator_chars?: string[];
  };
  disputed?: object;
  engine?: { ais?: [string, string][] };
};

const folder = fileURLToPath(new URL('../../../../shared/vectors/gs1/', import.meta.url));

export const isMissing = !existsSync(folder);

/** For the name of a group of tests: why they are skipped. */
export const whyNotRun = isMissing ? ' (not run: the folder of conformance vectors is missing)' : '';

/** The text of a file of the folder, empty where the folder is missing. */
export function vectorText(file: string): string {
  return isMissing ? '' : readFileSync(folder + file, 'utf8');
}

export function vectorRows(file: string): readonly Row[] {
  const lines = vectorText(file).split('\n').filter(Boolean);
  return lines.map((line) => {
    const row: Row = JSON.parse(line);
    return row;
  });
}

/** The rows whose outcome is not the expected one, with both, so that one run shows all of them. */
export function differences(
  rows: readonly Row[],
  actual: (row: Row) => object,
  expected: (row: Row) => object = (row) => row.expect,
): readonly object[] {
  const differing: object[] = [];
  for (const row of rows) {
    const got = actual(row);
    const wanted = expected(row);
    if (!isDeepStrictEqual(got, wanted)) differing.push({ input: row.input, linter: row.linter, got, wanted });
  }
  return differing;
}
