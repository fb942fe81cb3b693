import { tokenRevoked } from '@sutra/contracts/failures';
import type { OwnPerson } from '@sutra/contracts/identity';
import type { Actor } from '@sutra/kernel/actor';
import type { Reads, Tx } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import { lockPerson } from './people.queries.ts';

export const MAX_SESSIONS = 100;

export const live = (db: Reads | Tx, now: Date) =>
  db
    .selectFrom('identity.session')
    .where('identity.session.revoked_at', 'is', null)
    .where('identity.session.expires_at', '>', now);

/** Sessions with their devices, newest activity first. */
export function selectSessions(db: Reads, now: Date) {
  return live(db, now)
    .innerJoin('identity.device', 'identity.device.id', 'identity.session.device_id')
    .select([
      'identity.session.id',
      'identity.device.name as deviceName',
      'identity.device.kind as deviceKind',
      'identity.session.ip',
      'identity.session.user_agent as userAgent',
      'identity.session.created_at as createdAt',
      'identity.session.last_active_at as lastActiveAt',
      'identity.session.expires_at as expiresAt',
    ])
    .orderBy('identity.session.last_active_at', 'desc')
    .orderBy('identity.session.id', 'desc')
    .limit(MAX_SESSIONS);
}

export type EndReason =
  | 'logged-out'
  | 'logged-out-elsewhere'
  | 'refresh-reused'
  | 'device-mismatch'
  | 'too-many'
  | 'password-changed'
  | 'second-factor-added'
  | 'risk'
  | 'not-me'
  | 'switched';

/** The sessions of whoever's gate this is, but one. */
export async function othersThan(tx: Tx, sessionId: string, now: Date): Promise<string[]> {
  const rows = await live(tx, now)
    .select('identity.session.id')
    .where('identity.session.id', '<>', sessionId)
    .execute();
  return rows.map(({ id }) => id);
}

/** The person of a session, locked, as long as the session lives: whoever was ended meanwhile changes nothing any more. */
export async function lockOwn(
  tx: Tx,
  { id, sessionId }: Pick<Actor, 'id' | 'sessionId'>,
  now: Date,
): Promise<OwnPerson> {
  const person = await lockPerson(tx, id);
  const row = await live(tx, now)
    .select('identity.session.id')
    .where('identity.session.id', '=', sessionId)
    .executeTakeFirst();
  if (!row) throw new AppError(tokenRevoked);
  return person;
}

/** Ends sessions that are still open; gives the ids that this call ended. */
export async function endSessions(tx: Tx, ids: readonly string[], because: EndReason, now: Date): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .updateTable('identity.session')
    .set({ revoked_at: now, revoked_because: because })
    .where('id', 'in', ids)
    .where('revoked_at', 'is', null)
    .returning('id')
    .execute();
  return rows.map((row) => row.id);
}
