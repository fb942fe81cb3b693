// Codes of an authenticator app (RFC 6238: SHA-1, six digits, thirty seconds, as every app does).
import { open, seal, type SecretKey } from '@sutra/kernel/crypto';
import type { Reads, Tx } from '@sutra/kernel/db/gates';
import { Secret, TOTP } from 'otpauth';

const PERIOD_SECONDS = 30;
const SECRET_BYTES = 20;

export interface NewTotp {
  sealed: Buffer;
  /** Base32. */
  secret: string;
  /** `otpauth://…`, for a QR code. */
  uri: string;
}

export function newTotp(key: SecretKey, userId: string, label: string): NewTotp {
  const secret = new Secret({ size: SECRET_BYTES });
  const uri = new TOTP({ issuer: 'Sutra', label, secret, period: PERIOD_SECONDS }).toString();
  return { sealed: seal(key, secret.bytes, `totp ${userId}`), secret: secret.base32, uri };
}

/** The step of time whose code this is: now, the one before or after; null if none. */
export function stepOf(secret: Uint8Array<ArrayBuffer>, code: string, nowMs: number): number | null {
  const totp = new TOTP({ secret: new Secret({ buffer: secret.slice().buffer }), period: PERIOD_SECONDS });
  const delta = totp.validate({ token: code, timestamp: nowMs, window: 1 });
  return delta === null ? null : Math.floor(nowMs / 1000 / PERIOD_SECONDS) + delta;
}

/** Whether a code is right; each is accepted once, and none that is older than one accepted before. */
export async function useTotp(
  db: Reads | Tx,
  key: SecretKey,
  userId: string,
  code: string,
  nowMs: number,
  isConfirmed: boolean,
): Promise<boolean> {
  const row = await db
    .selectFrom('identity.totp')
    .select('sealed_secret')
    .where('user_id', '=', userId)
    .where('confirmed_at', isConfirmed ? 'is not' : 'is', null)
    .executeTakeFirst();
  if (!row) return false;
  const step = stepOf(new Uint8Array(open(key, row.sealed_secret, `totp ${userId}`)), code, nowMs);
  if (step === null) return false;
  const used = await db
    .updateTable('identity.totp')
    .set({ last_step: step })
    .where('user_id', '=', userId)
    .where('last_step', '<', step)
    .where('sealed_secret', '=', row.sealed_secret) // another one may have been begun meanwhile
    .returning('user_id')
    .executeTakeFirst();
  return used !== undefined;
}
