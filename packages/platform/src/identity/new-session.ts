// What the write of a sign-in keeps: the session, its place in the history, and what a full proof renews.
import { invalidCredentials, otpExpired } from '@sutra/contracts/identity';
import { pinInvalid } from '@sutra/contracts/pins';
import type { Failure } from '@sutra/contracts/endpoint';
import { secondFactorInvalid } from '@sutra/contracts/second-factors';
import type { Assurance } from '@sutra/kernel/actor';
import { sha256 } from '@sutra/kernel/crypto';
import { AppError } from '@sutra/kernel/errors';
import type { PublicContext, Write } from '@sutra/kernel/http/route';
import { plainAddress } from './addresses.ts';
import { userAgentFamily } from './device.rules.ts';
import { factorsOf, hasSecondFactor } from './factors/factors.queries.ts';
import type { SignedInDevice } from './known-devices.ts';
import type { LoginEvents, LoginMethod, SecondMethod } from './login-events.service.ts';
import { hasSameCredentials, type Person } from './people.queries.ts';
import { isStillPin, renewPin } from './pins.queries.ts';
import { ABSOLUTE_LIFE_MS } from './refresh.rules.ts';
import { placeColumns, type Verdict } from './risk/risk.service.ts';
import { endSessions, live, MAX_SESSIONS } from './sessions.queries.ts';

/** How somebody proved who they are. */
export interface Proof {
  method: LoginMethod;
  acr: Assurance['acr'];
  /** Which one, where there was a second factor beside the method. */
  secondMethod?: SecondMethod;
  /** Not enough for what is dangerous: that asks for a proof at once. */
  isStale?: boolean;
  /** With the method pin: what it was compared with. */
  pinHash?: string;
}

export interface NewSession {
  person: Person;
  organisationId: string;
  sessionId: string;
  refreshToken: string;
  expiresAt: Date;
  proof: Proof;
  provedAt: Date;
  verdict: Verdict;
  keyThumbprint: string | null;
}

/** Gives the sessions beyond the hundred that one person may have: they have ended. */
export async function storeSession(
  write: Write,
  context: PublicContext,
  events: LoginEvents,
  session: NewSession,
  device: SignedInDevice,
): Promise<string[]> {
  const { tx } = write;
  const now = context.now();
  const userId = session.person.id;
  const { method, acr, secondMethod } = session.proof;
  await requireStillPin(write, session, device.id, now);
  const { verdict, provedAt } = session;
  const event = { id: session.sessionId, userId, deviceId: device.id, method, secondMethod };
  await events.succeeded(tx, context, event, verdict);
  const row = {
    id: session.sessionId,
    user_id: userId,
    device_id: device.id,
    organisation_id: session.organisationId,
    refresh_hash: sha256(session.refreshToken),
    rotated_at: now,
    user_agent_family: userAgentFamily(context.userAgent),
    ip: plainAddress(context.ip),
    user_agent: context.userAgent,
    authentication_method: method,
    second_method: secondMethod ?? null,
    acr,
    proved_at: provedAt,
    ...placeColumns(verdict.position),
    key_thumbprint: session.keyThumbprint,
    created_at: now,
    last_active_at: now,
    expires_at: session.expiresAt,
    ends_at: new Date(now.getTime() + ABSOLUTE_LIFE_MS),
  };
  await tx.insertInto('identity.session').values(row).execute();
  const { id, device_id, authentication_method, second_method, ip, user_agent } = row;
  write.record({
    object: { type: 'identity.session', id },
    after: { id, device_id, authentication_method, second_method, acr, ip, user_agent },
  });
  write.emit({
    type: 'identity.session.created',
    subject: id,
    data: { userId, isUnusual: verdict.action !== 'nothing' },
  });
  if (secondMethod === 'recovery') emitRecoveryCodeUsed(write, userId);
  const old = await live(tx, now)
    .select('identity.session.id')
    .orderBy('identity.session.last_active_at', 'desc')
    .orderBy('identity.session.id', 'desc') // of equals the newest stays: it is the one that was just opened
    .offset(MAX_SESSIONS)
    .limit(10)
    .execute();
  const surplus = old.map((other) => other.id);
  return endSessions(tx, surplus, 'too-many', now);
}

const OUTDATED: Partial<Record<LoginMethod, Failure>> = { otp: otpExpired, pin: pinInvalid };

/**
 * What was proved may not be enough any more: a new password or a second factor came meanwhile. Before anything else of the
 * write, since it locks the person as those changes do: two that lock in another order would wait for each other.
 */
export async function requireStill({ tx }: Write, person: Person, { method, acr }: Proof): Promise<void> {
  const isSame = await hasSameCredentials(tx, person);
  if (!isSame && (acr === 'aal1' || method === 'pwd')) throw new AppError(OUTDATED[method] ?? invalidCredentials);
  if (acr === 'aal2' && !hasSecondFactor(await factorsOf(tx, person.id))) throw new AppError(secondFactorInvalid);
}

/** A full proof renews the PIN of the device; one that needs another does not. */
async function requireStillPin(
  { tx }: Write,
  { person, proof }: NewSession,
  deviceId: string,
  now: Date,
): Promise<void> {
  const { method, isStale = false, pinHash = '' } = proof;
  if (method === 'pin' && !(await isStillPin(tx, deviceId, pinHash))) throw new AppError(pinInvalid);
  if (!isStale) await renewPin(tx, person.id, deviceId, now);
}

/** It is told: whoever finds the sheet of paper has what the person keeps for a bad day. */
export function emitRecoveryCodeUsed({ emit }: Pick<Write, 'emit'>, userId: string): void {
  emit({ type: 'identity.recovery-code.used', subject: userId, data: {} });
}
