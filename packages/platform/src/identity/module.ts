import { getJwks } from '@sutra/contracts/identity';
import { type Clock, HOUR_MS, type Ids } from '@sutra/kernel/clock';
import type { Keyring } from '@sutra/kernel/crypto';
import type { Gates } from '@sutra/kernel/db/gates';
import type { Feed } from '@sutra/kernel/feed';
import { route } from '@sutra/kernel/http/route';
import type { Module } from '@sutra/kernel/module';
import type { Authenticator } from '@sutra/kernel/ports';
import type { Access } from '../access/public.ts';
import type { Messaging } from '../messaging/public.ts';
import { createAuthenticator } from './authenticator.ts';
import { namesOf } from './people.queries.ts';
import { Refreshes } from './refresh.service.ts';
import { Revocations } from './revocations.ts';
import { serviceAccountRoutes } from './service-accounts.routes.ts';
import { ServiceAccounts } from './service-accounts.service.ts';
import { sessionRoutes } from './sessions.routes.ts';
import { Sessions } from './sessions.service.ts';
import { signInRoutes } from './sign-in.routes.ts';
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
  access: Access;
  messaging: Messaging;
  issuer: string;
}

export interface Identity {
  module: Module;
  authenticator: Authenticator;
  namesOf: (ids: readonly string[], organisationId: string) => Promise<Map<string, string>>;
}

export function createIdentity(options: IdentityOptions): Identity {
  const { gates, clock, ids, feed, keyring, access, messaging, issuer } = options;
  const keys = new SigningKeys(gates, keyring, clock);
  const tokens = new Tokens({ issuer, keys, access, clock, ids });
  const revocations = new Revocations(gates, feed, clock);
  const refreshKey = keyring.for('identity.refresh');
  const answers = new Issuer(tokens, access, clock);
  const sessions = new Sessions({ gates, clock, ids, feed, issuer: answers, revocations, refreshKey });
  const refreshes = new Refreshes({ gates, clock, sessions, issuer: answers, refreshKey });
  const signIn = new SignIn({ gates, clock, ids, sessions, messaging, otpKey: keyring.for('identity.otp') });
  const accounts = new ServiceAccounts({ gates, clock, ids, access, revocations });
  return {
    authenticator: createAuthenticator(tokens, accounts, revocations),
    namesOf: (wanted, organisationId) => namesOf(gates, wanted, organisationId),
    module: {
      name: 'identity',
      permissions: { 'service-account.manage': ['owner'] },
      routes: [
        ...signInRoutes(signIn),
        ...sessionRoutes(sessions, refreshes),
        ...serviceAccountRoutes(accounts),
        route(getJwks, () => ({ keys: keys.publicJwks() })),
      ],
      handlers: [
        {
          // The way of last resort: if the process died between commit and publish, the event still tells every instance.
          name: 'identity.publish-revocations',
          types: ['identity.session.revoked'],
          handle: (event) => revocations.publish([event.subject]),
        },
      ],
      jobs: [
        { name: 'identity.rotate-signing-keys', schedule: '5 3 * * *', run: () => keys.load() },
        {
          name: 'identity.forget-codes',
          schedule: '35 * * * *',
          run: async () => {
            await gates
              .system('forget sign-in codes')
              .deleteFrom('identity.otp_challenge')
              .where('expires_at', '<', new Date(clock.nowMs() - HOUR_MS))
              .execute();
          },
        },
      ],
      start: () => keys.load(),
    },
  };
}
