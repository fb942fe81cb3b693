// Messages as they are registered. In India an SMS goes out only if its text is a template that its sender registered with a
// telecom operator (TRAI's TCCCPR 2018, "DLT"), in which each place is tagged with what may stand there.
import { segmentsOf } from './spending.rules.ts';

/** Digits; letters, digits and spaces, 40 at most; an address below one that was registered. */
export type Place = 'numeric' | 'alphanumeric' | 'url';

export interface MessageTemplate<Name extends string = string> {
  /** As in `SUTRA_SMS_TEMPLATES` and `docs/messages.md`. */
  id: string;
  purpose: Purpose;
  places: Readonly<Record<Name, Place>>;
  /** `{name}` is a place. */
  sms: string;
  /** Null for what never goes to an address. */
  mail: { subject: string; text: string } | null;
}

/** What answers somebody who waits for a code, or something that nobody waits for. */
export type Purpose = 'code' | 'notice';

const PLACE = /\{(\w+)\}/g;
const MOST_ALPHANUMERIC = 40;
const SEGMENTS = new Intl.Segmenter('en');

const declared = new Map<string, MessageTemplate>();

/** All that the modules of this process declare. */
export function declaredMessages(): readonly MessageTemplate[] {
  return [...declared.values()];
}

/** Declares a message. Throws where a text names a place that is not declared, or does not name one that is. */
export function messageTemplate<const Name extends string>(template: MessageTemplate<Name>): MessageTemplate<Name> {
  const { id, places, sms, mail } = template;
  const wanted = Object.keys(places).toSorted().join();
  for (const text of mail === null ? [sms] : [sms, mail.text]) {
    const named = [...new Set([...text.matchAll(PLACE)].map(([, name]) => name!))].toSorted().join();
    if (named !== wanted) throw new Error(`the message ${id} declares the places ${wanted} and names ${named}`);
  }
  if (declared.has(id)) throw new Error(`two messages are called ${id}`);
  declared.set(id, template);
  return template;
}

export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(PLACE, (_, name: string) => values[name]!);
}

/** What of each value may stand in its place of a registered text: with anything else the operator drops the message. */
export function valuesForSms<Name extends string>(
  { places }: MessageTemplate<Name>,
  values: Readonly<Record<Name, string>>,
): Record<Name, string> {
  const entries = (Object.keys(places) as Name[]).map((name) => [name, fit(places[name], values[name])] as const);
  return Object.fromEntries(entries) as Record<Name, string>;
}

function fit(place: Place, value: string): string {
  if (place === 'numeric') return value.replaceAll(/\D/g, '');
  if (place === 'url') return value;
  const plain = value
    .normalize('NFKC')
    .replaceAll(/\p{Cf}+/gu, '') // joiners, which the letters of India have inside of words
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
  let fitting = '';
  for (const { segment } of SEGMENTS.segment(plain)) {
    if (fitting.length + segment.length > MOST_ALPHANUMERIC) break;
    fitting += segment;
  }
  return fitting.trimEnd() || 'unnamed';
}

/** The most that a message can be billed as, whatever stands in its places; an address is taken to have 100 letters. */
export function mostSegments({ sms, places }: MessageTemplate): number {
  const longest = (name: string) =>
    ({ numeric: '000000', url: 'x'.repeat(100), alphanumeric: 'x'.repeat(MOST_ALPHANUMERIC) })[places[name]!];
  return segmentsOf(sms.replaceAll(PLACE, (_, name: string) => longest(name)));
}

/** The text as it is registered on the portals of Airtel, Jio, Vodafone Idea and BSNL; others want the tags in a form. */
export function registeredText(template: MessageTemplate): string {
  return template.sms.replaceAll(PLACE, (_, name: string) => `{#${template.places[name]!}#}`);
}
