// What a review of access reads, and the reviews that were recorded.
import type { AccessReview } from '@sutra/contracts/access-review';
import type { Gates, Reads, Tx } from '@sutra/kernel/db/gates';
import { sql } from 'kysely';
import { hasMakerLeft } from './members.queries.ts';

const SHOWN_REVIEWS = 10;

/**
 * When each member was last active on any device. Sessions belong to the person, so the machine reads them; whoever tells
 * an organisation of it tells the day alone.
 */
export async function lastActivity(gates: Gates, organisationId: string): Promise<Map<string, Date>> {
  const { rows } = await sql<{ userId: string; at: Date }>`
    select m.user_id as "userId", greatest(
      (select max(s.last_active_at) from identity.session s where s.user_id = m.user_id and s.revoked_at is null),
      (select max(s.last_active_at) from identity.session s where s.user_id = m.user_id and s.revoked_at is not null)) as at
    from identity.membership m where m.org_id = ${organisationId}`.execute(gates.system('review access'));
  return new Map(rows.flatMap(({ userId, at }) => (at === null ? [] : [[userId, at] as const])));
}

export function listWaiting(db: Reads, now: Date) {
  return db
    .selectFrom('identity.invitation')
    .select([
      'id',
      'name',
      'roles',
      'created_at as createdAt',
      'expires_at as expiresAt',
      'access_ends_at as accessEndsAt',
    ])
    .where('status', '=', sql.lit('pending'))
    .where('expires_at', '>', now)
    .orderBy('id')
    .execute();
}

/** Keys that work, with the account that each belongs to. */
export function listWorkingKeys(db: Reads, now: Date) {
  return db
    .selectFrom('identity.api_key as key')
    .innerJoin('identity.service_account as account', 'account.id', 'key.service_account_id')
    .select([
      'key.id',
      'account.id as accountId',
      'account.name as serviceAccount',
      'key.name',
      'key.permissions',
      'key.created_at as createdAt',
      'key.expires_at as expiresAt',
      'key.last_used_at as lastUsedAt',
      hasMakerLeft('key.created_by', now).as('hasMakerLeft'),
    ])
    .where('key.revoked_at', 'is', null)
    .where((eb) => eb.or([eb('key.expires_at', 'is', null), eb('key.expires_at', '>', now)]))
    .orderBy('account.id')
    .orderBy('key.id')
    .execute();
}

export function listAccounts(db: Reads) {
  return db.selectFrom('identity.service_account').select(['id', 'name']).orderBy('id').execute();
}

type StoredReview = Omit<AccessReview, 'reviewedBy'> & { reviewerId: string };

export function listReviews(db: Reads): Promise<StoredReview[]> {
  return db
    .selectFrom('identity.access_review')
    .select(['id', 'reviewed_at as reviewedAt', 'reviewed_by as reviewerId', 'digest', 'members', 'invitations'])
    .select(['keys', 'findings', 'note'])
    .orderBy('id', 'desc')
    .limit(SHOWN_REVIEWS)
    .execute();
}

export async function insertReview(tx: Tx, organisationId: string, review: StoredReview): Promise<void> {
  const { reviewedAt, reviewerId, ...same } = review;
  await tx
    .insertInto('identity.access_review')
    .values({ ...same, org_id: organisationId, reviewed_at: reviewedAt, reviewed_by: reviewerId })
    .execute();
}

export async function timeZoneOf(db: Reads): Promise<string> {
  const row = await db.selectFrom('identity.organisation').select('time_zone').executeTakeFirstOrThrow();
  return row.time_zone;
}
