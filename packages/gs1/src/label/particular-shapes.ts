// The shapes in which labels and values come beside lines of text: JSON, brackets, queries, eight values between pipes. Each
// gives what is labelled and how much of the text is not, so that text of another kind is told from particulars.
import { identifierOf } from '../dictionary.ts';
import { ELEMENTS_MAX } from '../limits.ts';
import { type Particular, particularOf, particularOfIdentifier } from './particular-labels.ts';
import { plainText } from './plain-text.ts';

/** A labelled value; `isGs1` where the label is an AI, so that a date is YYMMDD before it is anything else. */
export type Labelled = {
  readonly particular: Particular;
  readonly label: string;
  readonly value: string;
  readonly isGs1: boolean;
};

/** What a text holds in one of the shapes; `unknown` counts the labels and stretches that are no particulars. */
export type Shape = {
  readonly form: 'labels' | 'json' | 'brackets' | 'query' | 'positions';
  readonly labelled: readonly Labelled[];
  readonly unknown: number;
};

/** Reads an object of JSON with labels as keys, also one level down (`{"batch": {"number": "AB12"}}`). */
export function jsonObject(text: string): Shape | null {
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  return new JsonReader(text).read();
}

/** Walks valid JSON itself, because a parsed object no longer shows that a key came twice. */
class JsonReader {
  readonly #text: string;
  readonly #open: string[] = [];
  readonly #keys: string[] = [];
  readonly #labelled: Labelled[] = [];
  #unknown = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): Shape | null {
    let key: string | null = null;
    for (const [token] of this.#text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s"{}[\]:,]+/gsu)) {
      if (token === '{' || token === '[') {
        this.#open.push(token);
        this.#keys.push(key ?? '');
        if (token === '[' || this.#open.length > 2) this.#unknown++;
        key = null;
      } else if (token === '}' || token === ']') {
        this.#open.pop();
        this.#keys.pop();
        key = null;
      } else if (token === ',') {
        key = null;
      } else if (token !== ':') {
        if (this.#open.at(-1) === '[') continue;
        if (key === null) key = JSON.parse(token) as string;
        else this.#value(key, token);
      }
      if (this.#labelled.length > ELEMENTS_MAX) return null;
    }
    if (this.#labelled.length === 0) return null;
    return { form: 'json', labelled: this.#labelled, unknown: this.#unknown };
  }

  #value(key: string, token: string): void {
    if (this.#open.length > 2 || this.#open.includes('[') || token === 'null') return;
    const parent = this.#open.length === 2 ? this.#keys.at(-1)! : '';
    const isGs1 = parent === '' && /^\d{2,4}$/.test(key) && identifierOf(key) !== undefined;
    const particular = isGs1 ? particularOfIdentifier(key) : (particularOf(key) ?? particularOf(`${parent} ${key}`));
    const value: unknown = JSON.parse(token);
    const isWritten = typeof value === 'string' || Number.isSafeInteger(value);
    if (particular === undefined || !isWritten) this.#unknown++;
    else this.#labelled.push({ particular, label: key, value: String(value), isGs1 });
  }
}

/**
 * Reads AIs in brackets, `[01]:08901234567890[17]:FEB.2027` or `(17)FEB 2027`. Round brackets without a colon or a printed
 * date are damaged GS1 data and none of this.
 */
export function bracketedText(text: string): Shape | null {
  const open = text[0];
  const close = open === '[' ? ']' : open === '(' ? ')' : null;
  if (close === null) return null;
  const labelled: Labelled[] = [];
  let isPrinted = open === '[';
  for (let at = 0; at < text.length;) {
    const closeAt = text.indexOf(close, at);
    if (closeAt < 0 || closeAt - at > 5 || labelled.length === ELEMENTS_MAX) return null;
    const ai = text.slice(at + 1, closeAt);
    const title = identifierOf(ai)?.title;
    if (title === undefined) return null;
    const valueEnd = nextBracketed(text, closeAt + 1, open!, close);
    const written = text.slice(closeAt + 1, valueEnd).trim();
    const value = written.startsWith(':') ? written.slice(1).trim() : written;
    const particular = particularOfIdentifier(ai);
    const isDate = particular === 'manufactured' || particular === 'expiry';
    if (value !== written || (isDate && /[^0-9]/.test(value))) isPrinted = true;
    labelled.push({ particular, label: `${ai} ${title}`, value, isGs1: true });
    at = valueEnd;
  }
  return isPrinted ? { form: 'brackets', labelled, unknown: 0 } : null;
}

// A bracket inside a value is one unless digits and the closing bracket follow.
function nextBracketed(text: string, start: number, open: string, close: string): number {
  for (let at = text.indexOf(open, start); at >= 0; at = text.indexOf(open, at + 1)) {
    const inside = text.slice(at + 1, at + 6);
    const closeAt = inside.indexOf(close);
    if (closeAt >= 2 && identifierOf(inside.slice(0, closeAt)) !== undefined) return at;
  }
  return text.length;
}

/** Reads the query of a web address with labels as names (`?batch=AB12&exp=02/2027`). */
export function queryOf(url: string): Shape | null {
  const queryAt = url.indexOf('?');
  if (queryAt < 0) return null;
  const hashAt = url.indexOf('#', queryAt);
  const parameters = url.slice(queryAt + 1, hashAt < 0 ? url.length : hashAt).split('&');
  if (parameters.length > ELEMENTS_MAX) return null;
  const labelled: Labelled[] = [];
  for (const parameter of parameters) {
    const equals = parameter.indexOf('=');
    if (equals <= 0) continue;
    const particular = particularOf(parameter.slice(0, equals));
    const value = decodedParameter(parameter.slice(equals + 1));
    if (particular === undefined || value === null) continue;
    labelled.push({ particular, label: parameter.slice(0, equals), value: value.trim(), isGs1: false });
  }
  return { form: 'query', labelled, unknown: 0 };
}

function decodedParameter(text: string): string | null {
  try {
    const plain = plainText(decodeURIComponent(text.replaceAll('+', ' ')));
    return plain.isChanged ? null : plain.text;
  } catch {
    return null;
  }
}

const IN_ORDER: readonly Particular[] = [
  'productCode',
  'genericName',
  'brandName',
  'manufacturer',
  'batch',
  'manufactured',
  'expiry',
  'licence',
];

/** Takes eight values between pipes for the particulars in the order of the rule; whoever calls has to prove them. */
export function eightValues(text: string): Shape | null {
  const values = text.trim().split('|', IN_ORDER.length + 2);
  if (values.length === IN_ORDER.length + 1 && values.at(-1)!.trim() === '') values.pop();
  if (values.length !== IN_ORDER.length || text.includes('\n')) return null;
  const labelled = values.map((value, index) => {
    const particular = IN_ORDER[index]!;
    return { particular, label: particular, value: value.trim(), isGs1: false };
  });
  return { form: 'positions', labelled, unknown: 0 };
}
