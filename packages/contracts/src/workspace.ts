// What a person sees first: what needs them now, what they did last, and a way to find anything by name.
import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { personOnly } from './failures.ts';
import { Instant, Page, pageOf, Text, Uuid } from './wire.ts';

/** Words for the reader are the console's: it knows the kind, and puts the values into its own sentence. */
const Values = z.record(z.string(), z.union([z.string(), z.number()]));
const ConsolePath = z
  .string()
  .regex(/^\/(?!\/)/)
  .meta({ description: 'Where it is in the console' });

export const SearchHit = z
  .object({
    kind: z.string().meta({ description: 'What it is, such as `settings.location` or `person`' }),
    id: z.string(),
    title: z.string(),
    subtitle: z.string().nullable(),
    path: ConsolePath,
  })
  .meta({ id: 'SearchHit' });
export type SearchHit = z.infer<typeof SearchHit>;

export const searchEverything = endpoint({
  id: 'searchEverything',
  method: 'GET',
  path: '/api/v1/search',
  summary: 'Records by name, over all modules, of what this person may read',
  access: 'signed-in',
  limit: 'search',
  query: z.object({ q: Text(100) }),
  response: z.object({ items: z.array(SearchHit) }),
});

export const TodayItem = z
  .object({
    kind: z.string().meta({ description: 'What it is about, such as `import.running`' }),
    tone: z.enum(['neutral', 'info', 'success', 'warning', 'danger']),
    values: Values,
    path: ConsolePath,
    at: Instant,
  })
  .meta({ id: 'TodayItem' });
export type TodayItem = z.infer<typeof TodayItem>;

export const getToday = endpoint({
  id: 'getToday',
  method: 'GET',
  path: '/api/v1/today',
  summary: 'What needs this person now, and what they did last',
  access: 'signed-in',
  limit: 'default',
  response: z.object({ now: z.array(TodayItem), recent: z.array(TodayItem) }),
});

export const Notification = z
  .object({
    id: Uuid,
    kind: z.string(),
    values: Values,
    path: ConsolePath.nullable(),
    organisationId: Uuid.nullable().meta({
      description: 'The organisation it is about; null if it is about the person',
    }),
    createdAt: Instant,
    readAt: Instant.nullable(),
  })
  .meta({ id: 'Notification' });
export type Notification = z.infer<typeof Notification>;

export const listNotifications = endpoint({
  id: 'listNotifications',
  method: 'GET',
  path: '/api/v1/notifications',
  summary: 'My notifications, newest first, with the count of unread ones',
  access: 'signed-in',
  limit: 'default',
  query: z.object(Page),
  response: pageOf(Notification).extend({ unread: z.int() }),
  errors: [personOnly],
});

export const readNotifications = endpoint({
  id: 'readNotifications',
  method: 'POST',
  path: '/api/v1/notifications/read',
  summary: 'Mark my notifications as read, up to the given one',
  access: 'signed-in',
  limit: 'default',
  audit: { none: 'what a person has looked at is nobody else’s business' },
  body: z.object({ upTo: Uuid.meta({ description: 'The newest that was seen; ids are in the order of time' }) }),
  response: z.object({ unread: z.int() }),
  errors: [personOnly],
});
