// Tells people of what happened to their account and their place in an organisation.
import type { Module } from '@sutra/kernel/module';
import type { Notifications } from '../workspace/public.ts';
import { describeDevice } from './device.rules.ts';
import { findAccepted } from './invitations.queries.ts';
import { ownersOf, readStanding } from './register.queries.ts';
import { unusualSession } from './risk/risk.handlers.ts';

export function newsHandlers(notifications: Notifications): NonNullable<Module['handlers']> {
  return [
    {
      name: 'identity.tell-of-standing',
      types: ['identity.organisation.suspended', 'identity.organisation.resumed'],
      handle: async ({ type, subject }, tx) => {
        const { name } = await readStanding(tx, subject);
        const kind = type === 'identity.organisation.suspended' ? 'organisation.suspended' : 'organisation.resumed';
        for (const userId of await ownersOf(tx, subject))
          await notifications.add(tx, {
            userId,
            organisationId: null,
            kind,
            values: { organisation: name },
            path: '/',
          });
      },
    },
    {
      name: 'identity.tell-of-membership',
      types: ['identity.membership.changed'],
      handle: async ({ subject, organisationId, data }, tx) => {
        const { status } = data as { status: string };
        const { name } = await tx
          .selectFrom('identity.organisation')
          .select('name')
          .where('org_id', '=', organisationId)
          .executeTakeFirstOrThrow();
        await notifications.add(tx, {
          userId: subject,
          organisationId: null,
          kind: status === 'active' ? 'membership.changed' : 'membership.suspended',
          values: { organisation: name },
          path: '/',
        });
      },
    },
    {
      name: 'identity.tell-of-acceptance',
      types: ['identity.invitation.accepted'],
      handle: async ({ subject, organisationId }, tx) => {
        const accepted = await findAccepted(tx, subject);
        if (accepted)
          await notifications.add(tx, {
            userId: accepted.inviterId,
            organisationId,
            kind: 'invitation.accepted',
            values: { name: accepted.name },
            path: '/people',
          });
      },
    },
    {
      name: 'identity.tell-of-password',
      types: ['identity.password.changed'],
      handle: ({ subject }, tx) =>
        notifications.add(tx, {
          userId: subject,
          organisationId: null,
          kind: 'password.changed',
          path: '/sessions',
        }),
    },
    {
      name: 'identity.tell-of-second-factor',
      types: ['identity.second-factor.added', 'identity.second-factor.removed'],
      handle: ({ type, subject, data }, tx) =>
        notifications.add(tx, {
          userId: subject,
          organisationId: null,
          kind: type.endsWith('added') ? 'second-factor.added' : 'second-factor.removed',
          values: { what: (data as { what: string }).what },
          path: '/security',
        }),
    },
    {
      name: 'identity.tell-of-recovery-code',
      types: ['identity.recovery-code.used'],
      handle: ({ subject }, tx) =>
        notifications.add(tx, {
          userId: subject,
          organisationId: null,
          kind: 'recovery-code.used',
          path: '/security',
        }),
    },
    {
      name: 'identity.tell-of-pin',
      types: ['identity.pin.set'],
      handle: ({ subject, data }, tx) =>
        notifications.add(tx, {
          userId: subject,
          organisationId: null,
          kind: 'pin.set',
          values: { device: (data as { deviceName: string }).deviceName },
          path: '/security',
        }),
    },
    {
      name: 'identity.tell-of-contact',
      types: ['identity.contact.changed'],
      handle: ({ subject, data }, tx) => {
        const { kind, change } = data as { kind: string; change: string };
        return notifications.add(tx, {
          userId: subject,
          organisationId: null,
          kind: `${kind}.${change}`,
          path: '/sessions?tab=contacts',
        });
      },
    },
    {
      name: 'identity.tell-of-sign-in',
      types: ['identity.session.created'],
      handle: async ({ subject, data }, tx) => {
        if ((data as { isUnusual?: boolean }).isUnusual)
          return notifications.add(tx, await unusualSession(tx, subject));
        const session = await tx
          .selectFrom('identity.session')
          .select(['user_id', 'user_agent', 'authentication_method'])
          .where('id', '=', subject)
          .executeTakeFirstOrThrow();
        if (session.authentication_method === 'pin') return undefined; // on a device that they know, all day long
        return notifications.add(tx, {
          userId: session.user_id,
          organisationId: null,
          kind: 'session.created',
          values: { device: describeDevice(session.user_agent).name },
          path: '/sessions',
        });
      },
    },
  ];
}
