// Ten codes that each stand in once for a lost second factor. Of fifty random bits, so a keyed hash is enough to store.
import { randomInt } from 'node:crypto';
import { hmac, type SecretKey } from '@sutra/kernel/crypto';
import type { Reads, Tx } from '@sutra/kernel/db/gates';

const HOW_MANY = 10;
const LENGTH = 10;
// Crockford's base 32: no I, L, O and U, and what is mistaken for a digit is read as one.
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Makes new ones in place of all before, and gives them as they are shown: `7K3QF-9MBXW`. */
export async function makeRecoveryCodes(tx: Tx, key: SecretKey, userId: string, now: Date): Promise<string[]> {
  const codes = Array.from({ length: HOW_MANY }, () =>
    Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join(''),
  );
  await tx.deleteFrom('identity.recovery_code').where('user_id', '=', userId).execute();
  await tx
    .insertInto('identity.recovery_code')
    .values(codes.map((code) => ({ user_id: userId, code_hash: hmac(key, userId, code), created_at: now })))
    .execute();
  return codes.map((code) => `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`);
}

/** Uses a code up; false if it is none. */
export async function useRecoveryCode(db: Reads | Tx, key: SecretKey, userId: string, typed: string): Promise<boolean> {
  const used = await db
    .deleteFrom('identity.recovery_code')
    .where('user_id', '=', userId)
    .where('code_hash', '=', hmac(key, userId, plainCode(typed)))
    .returning('user_id')
    .executeTakeFirst();
  return used !== undefined;
}

/** As it was made, however somebody copied it. */
export function plainCode(typed: string): string {
  return typed
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
}
