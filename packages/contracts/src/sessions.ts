// Who is signed in, and a person's sessions over all devices.
import { z } from 'zod';
import { endpoint, failure } from './endpoint.ts';
import { personOnly } from './failures.ts';
import { DeviceKind, Line, Organisation, OwnPerson, Person } from './identity.ts';
import { Instant, Uuid } from './wire.ts';

export const sessionNotFound = failure('session.not_found', 404, 'That session is not there any more');

const Session = z
  .object({
    id: Uuid,
    deviceName: z.string(),
    deviceKind: DeviceKind,
    ip: z.string(),
    userAgent: z.string(),
    createdAt: Instant,
    lastActiveAt: Instant,
    expiresAt: Instant,
    isCurrent: z.boolean(),
  })
  .meta({ id: 'Session' });

export const getMe = endpoint({
  id: 'getMe',
  method: 'GET',
  path: '/api/v1/auth/me',
  summary: 'Who is signed in, where, and what they may do',
  access: 'signed-in',
  limit: 'default',
  response: z.object({
    user: OwnPerson,
    organisation: Organisation,
    permissions: z.array(z.string()),
    session: Session,
  }),
  errors: [personOnly],
});

export const updateMe = endpoint({
  id: 'updateMe',
  method: 'PATCH',
  path: '/api/v1/auth/me',
  summary: 'Change my own name',
  access: 'signed-in',
  limit: 'default',
  audit: 'person.renamed',
  body: z.object({ name: Line(200) }),
  response: Person,
  errors: [personOnly],
});

export const listSessions = endpoint({
  id: 'listSessions',
  method: 'GET',
  path: '/api/v1/auth/sessions',
  summary: 'My sessions over all devices, newest activity first',
  access: 'signed-in',
  limit: 'default',
  response: z.object({ sessions: z.array(Session) }),
  errors: [personOnly],
});

export const revokeSession = endpoint({
  id: 'revokeSession',
  method: 'DELETE',
  path: '/api/v1/auth/sessions/:sessionId',
  summary: 'Log out one device',
  access: 'signed-in',
  limit: 'default',
  audit: 'session.revoked',
  params: z.object({ sessionId: Uuid }),
  response: z.object({ revokedAt: Instant }),
  errors: [sessionNotFound, personOnly],
});

export const revokeAllSessions = endpoint({
  id: 'revokeAllSessions',
  method: 'DELETE',
  path: '/api/v1/auth/sessions/all',
  summary: 'Log out all devices, or all others',
  access: 'signed-in',
  limit: 'default',
  audit: 'session.revoked_all',
  query: z.object({ keepCurrent: z.stringbool({ truthy: ['true'], falsy: ['false'] }).default(false) }),
  response: z.object({ revoked: z.int() }),
  errors: [personOnly],
});
