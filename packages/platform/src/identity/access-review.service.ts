// Who may do what in an organisation, what of it wants a look, and the record that somebody looked.
import {
  type AccessReport,
  type AccessReview,
  accessReviewChanged,
  type recordAccessReview,
  type ReviewedMember,
} from '@sutra/contracts/access-review';
import type { HandlerInput } from '@sutra/contracts/endpoint';
import type { Actor } from '@sutra/kernel/actor';
import type { Ids } from '@sutra/kernel/clock';
import type { Gates } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import type { Context } from '@sutra/kernel/http/route';
import type { Access } from '../access/public.ts';
import {
  insertReview,
  lastActivity,
  listAccounts,
  listReviews,
  listWaiting,
  listWorkingKeys,
  timeZoneOf,
} from './access-review.queries.ts';
import {
  dayIn,
  digestOf,
  keyFindings,
  type Looked,
  memberFindings,
  organisationFindings,
  powersOf,
  REVIEW_EVERY_MS,
} from './access-review.rules.ts';
import { listAllMembers } from './members.queries.ts';
import { ownRolesById, withRoleNames } from './own-roles.queries.ts';
import { namesOf } from './people.queries.ts';

type Seen = Pick<
  AccessReport,
  'counts' | 'digest' | 'findings' | 'members' | 'invitations' | 'keys' | 'accountsWithoutKeys'
>;

export interface AccessReviewsOptions {
  gates: Gates;
  ids: Ids;
  access: Access;
}

export class AccessReviews {
  readonly #o: AccessReviewsOptions;
  constructor(options: AccessReviewsOptions) {
    this.#o = options;
  }

  async report({ actor, now }: Pick<Context, 'actor' | 'now'>): Promise<AccessReport> {
    const { gates } = this.#o;
    const asOf = now();
    const seen = await this.#look(actor, asOf);
    const stored = await listReviews(gates.tenant(actor));
    const reviewers = [...new Set(stored.map(({ reviewerId }) => reviewerId))];
    const names = await namesOf(gates, reviewers, actor.organisationId);
    const reviews = stored.map(({ reviewerId, ...review }) => ({
      ...review,
      reviewedBy: names.get(reviewerId) ?? null,
    }));
    const last = reviews[0];
    return { asOf, ...seen, reviews, dueAt: last ? new Date(last.reviewedAt.getTime() + REVIEW_EVERY_MS) : null };
  }

  /** Refuses if what the reviewer saw is not what is: nobody signs for access that they did not see. */
  async record(context: Context, wanted: HandlerInput<typeof recordAccessReview>['body']): Promise<AccessReview> {
    const { gates, ids } = this.#o;
    const { actor } = context;
    const reviewedAt = context.now();
    const { digest, counts } = await this.#look(actor, reviewedAt);
    if (digest !== wanted.digest) throw new AppError(accessReviewChanged);
    const note = wanted.note?.trim();
    const review = {
      id: ids.next(),
      reviewedAt,
      digest,
      ...counts,
      note: note === undefined || note === '' ? null : note,
    };
    const names = await namesOf(gates, [actor.id], actor.organisationId);
    return context.write('tenant', async ({ tx, record }) => {
      await insertReview(tx, actor.organisationId, { ...review, reviewerId: actor.id });
      const { id, reviewedAt: _, ...after } = review;
      record({ object: { type: 'identity.access_review', id }, after });
      return { ...review, reviewedBy: names.get(actor.id) ?? null };
    });
  }

  async #look({ organisationId, organisationKind }: Actor, now: Date): Promise<Seen> {
    const { gates, access } = this.#o;
    const db = gates.tenant({ organisationId });
    const dayOf = dayIn(await timeZoneOf(db));
    const today = dayOf(now)!;
    const active = await lastActivity(gates, organisationId);
    const own = await ownRolesById(db);
    const looked = (await withRoleNames(db, await listAllMembers(db, now))).map((member) => {
      const granted = member.roles.flatMap((role) => own.get(role)?.permissions ?? []);
      const permissions = access.permissionsOf(member.roles, organisationKind, granted);
      const lookedAt: Looked = {
        ...member,
        isAtWork: member.status === 'active' && !member.hasEnded,
        joinedOn: dayOf(member.joinedAt)!,
        lastActiveOn: dayOf(active.get(member.id) ?? null),
      };
      return { member, permissions, looked: lookedAt, findings: memberFindings(lookedAt, today) };
    });
    const members = looked.map(({ member, permissions, looked: { lastActiveOn }, findings }): ReviewedMember => {
      const { id, name, roles, ownRoles, status, hasEnded, joinedAt, endsAt } = member;
      const may = { permissions: permissions.size, mayChange: powersOf(permissions) };
      return { id, name, roles, ownRoles, ...may, status, hasEnded, joinedAt, endsAt, lastActiveOn, findings };
    });
    const waiting = await withRoleNames(db, await listWaiting(db, now));
    const invitations = waiting.map((one) => ({ ...one, findings: ['waiting' as const] }));
    const working = await listWorkingKeys(db, now);
    const keys = working.map(({ lastUsedAt, accountId: _account, hasMakerLeft, ...key }) => {
      const permissions = access.limitTo(key.permissions, organisationKind);
      const lastUsedOn = dayOf(lastUsedAt);
      const findings = keyFindings({ ...key, hasMakerLeft, createdOn: dayOf(key.createdAt)!, lastUsedOn }, today);
      return { ...key, permissions: [...permissions].sort(), mayChange: powersOf(permissions), lastUsedOn, findings };
    });
    const accountsWithoutKeys = (await listAccounts(db))
      .filter(({ id }) => !working.some(({ accountId }) => accountId === id))
      .map(({ name }) => name);
    const findings = organisationFindings(looked.map((one) => one.looked));
    const flagged = [...members, ...invitations, ...keys].flatMap((one): readonly string[] => one.findings);
    return {
      counts: {
        members: looked.filter((one) => one.looked.isAtWork).length,
        invitations: invitations.length,
        keys: keys.length,
        findings: findings.length + flagged.length,
      },
      digest: digestOf({
        organisationId,
        findings,
        // What the roles grant, not only how much; without days, which change while everybody just works.
        members: looked.map(({ permissions }, index) => ({
          ...members[index],
          lastActiveOn: undefined,
          permissions: [...permissions].sort(),
        })),
        invitations,
        keys: keys.map((key) => ({ ...key, lastUsedOn: undefined })),
        accountsWithoutKeys,
      }),
      findings,
      members,
      invitations,
      keys,
      accountsWithoutKeys,
    };
  }
}
