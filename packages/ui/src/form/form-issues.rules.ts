// From what a schema or the server says is wrong to words beside a field.
import type { SchemaIssue } from './form-schema.ts';
import type { TextValues, UiMessage } from '../language.tsx';

/** Words by key, in the language of the page; or words that somebody wrote for this case, as they are. */
export type IssueWords = { key: UiMessage; values?: TextValues } | { own: string };
export interface FormIssue {
  /** Names and places joined by dots; '' is the record as a whole. */
  path: string;
  words: IssueWords;
}

export function pathOf(issue: SchemaIssue): string {
  return (issue.path ?? []).map((step) => String(typeof step === 'object' ? step.key : step)).join('.');
}

// Each begins what zod says by itself; any other message was written for its case.
const WRITTEN_BY_SCHEMA = /^(?:Too (?:small|big):|Invalid\b|Unrecognized key)/;

/** What zod says of an issue; the message alone where it was written for the case. */
interface ZodIssue {
  code?: string;
  message: string;
  origin?: string;
  format?: string;
  expected?: string;
  minimum?: number | bigint;
  maximum?: number | bigint;
  inclusive?: boolean;
  divisor?: number | bigint;
}

/**
 * Words for an issue of a zod schema. `value` is what stands in the field: if nothing does, the words ask for it.
 * `formatNumber` writes limits as the field writes its value.
 */
export function wordsOf(
  issue: SchemaIssue,
  value: unknown,
  formatNumber: (value: number) => string = String,
): IssueWords {
  const { code, message, origin, format, expected, minimum, maximum, inclusive, divisor } = issue as ZodIssue;
  if (!WRITTEN_BY_SCHEMA.test(message)) return { own: message };
  const isList = origin === 'array' || origin === 'set' || origin === 'file';
  if (isNothing(value) && !isList) return { key: 'ui.form.error.required' };
  if (code === 'too_small' && minimum !== undefined) {
    const count = Number(minimum);
    if (origin === 'string') return { key: 'ui.form.error.tooShort', values: { count } };
    if (isList) return { key: 'ui.form.error.tooFew', values: { count } };
    if (origin === 'date') return { key: 'ui.form.error.tooEarly' };
    const key = inclusive === false ? 'ui.form.error.notMore' : 'ui.form.error.tooSmall';
    return { key, values: { limit: formatNumber(count) } };
  }
  if (code === 'too_big' && maximum !== undefined) {
    const count = Number(maximum);
    if (origin === 'string') return { key: 'ui.form.error.tooLong', values: { count } };
    if (isList) return { key: 'ui.form.error.tooMany', values: { count } };
    if (origin === 'date') return { key: 'ui.form.error.tooLate' };
    const key = inclusive === false ? 'ui.form.error.notLess' : 'ui.form.error.tooBig';
    return { key, values: { limit: formatNumber(count) } };
  }
  if (code === 'invalid_format') return { key: FORMATS[format ?? ''] ?? 'ui.form.error.format' };
  if (code === 'invalid_value') return { key: 'ui.form.error.choice' };
  if (code === 'not_multiple_of' && divisor !== undefined)
    return { key: 'ui.form.error.multiple', values: { of: formatNumber(Number(divisor)) } };
  if (code === 'invalid_type' && expected === 'int') return { key: 'ui.form.error.integer' };
  if (code === 'invalid_type' && expected === 'number') return { key: 'ui.form.error.number' };
  return { key: 'ui.form.error.invalid' };
}

const FORMATS: Readonly<Record<string, UiMessage>> = {
  email: 'ui.form.error.email',
  url: 'ui.form.error.url',
  date: 'ui.form.error.day',
  datetime: 'ui.form.error.day',
};

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** The fields that a refusal of the server names; empty for any other failure. */
export function serverIssues(error: unknown): FormIssue[] {
  if (typeof error !== 'object' || error === null || !('problem' in error)) return [];
  const { errors } = error.problem as { errors?: readonly { path: string; message: string }[] };
  // The server says first which part of the request it means; a form is its body.
  return (errors ?? []).map(({ path, message }) => ({
    path: path.replace(/^body(?:\.|$)/, ''),
    words: WRITTEN_BY_SCHEMA.test(message) ? { key: 'ui.form.error.invalid' } : { own: message },
  }));
}

/** The field that an issue belongs to: itself, or the nearest one that holds it; null if there is none. */
export function fieldFor(path: string, fields: Iterable<string>): string | null {
  let best: string | null = null;
  for (const field of fields) {
    const holds = path === field || path.startsWith(`${field}.`);
    if (holds && (best === null || field.length > best.length)) best = field;
  }
  return best;
}

/** One issue a field, the first: the rest usually follow from it. */
export function firstOfEach(issues: readonly FormIssue[]): FormIssue[] {
  const seen = new Set<string>();
  return issues.filter(({ path, words }) => {
    const key = path === '' ? JSON.stringify(words) : path;
    return !seen.has(key) && seen.add(key);
  });
}
