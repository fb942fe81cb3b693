import * as contract from '@sutra/contracts/pins';
import { type Route, route } from '@sutra/kernel/http/route';
import type { Proofs } from './dpop.ts';
import type { PinSignIn } from './pin-sign-in.service.ts';
import type { Pins } from './pins.service.ts';
import { clientOf } from './sign-in.routes.ts';

export interface PinRoutesOptions {
  proofs: Proofs;
  pins: Pins;
  pinSignIn: PinSignIn;
}

export function pinRoutes({ proofs, pins, pinSignIn }: PinRoutesOptions): Route[] {
  return [
    route(contract.getPin, (_, context) => pins.get(context)),
    route(contract.setPin, (input, context) => pins.set(context, input)),
    route(contract.removePin, (_, context) => pins.remove(context)),
    route(contract.listPinPeople, (_, context) => pinSignIn.people(context)),
    route(contract.signInWithPin, async ({ body }, context) =>
      pinSignIn.signIn(context, body, await clientOf(proofs, context, body)),
    ),
  ];
}
