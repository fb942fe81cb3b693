// From what a call shows to an actor: a token of a person, bound to the key of a device or not, or an API key.
import { dpopInvalid, tokenInvalid, tokenMissing } from '@sutra/contracts/failures';
import type { Actor, Presented } from '@sutra/kernel/actor';
import { AppError } from '@sutra/kernel/errors';
import type { Authenticator } from '@sutra/kernel/ports';
import type { Proofs } from './dpop.ts';
import type { Revocations } from './revocations.ts';
import { isApiKey, type ServiceAccounts } from './service-accounts.service.ts';
import type { Tokens } from './tokens.ts';

export interface AuthenticatorOptions {
  tokens: Tokens;
  accounts: ServiceAccounts;
  revocations: Revocations;
  proofs: Proofs;
}

export function createAuthenticator({ tokens, accounts, revocations, proofs }: AuthenticatorOptions): Authenticator {
  const checked = (actor: Actor): Actor | Promise<Actor> => {
    const pending = revocations.check(actor);
    return pending === undefined ? actor : pending.then(() => actor);
  };
  const unbound = (actor: Actor): Actor | Promise<Actor> => {
    // Whoever found the token has not found the key of the device.
    if (actor.keyThumbprint !== undefined)
      throw proofs.required('This token is bound to a device: send it as Authorization: DPoP, with a proof.');
    return checked(actor);
  };
  const bound = async (presented: Presented, token: string): Promise<Actor> => {
    const actor = await checked(await tokens.verify(token));
    if (actor.keyThumbprint === undefined) throw new AppError(tokenInvalid, { detail: 'Send this token as Bearer.' });
    const thumbprint = await proofs.check(presented, token);
    if (thumbprint !== actor.keyThumbprint)
      throw new AppError(dpopInvalid, { detail: 'The proof is by the key of another device.' });
    return checked(actor); // once more: the session may have ended while the proof was looked up
  };
  return {
    nonce: () => proofs.nonce(),
    authenticate: (presented) => {
      const { authorization } = presented;
      if (authorization === undefined) throw new AppError(tokenMissing);
      if (/^dpop /i.test(authorization)) return bound(presented, authorization.slice(5));
      if (!/^bearer /i.test(authorization))
        throw new AppError(tokenInvalid, { detail: 'Send Authorization: Bearer or DPoP, then a space and the token.' });
      const credential = authorization.slice(7);
      const actor = isApiKey(credential) ? accounts.authenticate(credential, presented.ip) : tokens.verify(credential);
      return actor instanceof Promise ? actor.then(unbound) : unbound(actor);
    },
  };
}
