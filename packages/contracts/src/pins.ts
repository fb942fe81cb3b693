// PINs: by which somebody who has signed in on a device before switches to themselves there, at a counter that several share.
import { z } from 'zod';
import { endpoint, failure, RECENT } from './endpoint.ts';
import { deviceKeyRequired, dpopInvalid, dpopRequired, organisationSuspended, personOnly } from './failures.ts';
import { Device, noMembership, SignedIn, signInRefused, TokenDelivery } from './identity.ts';
import { Instant, Uuid } from './wire.ts';

export const pinInvalid = failure(
  'auth.pin_invalid',
  401,
  'That PIN is not right here; try again or sign in in another way',
);
export const pinLocked = failure(
  'auth.pin_locked',
  423,
  'After five wrong PINs this one is locked on this device; sign in with a code, a password or a passkey',
);
export const pinNotEnough = failure(
  'auth.pin_not_enough',
  403,
  'A PIN is not enough this time; sign in fully, with a code, a password or a passkey',
);
export const pinTooSimple = failure(
  'pin.too_simple',
  422,
  'This PIN is one of those that are tried first; choose digits that follow no pattern',
);
export const pinDeviceUnknown = failure(
  'pin.device_unknown',
  409,
  'This browser keeps nothing by which it is known again, so a PIN would not work here; allow cookies and sign in again',
);
export const pinSecondFactor = failure(
  'pin.second_factor',
  409,
  'Your organisation asks for a second factor, and a PIN is none; use a passkey instead',
);

/** With `auth.pin_invalid`, in `about`: one more wrong PIN locks it. */
export const LAST_PIN_TRY = 'pin.lastTry';

const Pin = z.string().regex(/^[0-9]{4,6}$/, 'must be four to six digits');

export const getPin = endpoint({
  id: 'getPin',
  method: 'GET',
  path: '/api/v1/auth/pin',
  summary: 'Whether I have a PIN on this device, and whether I can have one',
  access: 'signed-in',
  limit: 'default',
  response: z.object({
    isSet: z.boolean(),
    isLocked: z.boolean().meta({ description: 'After five wrong ones, until a full sign-in here or a new PIN' }),
    obstacle: z.enum(['no-cookie', 'second-factor']).nullable().meta({ description: 'Why none can be set' }),
    usableUntil: Instant.nullable().meta({ description: 'Seven days after the last full sign-in on this device' }),
  }),
  errors: [personOnly],
});

export const setPin = endpoint({
  id: 'setPin',
  method: 'PUT',
  path: '/api/v1/auth/pin',
  summary: 'Set or change my PIN on this device',
  access: 'signed-in',
  limit: 'auth',
  stepUp: RECENT,
  audit: 'pin.set',
  body: z.object({ pin: Pin }),
  response: z.object({ usableUntil: Instant }),
  errors: [pinTooSimple, pinDeviceUnknown, pinSecondFactor, personOnly],
});

export const removePin = endpoint({
  id: 'removePin',
  method: 'DELETE',
  path: '/api/v1/auth/pin',
  summary: 'Remove my PIN on this device',
  access: 'signed-in',
  limit: 'auth',
  audit: 'pin.removed',
  response: z.object({ removedAt: Instant }),
  errors: [personOnly],
});

export const PinPerson = z
  .object({ userId: Uuid, name: z.string(), isLocked: z.boolean() })
  .meta({ id: 'PinPerson', description: 'Somebody who can switch to themselves on this browser' });
export type PinPerson = z.infer<typeof PinPerson>;

export const listPinPeople = endpoint({
  id: 'listPinPeople',
  method: 'GET',
  path: '/api/v1/auth/pin/people',
  summary: 'Who can sign in with a PIN on this browser, by the cookies that it shows',
  access: 'public',
  limit: 'auth',
  response: z.object({ people: z.array(PinPerson) }),
});

export const signInWithPin = endpoint({
  id: 'signInWithPin',
  method: 'POST',
  path: '/api/v1/auth/pin/sign-in',
  summary:
    'Sign in with a PIN on a device that the person has signed in on before; the earlier session of the browser ends',
  access: 'public',
  limit: 'auth',
  audit: 'auth.signed_in',
  body: z.object({ userId: Uuid, pin: Pin, device: Device.optional(), tokenDelivery: TokenDelivery }),
  response: SignedIn,
  errors: [
    pinInvalid,
    pinLocked,
    pinNotEnough,
    signInRefused,
    noMembership,
    organisationSuspended,
    deviceKeyRequired,
    dpopRequired,
    dpopInvalid,
  ],
});
