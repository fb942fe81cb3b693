// How a code is cut for display: application identifiers, values, separators, and what is wrong.

export interface CodePart {
  text: string;
  start: number;
  kind: 'ai' | 'value' | 'separator' | 'plain';
  isWrong: boolean;
}

interface Span {
  start: number;
  end: number;
}

const SEPARATOR = '\u001d';

/** Cuts `raw` wherever its meaning changes. The parts together are `raw`, but for a missing character at its end. */
export function splitCode(raw: string, elements: readonly { ai: string; value: string }[], error?: Span): CodePart[] {
  const kinds = kindsOf(raw, elements);
  const parts: CodePart[] = [];
  // Something may be missing rather than wrong: then one place is marked, if need be behind the last character.
  const wrong = error && { start: error.start, end: Math.max(error.end, error.start + 1) };
  for (let at = 0; at < raw.length; at += 1) {
    const kind = kinds[at]!;
    const isWrong = wrong !== undefined && at >= wrong.start && at < wrong.end;
    const last = parts.at(-1);
    if (last && last.kind === kind && last.isWrong === isWrong && kind !== 'separator') last.text += raw[at]!;
    else parts.push({ text: raw[at]!, start: at, kind, isWrong });
  }
  if (wrong && wrong.start >= raw.length) parts.push({ text: '', start: raw.length, kind: 'plain', isWrong: true });
  return parts;
}

function kindsOf(raw: string, elements: readonly { ai: string; value: string }[]): CodePart['kind'][] {
  const kinds = Array.from({ length: raw.length }, (_, at): CodePart['kind'] =>
    raw[at] === SEPARATOR ? 'separator' : 'plain',
  );
  let from = 0;
  for (const { ai, value } of elements) {
    const found = findElement(raw, ai, value, from);
    if (!found) continue;
    for (let at = found.start; at < found.valueAt + value.length; at += 1) {
      if (at < found.start + found.aiAt + ai.length && at >= found.start + found.aiAt) kinds[at] = 'ai';
      else if (at >= found.valueAt && kinds[at] !== 'separator') kinds[at] = 'value';
    }
    from = found.valueAt + value.length;
  }
  return kinds;
}

// As element string, in brackets, or in the path or query of a Digital Link.
function findElement(
  raw: string,
  ai: string,
  value: string,
  from: number,
): { start: number; aiAt: number; valueAt: number } | null {
  const forms: readonly (readonly [string, number, number])[] = [
    [`(${ai})${value}`, 1, ai.length + 2],
    [`/${ai}/${value}`, 1, ai.length + 2],
    [`${ai}=${value}`, 0, ai.length + 1],
    [`${ai}${value}`, 0, ai.length],
  ];
  for (const [form, aiAt, valueAt] of forms) {
    const start = raw.indexOf(form, from);
    if (start >= 0) return { start, aiAt, valueAt: start + valueAt };
  }
  return null;
}
