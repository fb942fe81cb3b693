// What second factors a person has, read before anybody is signed in as well as after.
import type { Reads, Tx } from '@sutra/kernel/db/gates';

export interface Factors {
  hasTotp: boolean;
  passkeys: { id: string; credentialId: Buffer; transports: string[] }[];
  recoveryCodesLeft: number;
}

export async function factorsOf(db: Reads | Tx, userId: string): Promise<Factors> {
  const totp = db.selectFrom('identity.totp').where('user_id', '=', userId).where('confirmed_at', 'is not', null);
  const codes = db.selectFrom('identity.recovery_code').where('user_id', '=', userId);
  const passkeys = await db
    .selectFrom('identity.passkey')
    .select(['id', 'credential_id as credentialId', 'transports'])
    .where('user_id', '=', userId)
    .orderBy('created_at')
    .execute();
  return {
    hasTotp: (await totp.select('user_id').executeTakeFirst()) !== undefined,
    passkeys,
    recoveryCodesLeft: (await codes.select('user_id').execute()).length,
  };
}

export function hasSecondFactor({ hasTotp, passkeys }: Factors): boolean {
  return hasTotp || passkeys.length > 0;
}
