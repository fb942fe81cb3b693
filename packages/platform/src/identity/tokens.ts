// Access tokens: EdDSA JWTs of 15 minutes, verified without any I/O but the first look at an own role's edition.
import { tokenExpired, tokenInvalid } from '@sutra/contracts/failures';
import type { Actor, Assurance } from '@sutra/kernel/actor';
import { type Clock, type Ids, MINUTE_MS } from '@sutra/kernel/clock';
import { AppError } from '@sutra/kernel/errors';
import { errors as joseErrors, jwtVerify, SignJWT } from 'jose';
import type { Access } from '../access/public.ts';
import { splitJws } from './jws.ts';
import { isOwnRole, type RoleEdition, readRoleClaim, roleClaim } from './own-roles.rules.ts';
import type { RoleEditions } from './role-editions.ts';
import type { SigningKeys } from './signing-keys.ts';

export const ACCESS_LIFE_MS = 15 * MINUTE_MS;
const AUDIENCE = 'sutra';
const MAX_CACHED = 20_000;
const MAX_LENGTH = 2048;

export interface AccessClaims {
  userId: string;
  organisationId: string;
  organisationKind: string;
  sessionId: string;
  roles: readonly string[];
  /** The own roles among `roles`, as they were when the token was made. */
  ownRoles: readonly RoleEdition[];
  /** When the membership ends by itself: no token lives longer. */
  endsAtMs: number | null;
  /** `otp`, `pwd`, `passkey` or `pin`; and the second factor, if there was one. */
  method: string;
  secondMethod: string | null;
  membershipVersion: number;
  assurance: Assurance;
  keyThumbprint: string | null;
}

export interface TokensOptions {
  issuer: string;
  keys: SigningKeys;
  access: Access;
  editions: RoleEditions;
  clock: Clock;
  ids: Ids;
}

export class Tokens {
  readonly #options: TokensOptions;
  // Keyed on the token's one canonical spelling; a Map keeps insertion order, so the oldest goes first.
  readonly #verified = new Map<string, Actor>();
  constructor(options: TokensOptions) {
    this.#options = options;
  }

  async sign(claims: AccessClaims): Promise<string> {
    const { issuer, keys, clock, ids } = this.#options;
    const key = await keys.current();
    const nowSeconds = Math.floor(clock.nowMs() / 1000);
    return new SignJWT({
      org: claims.organisationId,
      knd: claims.organisationKind,
      sid: claims.sessionId,
      roles: [...claims.roles.filter((role) => !isOwnRole(role)), ...claims.ownRoles.map(roleClaim)],
      mbv: claims.membershipVersion,
      amr: amrOf(claims.method, claims.secondMethod),
      acr: claims.assurance.acr,
      auth_time: Math.floor(claims.assurance.provedAtMs / 1000),
      ...(claims.keyThumbprint !== null && { cnf: { jkt: claims.keyThumbprint } }),
    })
      .setProtectedHeader({ alg: 'EdDSA', kid: key.kid, typ: 'at+jwt' })
      .setIssuer(issuer)
      .setAudience(AUDIENCE)
      .setSubject(claims.userId)
      .setJti(ids.next())
      .setIssuedAt(nowSeconds)
      .setExpirationTime(nowSeconds + lifeSeconds(nowSeconds, claims.endsAtMs))
      .sign(key.privateKey);
  }

  /** The actor of a token; at once for one that was verified before. Throws `auth.token_invalid` or `auth.token_expired`. */
  verify(token: string): Actor | Promise<Actor> {
    const known = this.#verified.get(token);
    if (!known) return this.#verifyNew(token);
    if (known.expiresAtMs > this.#options.clock.nowMs()) return known;
    this.#verified.delete(token);
    throw new AppError(tokenExpired);
  }

  async #verifyNew(token: string): Promise<Actor> {
    if (splitJws(token, MAX_LENGTH) === null) throw new AppError(tokenInvalid);
    const actor = await this.#check(token);
    if (this.#verified.size >= MAX_CACHED) this.#verified.delete(this.#verified.keys().next().value!);
    this.#verified.set(token, actor);
    return actor;
  }

  async #check(token: string): Promise<Actor> {
    const { issuer, keys, access, editions, clock } = this.#options;
    try {
      const { payload } = await jwtVerify(token, (header) => keys.publicKey(header.kid), {
        issuer,
        audience: AUDIENCE,
        algorithms: ['EdDSA'],
        typ: 'at+jwt',
        currentDate: new Date(clock.nowMs()),
        requiredClaims: ['sub', 'org', 'sid', 'jti', 'exp'],
      });
      const { sub, org, knd, sid, roles, mbv, exp, acr, auth_time, cnf } = payload as {
        sub: string;
        org: string;
        knd: string;
        sid: string;
        roles: string[];
        mbv?: number;
        exp: number;
        acr?: Assurance['acr'];
        auth_time?: number;
        cnf?: { jkt: string };
      };
      const own = roles.map(readRoleClaim).filter((edition) => edition !== null);
      return {
        kind: 'person',
        id: sub,
        organisationId: org,
        organisationKind: knd,
        sessionId: sid,
        permissions: access.permissionsOf(roles, knd, own.length === 0 ? [] : await editions.permissionsOf(org, own)),
        expiresAtMs: exp * 1000,
        // Tokens of the releases before these claims
        membershipVersion: mbv ?? 0,
        assurance: { acr: acr ?? 'aal1', provedAtMs: (auth_time ?? 0) * 1000 },
        ...(cnf && { keyThumbprint: cnf.jkt }),
      };
    } catch (cause) {
      if (cause instanceof joseErrors.JWTExpired) throw new AppError(tokenExpired);
      if (cause instanceof joseErrors.JOSEError) throw new AppError(tokenInvalid, { cause });
      throw cause;
    }
  }
}

// RFC 8176. A code by message is `sms`; one of an app or a sheet of paper `otp`; a passkey the possession of a key and, as it
// was unlocked by finger, face or PIN, more than one factor.
const AMR: Readonly<Record<string, string[]>> = {
  otp: ['sms'],
  pwd: ['pwd'],
  pin: ['pin'],
  passkey: ['pop', 'mfa'],
  totp: ['otp', 'mfa'],
  recovery: ['otp', 'mfa'],
};

function amrOf(method: string, second: string | null): string[] {
  return [...new Set([...AMR[method]!, ...(second === null ? [] : AMR[second]!)])];
}

/** How long a token made now is good: 15 minutes, or until the membership ends. */
export function lifeSeconds(nowSeconds: number, endsAtMs: number | null): number {
  const life = ACCESS_LIFE_MS / 1000;
  return endsAtMs === null ? life : Math.min(life, Math.floor(endsAtMs / 1000) - nowSeconds);
}
