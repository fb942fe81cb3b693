// The answer to a sign-in or a refresh: a pair of tokens, and who may do what where.
import { noMembership, type OwnPerson, type SignedIn } from '@sutra/contracts/identity';
import { deviceKeyRequired } from '@sutra/contracts/failures';
import type { Actor, Assurance } from '@sutra/kernel/actor';
import { type Clock, DAY_MS } from '@sutra/kernel/clock';
import { AppError } from '@sutra/kernel/errors';
import type { PublicContext } from '@sutra/kernel/http/route';
import type { Access } from '../access/public.ts';
import type { Membership, Person } from './people.queries.ts';
import { grantedBy } from './own-roles.rules.ts';
import { suspension } from './standing.ts';
import { lifeSeconds, type Tokens } from './tokens.ts';

export const REFRESH_COOKIE = 'sutra_refresh';
export const COOKIE_PATH = '/api/v1/auth';
// It opens nothing after the session has ended; it only lets the server say that the session ran out rather than was ended.
const COOKIE_GRACE_MS = 7 * DAY_MS;

export type Delivery = 'cookie' | 'body';

export interface Issued {
  person: Person;
  membership: Membership;
  sessionId: string;
  method: string;
  secondMethod: string | null;
  assurance: Assurance;
  keyThumbprint: string | null;
  refreshToken: string;
  refreshExpiresAt: Date;
}

export class Issuer {
  readonly #tokens: Tokens;
  readonly #access: Access;
  readonly #clock: Clock;
  constructor(tokens: Tokens, access: Access, clock: Clock) {
    this.#tokens = tokens;
    this.#access = access;
    this.#clock = clock;
  }

  /**
   * Makes the answer; the refresh token goes into the cookie or into the answer, never both. What must have happened before
   * happens when there is a token, so that nothing has ended if there is none.
   */
  async answer(
    context: PublicContext,
    issued: Issued,
    delivery: Delivery,
    before?: () => Promise<void>,
  ): Promise<SignedIn> {
    const { person, membership, sessionId, method, secondMethod, assurance, keyThumbprint } = issued;
    const { refreshToken, refreshExpiresAt } = issued;
    const { organisation, endsAtMs } = membership;
    const organisationKind = organisation.kind;
    requireDeviceKey(membership, keyThumbprint);
    // Until the second factor is there that the organisation asks for, a session can do nothing but set it up.
    const secondFactorRequired = membership.asks.secondFactor && assurance.acr === 'aal1';
    const granting = secondFactorRequired ? { ...membership, roles: [], ownRoles: [] } : membership;
    const { roles, ownRoles } = granting;
    const accessToken = await this.#tokens.sign({
      userId: person.id,
      organisationId: organisation.id,
      organisationKind,
      sessionId,
      roles,
      ownRoles,
      endsAtMs,
      method,
      secondMethod,
      membershipVersion: membership.version,
      assurance,
      keyThumbprint,
    });
    await before?.();
    if (delivery === 'cookie') {
      const keptUntilMs = refreshExpiresAt.getTime() + COOKIE_GRACE_MS;
      const maxAgeSeconds = Math.floor((keptUntilMs - this.#clock.nowMs()) / 1000);
      context.setCookie({ name: REFRESH_COOKIE, value: refreshToken, path: COOKIE_PATH, maxAgeSeconds });
    }
    return {
      accessToken,
      tokenType: keyThumbprint === null ? 'Bearer' : 'DPoP',
      expiresInSeconds: this.#lifeSeconds(membership),
      ...(delivery === 'body' && { refreshToken }),
      refreshExpiresAt,
      sessionId,
      user: toUser(person),
      organisation: toOrganisation(membership),
      organisations: person.memberships.map(toOrganisation),
      permissions: [...grantedBy(this.#access, granting)].sort(),
      acr: assurance.acr,
      secondFactorRequired,
    };
  }

  /** Who acts, before there is a token that says so. */
  actorOf(person: Person, membership: Membership, sessionId: string): Actor {
    const { organisation } = membership;
    return {
      kind: 'person',
      id: person.id,
      organisationId: organisation.id,
      organisationKind: organisation.kind,
      sessionId,
      permissions: grantedBy(this.#access, membership),
      expiresAtMs: this.#clock.nowMs() + this.#lifeSeconds(membership) * 1000,
      membershipVersion: membership.version,
    };
  }

  #lifeSeconds({ endsAtMs }: Membership): number {
    return lifeSeconds(Math.floor(this.#clock.nowMs() / 1000), endsAtMs);
  }
}

/** Throws `organisation.device_key_required` where the organisation takes only sessions that are bound to a device. */
export function requireDeviceKey(membership: Membership, keyThumbprint: string | null): void {
  if (!takes(membership, keyThumbprint)) throw new AppError(deviceKeyRequired);
}

/** Whether an organisation takes a session with this key, or without one. */
export function takes({ asks }: Membership, keyThumbprint: string | null): boolean {
  return !asks.deviceKey || keyThumbprint !== null;
}

/**
 * The membership in an organisation, or the oldest one that takes the session: the rule of one organisation keeps nobody out
 * of the others. Throws `auth.no_membership` or `organisation.suspended`.
 */
export function chooseMembership(
  person: Person,
  { organisationId, keyThumbprint = null }: { organisationId?: string; keyThumbprint?: string | null } = {},
): Membership {
  const membership =
    organisationId === undefined
      ? (person.memberships.find((one) => takes(one, keyThumbprint)) ?? person.memberships[0])
      : person.memberships.find((one) => one.organisation.id === organisationId);
  if (membership) return membership;
  const suspended = person.suspended.find(({ id }) => organisationId === undefined || id === organisationId);
  throw suspended ? suspension(suspended.because) : new AppError(noMembership);
}

/** The membership in an organisation, or else the first: as whom somebody ends what is theirs. */
export function anyMembership(person: Person | undefined, organisationId: string): Membership | undefined {
  return person?.memberships.find(({ organisation }) => organisation.id === organisationId) ?? person?.memberships[0];
}

export function clearCookie(context: PublicContext): void {
  context.setCookie({ name: REFRESH_COOKIE, value: '', path: COOKIE_PATH, maxAgeSeconds: 0 });
}

export const toUser = ({ id, name, mobile, email }: Pick<Person, 'id' | 'name' | 'mobile' | 'email'>) => ({
  id,
  name,
  mobile,
  email,
});
export const toOwnPerson = (person: Pick<Person, keyof OwnPerson>): OwnPerson => {
  const { mobileVerifiedAt, emailVerifiedAt } = person;
  return { ...toUser(person), mobileVerifiedAt, emailVerifiedAt };
};
export const toOrganisation = ({ organisation: { id, name, kind } }: Membership) => ({
  id,
  name,
  kind: kind as SignedIn['organisation']['kind'],
});
