// What of the log is shown: as the URL holds it, and as the server is asked.
import { present } from '../../app/search.ts';

export interface Filter {
  /** Id of a person or service account. */
  actor?: string;
  group?: string;
  action?: string;
  objectType?: string;
  objectId?: string;
  /** Days `YYYY-MM-DD` of India, both included. */
  from?: string;
  to?: string;
}

const DAY_MS = 86_400_000;
const INDIA_IS_AHEAD_MS = 5.5 * 3_600_000;

export function queryOf({ actor, group, action, objectType, objectId, from, to }: Filter) {
  return {
    ...present({ actorId: actor, actionGroup: group, action, objectType, objectId }),
    ...(from === undefined ? {} : { from: startOfDay(from) }),
    ...(to === undefined ? {} : { to: new Date(startOfDay(to).getTime() + DAY_MS) }),
  };
}

/** The instant at which a day begins in India, which has had one offset since 1945. */
function startOfDay(day: string): Date {
  return new Date(Date.parse(`${day}T00:00:00Z`) - INDIA_IS_AHEAD_MS);
}

const text = (pattern: RegExp) => (value: unknown) =>
  typeof value === 'string' && pattern.test(value) ? value : undefined;
const anyText = (value: unknown) => {
  const written = typeof value === 'number' ? String(value) : value;
  return typeof written === 'string' && written !== '' && written.length <= 80 ? written : undefined;
};
const day = (value: unknown) => {
  const written = text(/^(?:19|20|21)\d\d-\d\d-\d\d$/)(value);
  return written !== undefined && isDay(written) ? written : undefined;
};

/** A wrong value in the URL is as good as none. */
export function readFilter(search: Record<string, unknown>): Filter {
  return present({
    actor: text(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)(search['actor']),
    group: text(/^[a-z][a-z_]{0,39}$/)(search['group']),
    action: anyText(search['action']),
    objectType: anyText(search['objectType']),
    objectId: anyText(search['objectId']),
    from: day(search['from']),
    to: day(search['to']),
  });
}

export function isDay(text: string): boolean {
  const parsed = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed) && new Date(parsed).toISOString().startsWith(text);
}
