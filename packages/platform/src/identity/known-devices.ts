// A device that signed in once proves that it is the same one: by its key, or by a cookie that scripts cannot read.
import { randomBytes } from 'node:crypto';
import { DAY_MS, SECOND_MS } from '@sutra/kernel/clock';
import { isCanonicalBase64Url, sha256 } from '@sutra/kernel/crypto';
import type { Gates, Tx } from '@sutra/kernel/db/gates';
import { cookiesOf, readCookie } from '@sutra/kernel/http/cookies';
import type { PublicContext } from '@sutra/kernel/http/route';
import { describeDevice } from './device.rules.ts';
import { COOKIE_PATH, type Delivery } from './signed-in.ts';

const TOKEN_BYTES = 32;
const OWN_COOKIE = /^sutra_device_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
// As long as browsers keep any cookie (RFC 6265bis section 5.6).
const COOKIE_LIFE_MS = 400 * DAY_MS;

export interface Device {
  name: string;
  kind: 'desktop' | 'mobile' | 'browser';
}

/** What signs in, and how it takes its tokens. */
export interface Client {
  /** What it calls itself. */
  device: Device | undefined;
  delivery: Delivery;
  /** The key that it has proved, by its RFC 7638 thumbprint. */
  keyThumbprint: string | null;
  /** The device, where it has proved itself before the person did. */
  provedDeviceId?: string;
}

/** The person's device that this call comes from, if a key or a cookie proves it. For nobody the same statement runs, so that it takes as long. */
export async function findKnownDevice(
  gates: Gates,
  context: PublicContext,
  personId: string | null,
  keyThumbprint: string | null,
): Promise<string | undefined> {
  const userId = personId ?? NOBODY;
  const token = personId === null ? undefined : readToken(context, personId);
  if (token === undefined && keyThumbprint === null) return undefined;
  const row = await gates
    .person(userId)
    .selectFrom('identity.device')
    .select('id')
    .where('user_id', '=', userId)
    .where((eb) =>
      eb.or([
        eb('key_thumbprint', '=', keyThumbprint),
        eb('token_hash', '=', token === undefined ? null : sha256(token)),
      ]),
    )
    .executeTakeFirst();
  return row?.id;
}

/** The person's device that this call comes from: by its cookie, and by its key where it has one. */
export async function findProvedDevice(
  gates: Gates,
  context: PublicContext,
  userId: string,
  keyThumbprint: string | null,
): Promise<string | undefined> {
  const token = readToken(context, userId);
  if (token === undefined) return undefined;
  const row = await gates
    .person(userId)
    .selectFrom('identity.device')
    .select('id')
    .where('user_id', '=', userId)
    .where('token_hash', '=', sha256(token))
    .where((eb) => eb.or([eb('key_thumbprint', 'is', null), eb('key_thumbprint', '=', keyThumbprint)]))
    .executeTakeFirst();
  return row?.id;
}

/** Whose devices this browser says it is; nothing is proved by that. */
export function deviceCookiesOf(context: PublicContext): { userId: string; tokenHash: Buffer }[] {
  const tokens = new Map<string, string>();
  for (const [name, value] of cookiesOf(context.header('cookie'))) {
    const userId = OWN_COOKIE.exec(name)?.[1];
    if (userId === undefined || tokens.has(userId) || !isToken(value)) continue;
    tokens.set(userId, value);
  }
  return Array.from(tokens, ([userId, token]) => ({ userId, tokenHash: sha256(token) }));
}
// RFC 9562 section 5.9
const NOBODY = '00000000-0000-0000-0000-000000000000';

export interface SignedInDevice {
  id: string;
  isNew: boolean;
  /** What the browser keeps; undefined for a caller that keeps no cookies. */
  token: string | undefined;
}

/** The device of a sign-in: the one that has proved itself, that its key or its cookie proves, or else a new one. */
export async function takeDevice(
  tx: Tx,
  context: PublicContext,
  userId: string,
  { device: given, delivery, keyThumbprint, provedDeviceId }: Client,
  newId: string,
): Promise<SignedInDevice> {
  const now = context.now();
  if (provedDeviceId !== undefined) {
    const set = { last_seen_at: now, ...(given && { name: given.name, kind: given.kind }) };
    await tx.updateTable('identity.device').set(set).where('id', '=', provedDeviceId).execute();
    return { id: provedDeviceId, isNew: false, token: undefined };
  }
  const cookie = delivery === 'cookie' ? readToken(context, userId) : undefined;
  const newToken = delivery === 'cookie' ? randomBytes(TOKEN_BYTES).toString('base64url') : undefined;
  const seen = {
    last_seen_at: now,
    ...(keyThumbprint !== null && { key_thumbprint: keyThumbprint }),
    ...(given && { name: given.name, kind: given.kind }),
  };
  const known = tx.updateTable('identity.device').where('user_id', '=', userId).returning('id');
  if (keyThumbprint !== null) {
    const row = await known
      .set({ ...seen, ...(newToken !== undefined && { token_hash: sha256(newToken) }) })
      .where('key_thumbprint', '=', keyThumbprint)
      .executeTakeFirst();
    if (row) return { id: row.id, isNew: false, token: newToken };
  }
  if (cookie !== undefined) {
    const row = await known.set(seen).where('token_hash', '=', sha256(cookie)).executeTakeFirst();
    if (row) return { id: row.id, isNew: false, token: cookie };
  }
  const { name, kind } = given ?? describeDevice(context.userAgent);
  const token_hash = newToken === undefined ? null : sha256(newToken);
  const made = await tx
    .insertInto('identity.device')
    .values({ id: newId, user_id: userId, name, kind, first_seen_at: now, token_hash, key_thumbprint: null, ...seen })
    // Two sign-ins of one key at the same moment are one device.
    .onConflict((conflict) =>
      conflict
        .columns(['user_id', 'key_thumbprint'])
        .where('key_thumbprint', 'is not', null)
        .doUpdateSet({ ...seen, token_hash }),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  return { id: made.id, isNew: made.id === newId, token: newToken };
}

/** Their next sign-in is one on an unknown device: whoever knew the old password may have been there. */
export async function forgetOtherDevices(tx: Tx, userId: string, sessionId: string): Promise<void> {
  const own = tx.selectFrom('identity.session').select('device_id').where('id', '=', sessionId);
  await tx
    .updateTable('identity.device')
    .set({ token_hash: null, key_thumbprint: null })
    .where('user_id', '=', userId)
    .where('id', 'not in', own)
    .execute();
}

export function keepDeviceCookie(context: PublicContext, userId: string, token: string): void {
  const maxAgeSeconds = COOKIE_LIFE_MS / SECOND_MS;
  context.setCookie({ name: cookieName(userId), value: token, path: COOKIE_PATH, maxAgeSeconds });
}

function readToken(context: PublicContext, userId: string): string | undefined {
  const token = readCookie(context.header('cookie'), cookieName(userId));
  return token !== undefined && isToken(token) ? token : undefined;
}

function isToken(text: string): boolean {
  return isCanonicalBase64Url(text) && Buffer.from(text, 'base64url').length === TOKEN_BYTES;
}

// At the counter of a pharmacy several people use one browser: each has a cookie of their own.
function cookieName(userId: string): string {
  return `sutra_device_${userId}`;
}
