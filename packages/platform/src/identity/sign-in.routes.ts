import { login, requestOtp, verifyOtp } from '@sutra/contracts/identity';
import { type Route, route } from '@sutra/kernel/http/route';
import type { SignIn } from './sign-in.service.ts';

export function signInRoutes(signIn: SignIn): Route[] {
  return [
    route(requestOtp, ({ body }, context) => signIn.requestOtp(context, body.mobile)),
    route(verifyOtp, ({ body }, context) =>
      signIn.verifyOtp(context, body.challengeId, body.code, body.device, body.tokenDelivery),
    ),
    route(login, ({ body }, context) =>
      signIn.login(context, body.identifier, body.password, body.device, body.tokenDelivery),
    ),
  ];
}
