// Tells people of what looked unusual, and of what was said of their number.
import type { Tx } from '@sutra/kernel/db/gates';
import type { Module } from '@sutra/kernel/module';
import type { Notifications } from '../../workspace/public.ts';
import { describeDevice } from '../device.rules.ts';
import type { OrganisationSecurity } from '../organisation-security.service.ts';

type Handlers = NonNullable<Module['handlers']>;

const HISTORY = '/sessions?tab=history';

/** A session as its notification names it, with the reasons of the last event that was unusual about it. */
export async function unusualSession(tx: Tx, sessionId: string) {
  const session = await tx
    .selectFrom('identity.session')
    .select(['user_id as userId', 'user_agent as userAgent'])
    .where('id', '=', sessionId)
    .executeTakeFirstOrThrow();
  const event = await tx
    .selectFrom('identity.login_event')
    .select('reasons')
    .where('user_id', '=', session.userId)
    .where('session_id', '=', sessionId)
    .where('score', '>', 0)
    .orderBy('id', 'desc')
    .executeTakeFirst();
  return {
    userId: session.userId,
    organisationId: null,
    kind: 'session.unusual',
    values: {
      device: describeDevice(session.userAgent).name,
      reasons: event?.reasons.join(' ') ?? '',
      sessionId,
    },
    path: HISTORY,
  };
}

export function riskHandlers(notifications: Notifications, security: OrganisationSecurity): Handlers {
  return [
    {
      name: 'identity.tell-of-suspected-session',
      types: ['identity.session.suspected'],
      handle: async ({ subject }, tx) => notifications.add(tx, await unusualSession(tx, subject)),
    },
    {
      name: 'identity.tell-of-refused-sign-in',
      types: ['identity.sign-in.refused'],
      handle: ({ subject, data }, tx) =>
        notifications.add(tx, {
          userId: subject,
          organisationId: null,
          kind: 'sign-in.refused',
          values: { device: describeDevice((data as { userAgent: string }).userAgent).name },
          path: HISTORY,
        }),
    },
    {
      name: 'identity.tell-of-number',
      types: ['identity.mobile.confirmed', 'identity.mobile.reported'],
      handle: ({ type, subject }, tx) =>
        notifications.add(tx, {
          userId: subject,
          organisationId: null,
          kind: type === 'identity.mobile.confirmed' ? 'mobile.confirmed' : 'mobile.reported',
          path: '/sessions?tab=contacts',
        }),
    },
    {
      name: 'identity.publish-security-changes',
      types: ['identity.organisation.security-changed'],
      handle: ({ subject }, tx) => security.publish(tx, subject),
    },
  ];
}
