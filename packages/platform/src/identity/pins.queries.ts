// PINs of one person, through the gate of that person.
import type { Gates, Reads, Tx } from '@sutra/kernel/db/gates';
import { sql } from 'kysely';
import { PIN_LIFE_MS, PIN_TRIES, PIN_WRONG } from './pin.rules.ts';

export function selectPin(db: Reads | Tx, deviceId: string) {
  return db
    .selectFrom('identity.pin')
    .select(['pin_hash', 'failed', 'wrong', 'proved_at'])
    .where('device_id', '=', deviceId)
    .executeTakeFirst();
}

const MOST_PEOPLE = 50;

/** The good ones of those whose device a browser proves to be, last proved first; whatever it sends, one statement. */
export async function pinsIn(
  gates: Gates,
  devices: readonly { userId: string; tokenHash: Buffer }[],
  now: Date,
): Promise<{ userId: string; failed: number; wrong: number }[]> {
  if (devices.length === 0) return [];
  const { rows } = await sql<{ userId: string; failed: number; wrong: number }>`
    select p.user_id as "userId", p.failed, p.wrong
    from unnest(${devices.map(({ userId }) => userId)}::uuid[], ${devices.map(({ tokenHash }) => tokenHash)}::bytea[]) as shown (user_id, token_hash)
    join identity.device d on d.user_id = shown.user_id and d.token_hash = shown.token_hash
    join identity.pin p on p.device_id = d.id
    where p.proved_at >= ${new Date(now.getTime() - PIN_LIFE_MS)}
    order by p.proved_at desc limit ${MOST_PEOPLE}`.execute(gates.system('who can switch in a browser'));
  return rows;
}

/** Counts a try and gives what to compare with, by one statement: of any number at once five get something. */
export function countTry(db: Reads, deviceId: string, now: Date) {
  return db
    .updateTable('identity.pin')
    .set({ failed: sql`failed + 1`, wrong: sql`wrong + 1` })
    .where('device_id', '=', deviceId)
    .where('failed', '<', PIN_TRIES)
    .where('wrong', '<', PIN_WRONG)
    .where('proved_at', '>=', new Date(now.getTime() - PIN_LIFE_MS))
    .returning(['pin_hash', 'failed', 'wrong'])
    .executeTakeFirst();
}

/** A right one ends the row of tries, and was not wrong. */
export async function forgetTries(db: Reads, deviceId: string, pinHash: string): Promise<void> {
  await db
    .updateTable('identity.pin')
    .set({ failed: 0, wrong: sql`greatest(wrong - 1, 0)` })
    .where('device_id', '=', deviceId)
    .where('pin_hash', '=', pinHash)
    .execute();
}

/** Waits for a change that is under way; whatever ends PINs ends them before it looks for sessions. */
export async function isStillPin(tx: Tx, deviceId: string, pinHash: string): Promise<boolean> {
  const row = await tx
    .selectFrom('identity.pin')
    .select('device_id')
    .where('device_id', '=', deviceId)
    .where('pin_hash', '=', pinHash)
    .forShare()
    .executeTakeFirst();
  return row !== undefined;
}

/** After a full sign-in on the device. */
export async function renewPin(tx: Tx, userId: string, deviceId: string, now: Date): Promise<void> {
  await tx
    .updateTable('identity.pin')
    .set({ failed: 0, wrong: 0, proved_at: now })
    .where('user_id', '=', userId)
    .where('device_id', '=', deviceId)
    .execute();
}

/** All of the person's, or those of all devices but the one of a session. */
export async function endPins(tx: Tx, userId: string, exceptSessionId: string | null): Promise<void> {
  await tx
    .deleteFrom('identity.pin')
    .where('user_id', '=', userId)
    .$if(exceptSessionId !== null, (query) =>
      query.where((eb) =>
        eb(
          'device_id',
          'not in',
          eb.selectFrom('identity.session').select('device_id').where('id', '=', exceptSessionId!),
        ),
      ),
    )
    .execute();
}

/** That of the device of a session; not if it is also the device of another one. */
export async function endPinOf(tx: Tx, sessionId: string, exceptSessionId: string): Promise<void> {
  await tx
    .deleteFrom('identity.pin')
    .where((eb) =>
      eb('device_id', 'in', eb.selectFrom('identity.session').select('device_id').where('id', '=', sessionId)),
    )
    .where((eb) =>
      eb(
        'device_id',
        'not in',
        eb.selectFrom('identity.session').select('device_id').where('id', '=', exceptSessionId),
      ),
    )
    .execute();
}
