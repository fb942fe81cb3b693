// From an Authorization header to an actor: a bearer token of a person, or an API key.
import { tokenInvalid, tokenMissing } from '@sutra/contracts/failures';
import type { Actor } from '@sutra/kernel/actor';
import { AppError } from '@sutra/kernel/errors';
import type { Authenticator } from '@sutra/kernel/ports';
import type { Revocations } from './revocations.ts';
import { isApiKey, type ServiceAccounts } from './service-accounts.service.ts';
import type { Tokens } from './tokens.ts';

export function createAuthenticator(
  tokens: Tokens,
  accounts: ServiceAccounts,
  revocations: Revocations,
): Authenticator {
  const checked = (actor: Actor): Actor | Promise<Actor> => {
    const pending = revocations.check(actor);
    return pending === undefined ? actor : pending.then(() => actor);
  };
  return {
    authenticate: (authorization, ip) => {
      if (authorization === undefined) throw new AppError(tokenMissing);
      if (!/^bearer /i.test(authorization))
        throw new AppError(tokenInvalid, { detail: 'Send Authorization: Bearer, then a space and the token.' });
      const credential = authorization.slice(7);
      const actor = isApiKey(credential) ? accounts.authenticate(credential, ip) : tokens.verify(credential);
      return actor instanceof Promise ? actor.then(checked) : checked(actor);
    },
  };
}
