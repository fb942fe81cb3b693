import { getJwks } from '@sutra/contracts/identity';
import type { Owner } from '@sutra/contracts/organisations';
import type { Clock, Ids } from '@sutra/kernel/clock';
import type { Keyring } from '@sutra/kernel/crypto';
import type { Gates } from '@sutra/kernel/db/gates';
import type { Feed } from '@sutra/kernel/feed';
import type { Once } from '@sutra/kernel/once';
import { route } from '@sutra/kernel/http/route';
import type { Module } from '@sutra/kernel/module';
import type { Authenticator } from '@sutra/kernel/ports';
import type { Access } from '../access/public.ts';
import type { Messaging } from '../messaging/public.ts';
import type { Notifications } from '../workspace/public.ts';
import { accessEndHandler, type AccessEndsOptions, tellOfEnds } from './access-ends.ts';
import { accessReviewRoutes } from './access-review.routes.ts';
import { AccessReviews } from './access-review.service.ts';
import { createAuthenticator } from './authenticator.ts';
import type { Breaches } from './breaches.ts';
import { contactRoutes } from './contacts.routes.ts';
import { Contacts } from './contacts.service.ts';
import { Proofs } from './dpop.ts';
import { EarlierSessions } from './earlier-sessions.ts';
import { Ceremonies } from './factors/ceremonies.ts';
import { factorRoutes } from './factors/factors.routes.ts';
import { OtherProofs } from './factors/other-proofs.ts';
import { OwnFactors } from './factors/own-factors.service.ts';
import { Prover } from './factors/prove.ts';
import { SecondStep } from './factors/second-step.service.ts';
import { StepUps } from './factors/step-up.service.ts';
import { newsHandlers } from './news.handlers.ts';
import { Invitations } from './invitations.service.ts';
import { Joining } from './joining.service.ts';
import { Lockout } from './lockout.service.ts';
import { LoginEvents } from './login-events.service.ts';
import { OrganisationSecurity } from './organisation-security.service.ts';
import { inviteOperator, type OperatorInvitation } from './operator-invitation.ts';
import { OwnRoles } from './own-roles.service.ts';
import { Passwords } from './password.service.ts';
import { namesOf } from './people.queries.ts';
import { peopleRoutes } from './people.routes.ts';
import { People } from './people.service.ts';
import { PinSignIn } from './pin-sign-in.service.ts';
import { pinRoutes } from './pins.routes.ts';
import { Pins } from './pins.service.ts';
import { Refreshes } from './refresh.service.ts';
import { Register } from './register.service.ts';
import { Revocations } from './revocations.ts';
import { roleChangeHandler } from './role-changes.ts';
import { RoleEditions } from './role-editions.ts';
import { Alerts } from './risk/alerts.service.ts';
import { Disowning } from './risk/disowning.service.ts';
import { Numbers } from './risk/numbers.service.ts';
import type { Positions } from './risk/positions.ts';
import { riskHandlers } from './risk/risk.handlers.ts';
import { riskRoutes } from './risk/risk.routes.ts';
import { Risk } from './risk/risk.service.ts';
import { SignInRisk } from './risk/sign-in-risk.ts';
import { serviceAccountRoutes } from './service-accounts.routes.ts';
import { ServiceAccounts } from './service-accounts.service.ts';
import { sessionRoutes } from './sessions.routes.ts';
import { Sessions } from './sessions.service.ts';
import { signInRoutes } from './sign-in.routes.ts';
import { SignInCodes } from './sign-in-codes.ts';
import { SignIn } from './sign-in.service.ts';
import { Issuer } from './signed-in.ts';
import { SigningKeys } from './signing-keys.ts';
import { Tokens } from './tokens.ts';

export interface IdentityOptions {
  gates: Gates;
  clock: Clock;
  ids: Ids;
  feed: Feed;
  keyring: Keyring;
  once: Once;
  access: Access;
  messaging: Messaging;
  notifications: Notifications;
  breaches: Breaches | null;
  positions: Positions;
  issuer: string;
  /** Where people sign in. */
  address: string;
  recordSystem: AccessEndsOptions['recordSystem'];
}

