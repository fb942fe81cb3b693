// Passkeys as the library of the field checks them: what it must expect comes from the address that people use.
import { isIP } from 'node:net';
import { type Assertion, type Attestation, passkeyRefused, passkeyUnavailable } from '@sutra/contracts/second-factors';
import type { Reads } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import type { Presented } from '@sutra/kernel/actor';
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import type { z } from 'zod';
import type { Factors } from './factors.queries.ts';

const TIMEOUT_MS = 5 * 60_000;
/** COSE: EdDSA, ES256, ES384, ES512, RS256. */
const ALGORITHMS = [-8, -7, -35, -36, -257];

export interface Place {
  origin: string;
  rpId: string;
}

/** Where passkeys of this call belong; null at an address that is a number, for which browsers make none. */
export function placeOf({ url }: Presented): Place | null {
  const { origin, hostname } = new URL(url);
  return isIP(hostname.replaceAll(/[[\]]/g, '')) === 0 ? { origin, rpId: hostname } : null;
}

export function requirePlace(presented: Presented): Place {
  const place = placeOf(presented);
  if (place === null) throw new AppError(passkeyUnavailable);
  return place;
}

type Options = Record<string, unknown>;

export async function registrationOptions(
  place: Place,
  challenge: string,
  person: { id: string; name: string; mobile: string | null; email: string | null },
  { passkeys }: Factors,
): Promise<Options> {
  const options = await generateRegistrationOptions({
    rpName: 'Sutra',
    rpID: place.rpId,
    userID: new Uint8Array(Buffer.from(person.id)),
    userName: person.email ?? person.mobile ?? person.name,
    userDisplayName: person.name,
    challenge: new Uint8Array(Buffer.from(challenge, 'base64url')),
    timeout: TIMEOUT_MS,
    attestationType: 'none',
    supportedAlgorithmIDs: ALGORITHMS,
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    excludeCredentials: known(passkeys),
  });
  return { ...options };
}

export async function authenticationOptions(place: Place, challenge: string, factors?: Factors): Promise<Options> {
  const options = await generateAuthenticationOptions({
    rpID: place.rpId,
    challenge: new Uint8Array(Buffer.from(challenge, 'base64url')),
    timeout: TIMEOUT_MS,
    userVerification: 'required',
    ...(factors && { allowCredentials: known(factors.passkeys) }),
  });
  return { ...options };
}

/** The new credential; throws `passkey.refused`. */
export async function checkAttestation(place: Place, challenge: string, attestation: z.infer<typeof Attestation>) {
  const response = attestation as RegistrationResponseJSON;
  const result = await verifyRegistrationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: place.origin,
    expectedRPID: place.rpId,
    requireUserVerification: true,
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch((cause: unknown) => {
    throw new AppError(passkeyRefused, { cause });
  });
  if (!result.verified) throw new AppError(passkeyRefused);
  return result.registrationInfo;
}

/** Whose passkey signed the challenge, if it is right and was not copied (its counter goes up, where it has one). */
export async function usePasskey(
  db: Reads,
  place: Place,
  challenge: string,
  assertion: z.infer<typeof Assertion>,
  userId: string | null,
  now: Date,
): Promise<{ userId: string } | null> {
  const response = assertion as AuthenticationResponseJSON;
  const passkey = await db
    .selectFrom('identity.passkey')
    .select(['id', 'user_id', 'public_key', 'counter'])
    .where('credential_id', '=', Buffer.from(response.id, 'base64url'))
    .executeTakeFirst();
  // WebAuthn level 3, section 7.2, step 6: who is not known yet is named by the authenticator, and it is their passkey.
  const { userHandle } = response.response;
  const named = userHandle === undefined ? userId : Buffer.from(userHandle, 'base64url').toString();
  if (!passkey || passkey.user_id !== named || passkey.user_id !== (userId ?? named)) return null;
  const { counter } = passkey;
  const result = await verifyAuthenticationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: place.origin,
    expectedRPID: place.rpId,
    requireUserVerification: true,
    credential: { id: response.id, publicKey: new Uint8Array(passkey.public_key), counter },
  }).catch(() => null);
  if (!result?.verified) return null;
  const { newCounter, credentialBackedUp } = result.authenticationInfo;
  const used = await db
    .updateTable('identity.passkey')
    .set({ counter: newCounter, is_backed_up: credentialBackedUp, last_used_at: now })
    .where('id', '=', passkey.id)
    .where('counter', '=', passkey.counter)
    .returning('user_id')
    .executeTakeFirst();
  return used ? { userId: used.user_id } : null;
}

function known(passkeys: Factors['passkeys']) {
  return passkeys.map(({ credentialId, transports }) => ({ id: credentialId.toString('base64url'), transports }));
}
