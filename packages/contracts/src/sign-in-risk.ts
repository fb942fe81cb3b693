// "This wasn't me": from the message about a sign-in, by a link that is a capability, or from one's own history.
import { z } from 'zod';
import { endpoint, failure } from './endpoint.ts';
import { personOnly } from './failures.ts';
import { sessionNotFound } from './sessions.ts';
import { Instant, Uuid } from './wire.ts';

export const notMeOver = failure(
  'not_me.over',
  410,
  'This link is not valid any more: it works once, for seven days; look through your devices and sessions instead',
);

const NotMeToken = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be what stands after # in the link');

export const lookAtSignIn = endpoint({
  id: 'lookAtSignIn',
  method: 'POST',
  path: '/api/v1/auth/not-me/look',
  summary: 'The sign-in that a link of a message is about; nothing ends by looking',
  access: 'public',
  limit: 'auth',
  audit: { none: 'it only reads; the token is in the body so that no log keeps it' },
  body: z.object({ token: NotMeToken }),
  response: z.object({
    deviceName: z.string(),
    occurredAt: Instant,
    country: z.string().nullable().meta({ description: 'ISO 3166-1 alpha-2, where it is known' }),
  }),
  errors: [notMeOver],
});

export const notMe = endpoint({
  id: 'notMe',
  method: 'POST',
  path: '/api/v1/auth/not-me',
  summary: 'End the session that a link of a message is about, and forget its device',
  access: 'public',
  limit: 'auth',
  audit: 'session.disowned',
  body: z.object({ token: NotMeToken }),
  response: z.object({ revokedAt: Instant }),
  errors: [notMeOver],
});

export const disownSession = endpoint({
  id: 'disownSession',
  method: 'POST',
  path: '/api/v1/auth/sessions/:sessionId/not-me',
  summary: 'Say of one of my sessions, open or over, that it was not me: it ends, and its device is forgotten',
  access: 'signed-in',
  limit: 'auth',
  audit: 'session.disowned',
  params: z.object({ sessionId: Uuid }),
  response: z.object({ revokedAt: Instant }),
  errors: [sessionNotFound, personOnly],
});
