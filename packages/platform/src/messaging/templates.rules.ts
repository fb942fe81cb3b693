// Messages as they are registered. In India an SMS goes out only if its text is a template that its sender registered with a
// telecom operator (TRAI's TCCCPR 2018, "DLT"), in which each place is tagged with what may stand there.

/** Digits; letters, digits and spaces, 40 at most; an address below one that was registered. */
export type Place = 'numeric' | 'alphanumeric' | 'url';

export interface MessageTemplate<Name extends string = string> {
  /** As in `SUTRA_SMS_TEMPLATES` and `docs/messages.md`. */
  id: string;
  places: Readonly<Record<Name, Place>>;
  /** `{name}` is a place. Null for what never goes to a number. */
  sms: string;
  /** Null for what never goes to an address. */
  mail: { subject: string; text: string } | null;
}

/** A code that somebody waits for, or something that nobody asked for. */
export type Purpose = 'code' | 'notice';

const PLACE = /\{(\w+)\}/g;
const MOST_ALPHANUMERIC = 40;

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

export function purposeOf({ places }: MessageTemplate): Purpose {
  return 'code' in places ? 'code' : 'notice';
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
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
  return Array.from(plain).slice(0, MOST_ALPHANUMERIC).join('').trimEnd() || 'unnamed';
}

/** The text as it is registered on the portals of Airtel, Jio, Vodafone Idea and BSNL; others want the tags in a form. */
export function registeredText(template: MessageTemplate): string {
  return template.sms.replaceAll(PLACE, (_, name: string) => `{#${template.places[name]!}#}`);
}