export interface Identity {
  module: Module;
  authenticator: Authenticator;
  namesOf: (ids: readonly string[], organisationId: string) => Promise<Map<string, string>>;
  register: Register;
  inviteOperator: (operator: Owner, organisationName: string) => Promise<OperatorInvitation>;
  /** For connections that nobody asks about: who is refused by what was missed while the feed was silent. */
  afterSilence: Revocations['afterSilence'];
  /** For a connection that is let in: throws if what it was let in by has ended meanwhile. */
  check: Revocations['check'];
}

export function createIdentity(options: IdentityOptions): Identity {
  const {
    gates,
    clock,
    ids,
    feed,
    keyring,
    once,
    access,
    messaging,
    notifications,
    breaches,
    positions,
    issuer,
    address,
    recordSystem,
  } = options;
  const keys = new SigningKeys(gates, keyring, clock);
  const tokens = new Tokens({ issuer, keys, access, editions: new RoleEditions(gates), clock, ids });
  const revocations = new Revocations(gates, feed, clock);
  const refreshKey = keyring.for('identity.refresh');
  const answers = new Issuer(tokens, access, clock);
  const events = new LoginEvents({ gates, clock, ids });
  const lockout = new Lockout(gates, clock, keyring.for('identity.lockout'));
  const linkKey = keyring.for('identity.not-me');
  const alerts = new Alerts({ gates, clock, ids, messaging, linkKey, address });
  const sessions = new Sessions({ gates, clock, ids, feed, issuer: answers, revocations, events, alerts, refreshKey });
  const proofs = new Proofs({ once, clock, nonceKey: keyring.for('identity.dpop-nonce') });
  const judging = new Risk({ gates, clock, positions });
  const risk = new SignInRisk({ risk: judging, events, alerts, issuer: answers });
  const disowning = new Disowning({ gates, sessions, issuer: answers, linkKey });
  const numbers = new Numbers(gates, access);
  const security = new OrganisationSecurity(gates, revocations);
  const refreshes = new Refreshes({ gates, sessions, proofs, issuer: answers, risk, events, refreshKey });
  const joining = new Joining({ gates, ids, issuer: answers, access });
  const codes = new SignInCodes({
    gates,
    clock,
    ids,
    messaging,
    lockout,
    events,
    otpKey: keyring.for('identity.otp'),
    messageKey: keyring.for('identity.otp-message'),
  });
  const ceremonies = new Ceremonies(gates, clock, ids);
  const factorKeys = { totpKey: keyring.for('identity.totp'), recoveryKey: keyring.for('identity.recovery-code') };
  const prover = new Prover({ gates, clock, lockout, events, ...factorKeys });
  const others = new OtherProofs({ ceremonies, codes, lockout, events });
  const earlier = new EarlierSessions({ gates, sessions, issuer: answers, refreshKey });
  const secondStep = new SecondStep({
    gates,
    ceremonies,
    prover,
    others,
    proofs,
    sessions,
    earlier,
    numbers,
    risk,
    events,
  });
  const signIn = new SignIn({ gates, clock, secondStep, joining, codes, lockout, events });
  const stepUps = new StepUps({ gates, ceremonies, prover, signIn });
  const own = new OwnFactors({ gates, clock, ids, lockout, sessions, ceremonies, ...factorKeys });
  const pinKey = keyring.for('identity.pin');
  const pinSignIn = new PinSignIn({ gates, sessions, earlier, numbers, risk, events, pinKey });
  const passwords = new Passwords({ gates, sessions, breaches });
  const contacts = new Contacts({
    gates,
    clock,
    ids,
    messaging,
    lockout,
    codeKey: keyring.for('identity.contact-code'),
    messageKey: keyring.for('identity.contact-code-message'),
  });
  const members = new People(gates, access, revocations, clock);
  const roles = new OwnRoles({ gates, ids, access, revocations });
  const invitations = new Invitations({ gates, clock, ids, access, messaging, address });
  const register = new Register({ gates, clock, ids, messaging, invitations, revocations });
  const accounts = new ServiceAccounts({ gates, clock, ids, access, revocations });
  return {
    register,
    inviteOperator: (operator, name) => inviteOperator({ gates, clock, ids, recordSystem }, operator, name),
    afterSilence: (tell) => revocations.afterSilence(tell),
    check: (actor) => revocations.check(actor),
    authenticator: createAuthenticator({ tokens, accounts, revocations, proofs }),
    namesOf: (wanted, organisationId) => namesOf(gates, wanted, organisationId),
    module: {
      name: 'identity',
      permissions: {
        'service-account.manage': ['owner'],
        'people.read': ['owner', 'manager', 'auditor', 'compliance_officer'],
        'people.invite': ['owner', 'manager'],
        'people.manage': ['owner', 'manager'],
        'people.confirm-number': ['owner'],
        'role.manage': ['owner'],
        'access.review': ['owner', 'auditor', 'compliance_officer'],
        'access.record-review': ['owner', 'compliance_officer'],
        'organisation.update': ['owner', 'manager'],
        'organisation.security': ['owner', 'platform_admin'],
      },
      routes: [
        ...signInRoutes(signIn, proofs),
        ...factorRoutes({ proofs, secondStep, stepUps, own }),
        ...pinRoutes({ proofs, pins: new Pins({ gates, pinKey }), pinSignIn }),
        ...sessionRoutes({ sessions, refreshes, events, passwords }),
        ...contactRoutes(contacts),
        ...serviceAccountRoutes(accounts),
        ...peopleRoutes({ gates, members, roles, invitations, joining }),
        ...accessReviewRoutes(new AccessReviews({ gates, ids, access })),
        ...riskRoutes({ disowning, numbers, security }),
        route(getJwks, async () => ({ keys: await keys.publicJwks() })),
      ],
      handlers: [
        {
          // The way of last resort: if the process died between commit and publish, the event still tells every instance.
          name: 'identity.publish-revocations',
          types: ['identity.session.revoked'],
          handle: (event) => revocations.publish([event.subject]),
        },
        {
          name: 'identity.publish-membership-changes',
          types: ['identity.membership.changed'],
          handle: ({ subject, organisationId, data }) =>
            revocations.publishChanges([
              { userId: subject, organisationId: organisationId!, version: (data as { version: number }).version },
            ]),
        },
        {
          name: 'identity.publish-standing',
          types: ['identity.organisation.suspended', 'identity.organisation.resumed'],
          handle: ({ subject }, tx) => register.publishStanding(tx, subject),
        },
        roleChangeHandler(revocations, notifications),
        accessEndHandler(notifications),
        ...newsHandlers(notifications),
        ...riskHandlers(notifications, security),
      ],
      search: [{ permission: 'people.read', find: (actor, text, limit) => members.search(actor, text, limit) }],
      jobs: [
        { name: 'identity.send-invitations', schedule: '* * * * *', run: () => invitations.sendWaiting() },
        {
          name: 'identity.tell-of-access-ends',
          schedule: '* * * * *',
          run: () => tellOfEnds({ gates, clock, ids, recordSystem }),
        },
        { name: 'identity.end-invitations', schedule: '50 * * * *', run: () => invitations.tidy() },
        { name: 'identity.forget-ceremonies', schedule: '30 * * * *', run: () => ceremonies.tidy() },
        { name: 'identity.send-sign-in-codes', schedule: '* * * * *', run: () => codes.sendWaiting() },
        { name: 'identity.send-contact-codes', schedule: '* * * * *', run: () => contacts.sendCodes() },
        { name: 'identity.send-contact-notices', schedule: '* * * * *', run: () => contacts.sendNotices() },
        { name: 'identity.send-sign-in-alerts', schedule: '* * * * *', run: () => alerts.sendWaiting() },
        { name: 'identity.forget-sign-in-alerts', schedule: '25 3 * * *', run: () => alerts.tidy() },
        { name: 'identity.forget-contact-codes', schedule: '45 * * * *', run: () => contacts.tidy() },
        { name: 'identity.forget-attempts', schedule: '40 * * * *', run: () => lockout.tidy() },
        { name: 'identity.forget-login-events', schedule: '15 3 * * *', run: () => events.tidy() },
        { name: 'identity.rotate-signing-keys', schedule: '5 3 * * *', run: () => keys.load() },
        { name: 'identity.forget-codes', schedule: '35 * * * *', run: () => codes.tidy() },
      ],
      start: () => keys.load(),
    },
  };
}
