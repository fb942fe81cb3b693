import { login, requestOtp, verifyOtp } from '@sutra/contracts/identity';
import { type PublicContext, type Route, route } from '@sutra/kernel/http/route';
import type { Proofs } from './dpop.ts';
import type { Client, Device } from './known-devices.ts';
import type { SignIn } from './sign-in.service.ts';
import type { Delivery } from './signed-in.ts';

export function signInRoutes(signIn: SignIn, proofs: Proofs): Route[] {
  return [
    route(requestOtp, async ({ body }, context) =>
      signIn.requestOtp(context, body.mobile, await provedKey(proofs, context)),
    ),
    route(verifyOtp, async ({ body }, context) =>
      signIn.verifyOtp(context, body.challengeId, body.code, await clientOf(proofs, context, body)),
    ),
    route(login, async ({ body }, context) =>
      signIn.login(context, body.identifier, body.password, await clientOf(proofs, context, body)),
    ),
  ];
}

/** Before anything is used up: a proof without the server's nonce is sent again with it. */
export async function clientOf(
  proofs: Proofs,
  context: PublicContext,
  body: { device?: Device | undefined; tokenDelivery: Delivery },
): Promise<Client> {
  return { device: body.device, delivery: body.tokenDelivery, keyThumbprint: await provedKey(proofs, context) };
}

async function provedKey(proofs: Proofs, { presented }: PublicContext): Promise<string | null> {
  return presented.proof === undefined ? null : proofs.check(presented, null);
}
