// A browser that signed in once proves with a cookie, which scripts cannot read, that it is the same device of that person.
import { randomBytes } from 'node:crypto';
import { DAY_MS, SECOND_MS } from '@sutra/kernel/clock';
import { isCanonicalBase64Url, sha256 } from '@sutra/kernel/crypto';
import type { Gates, Tx } from '@sutra/kernel/db/gates';
import { readCookie } from '@sutra/kernel/http/cookies';
import type { PublicContext } from '@sutra/kernel/http/route';
import { describeDevice } from './device.rules.ts';
import { COOKIE_PATH, type Delivery } from './signed-in.ts';

const TOKEN_BYTES = 32;
// As long as browsers keep any cookie (RFC 6265bis section 5.6).
const COOKIE_LIFE_MS = 400 * DAY_MS;

export interface Device {
  name: string;
  kind: 'desktop' | 'mobile' | 'browser';
}

/** The person's device that this call comes from, if a cookie proves it. */
export async function findKnownDevice(
  gates: Gates,
  context: PublicContext,
  userId: string,
): Promise<string | undefined> {
  const token = readToken(context, userId);
  if (token === undefined) return undefined;
  const row = await gates
    .person(userId)
    .selectFrom('identity.device')
    .select('id')
    .where('user_id', '=', userId)
    .where('token_hash', '=', sha256(token))
    .executeTakeFirst();
  return row?.id;
}

export interface SignedInDevice {
  id: string;
  isNew: boolean;
  /** What the browser keeps; undefined for a caller that keeps no cookies. */
  token: string | undefined;
}

/** The device of a sign-in: the one that the cookie proves, or else a new one. */
export async function takeDevice(
  tx: Tx,
  context: PublicContext,
  userId: string,
  given: Device | undefined,
  delivery: Delivery,
  newId: string,
): Promise<SignedInDevice> {
  const now = context.now();
  const known = delivery === 'cookie' ? readToken(context, userId) : undefined;
  if (known !== undefined) {
    const row = await tx
      .updateTable('identity.device')
      .set({ last_seen_at: now, ...(given && { name: given.name, kind: given.kind }) })
      .where('user_id', '=', userId)
      .where('token_hash', '=', sha256(known))
      .returning('id')
      .executeTakeFirst();
    if (row) return { id: row.id, isNew: false, token: known };
  }
  const token = delivery === 'cookie' ? randomBytes(TOKEN_BYTES).toString('base64url') : undefined;
  const { name, kind } = given ?? describeDevice(context.userAgent);
  await tx
    .insertInto('identity.device')
    .values({
      id: newId,
      user_id: userId,
      name,
      kind,
      first_seen_at: now,
      last_seen_at: now,
      token_hash: token === undefined ? null : sha256(token),
    })
    .execute();
  return { id: newId, isNew: true, token };
}

export function keepDeviceCookie(context: PublicContext, userId: string, token: string): void {
  const maxAgeSeconds = COOKIE_LIFE_MS / SECOND_MS;
  context.setCookie({ name: cookieName(userId), value: token, path: COOKIE_PATH, maxAgeSeconds });
}

function readToken(context: PublicContext, userId: string): string | undefined {
  const token = readCookie(context.header('cookie'), cookieName(userId));
  if (token === undefined || !isCanonicalBase64Url(token)) return undefined;
  return Buffer.from(token, 'base64url').length === TOKEN_BYTES ? token : undefined;
}

// At the counter of a pharmacy several people use one browser: each has a cookie of their own.
function cookieName(userId: string): string {
  return `sutra_device_${userId}`;
}
