// What a session can be, what it is made of, and what a refusal of the server means for it.
import {
  deviceMismatch,
  refreshExpired,
  refreshInvalid,
  refreshReused,
  type SignedIn,
} from '@sutra/contracts/identity';
import type { Endpoint } from '@sutra/contracts/endpoint';
import { tokenRevoked } from '@sutra/contracts/failures';
import type { DeviceKey } from './device-key.ts';
import { isFailure, SutraProblem } from './problem.ts';

const ENDS = [refreshInvalid, refreshExpired, refreshReused, deviceMismatch, tokenRevoked] as const;

/**
 * `absent`: nobody was signed in. `signed-out`: by this browser. `expired`: its time is over, and nobody ended it.
 * `revoked`: from another device or by an administrator. `reused`: ended for safety, because the sign-in was continued
 * elsewhere. `excluded`: the person belongs to no organisation any more. `suspended`: an operator has suspended every
 * organisation of the person; `detail` says why. `keyless`: every organisation of the person takes only devices with a key,
 * and this one has none. `ended`: the server does not go on with it, and
 * does not say why.
 */
export type SignedOutReason =
  | 'absent'
  | 'signed-out'
  | 'expired'
  | 'revoked'
  | 'reused'
  | 'excluded'
  | 'suspended'
  | 'keyless'
  | 'ended';
export type SessionState =
  | { readonly status: 'unknown' }
  | { readonly status: 'signed-out'; readonly reason: SignedOutReason; readonly detail?: string }
  | { readonly status: 'signed-in'; readonly signedIn: SignedIn };

export interface Held {
  readonly signedIn: SignedIn;
  readonly expiresAtMs: number;
}

export interface SessionOptions {
  /** Origin of the server; empty in a page that it serves itself. */
  baseUrl: string;
  /** `cookie` for pages; `body` for programs, which have no cookies. */
  tokenDelivery: 'cookie' | 'body';
  /** With `body`: the refresh token that an earlier run was given last. */
  refreshToken?: string;
  /** With `body`: told of each new refresh token, and with null that there is none any more. */
  onRefreshToken?: (token: string | null) => void;
  /** The key that this device proves; by default the one of this browser. Null for a device without. */
  deviceKey?: Promise<DeviceKey | null>;
  /** Lets the person show once more who they are; true if they did, and the call goes on. */
  onStepUp?: (refusal: SutraProblem) => Promise<boolean>;
  onSignedOut?: (reason: SignedOutReason) => void;
  /** Told of each call whether the server answered. */
  onReached?: (isReached: boolean) => void;
  /** Where this tab keeps its organisation; by default the tab's own storage. */
  storage?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** Tabs of the same name are one browser. */
  name?: string;
}

/** Whether somebody would rather work in another of their organisations. */
export function isElsewhere(wanted: string | null, { organisation, organisations }: SignedIn): wanted is string {
  return wanted !== null && wanted !== organisation.id && organisations.some(({ id }) => id === wanted);
}

/**
 * What a session of which another tab tells is to a tab that holds one or none and wants to work in an organisation.
 * `again`: signed in again, and this tab wants to work elsewhere. `replaced`: the same person goes on with another session
 * in an organisation that is not this tab's. `ours`: it is this tab's session, or, the cookie being one for all tabs, its
 * next one. `nothing`: this tab stays in its organisation, or knows a newer token.
 */
export function meaningOf(
  told: Held,
  held: Held | null,
  wanted: string | null,
): 'again' | 'replaced' | 'ours' | 'nothing' {
  const organisationId = told.signedIn.organisation.id;
  if (held === null) return isElsewhere(wanted, told.signedIn) ? 'again' : 'ours';
  const own = held.signedIn;
  if (own.sessionId === told.signedIn.sessionId)
    return own.organisation.id !== organisationId || held.expiresAtMs >= told.expiresAtMs ? 'nothing' : 'ours';
  const isStaying = wanted !== null && wanted !== organisationId && own.user.id === told.signedIn.user.id;
  return isStaying ? 'replaced' : 'ours';
}

/** Whether a call that was begun as the one may go on as the other; what only a person does is the same anywhere. */
export function isSameScope(e: Endpoint, begun: SignedIn, now: SignedIn): boolean {
  return begun.user.id === now.user.id && (e.access === 'signed-in' || begun.organisation.id === now.organisation.id);
}

/**
 * Why a refresh was refused. `expired` only where the server says so: whoever was logged out may leave nothing to read.
 * `isRevoked`: a call was refused as revoked before.
 */
export function reasonOf(
  refusal: SutraProblem,
  { wasHeld, isRevoked }: { wasHeld: boolean; isRevoked: boolean },
): SignedOutReason {
  if (isFailure(refusal, refreshReused) || isFailure(refusal, deviceMismatch)) return 'reused';
  if (!wasHeld) return 'absent';
  if (isRevoked || isFailure(refusal, tokenRevoked)) return 'revoked';
  return isFailure(refusal, refreshExpired) ? 'expired' : 'ended';
}

export function isUnauthorized(error: unknown): error is SutraProblem {
  return error instanceof SutraProblem && error.problem.status === 401;
}

/** Whether a refused refresh tells that the session is over; of one that goes on where it was also a missing proof does. */
export function isEndOfSession(error: unknown, isGoingOn: boolean): error is SutraProblem {
  if (!isUnauthorized(error)) return false;
  return isGoingOn || ENDS.some((failure) => isFailure(error, failure));
}

export function memoryStorage(): NonNullable<SessionOptions['storage']> {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}
