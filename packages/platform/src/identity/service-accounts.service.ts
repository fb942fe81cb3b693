// Service accounts act for an organisation with API keys: shown once, stored hashed, scoped, ended at once.
import { randomBytes } from 'node:crypto';
import { BlockList, isIPv6 } from 'node:net';
import {
  apiKeyNotFound,
  apiKeyScope,
  serviceAccountLimit,
  serviceAccountNotFound,
} from '@sutra/contracts/service-accounts';
import { accessDenied, tokenExpired, tokenInvalid } from '@sutra/contracts/failures';
import type { Actor } from '@sutra/kernel/actor';
import { type Clock, type Ids, MINUTE_MS } from '@sutra/kernel/clock';
import { equalBytes, isCanonicalBase64Url, sha256 } from '@sutra/kernel/crypto';
import type { Gates, Reads } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import type { Context } from '@sutra/kernel/http/route';
import type { Access } from '../access/public.ts';
import { hasMakerLeft } from './members.queries.ts';
import { uuidText } from './refresh.rules.ts';
import type { Revocations } from './revocations.ts';
import { suspension } from './standing.ts';

const PREFIX = 'sk_';
const MAX_ACCOUNTS = 100;
const MAX_KEYS = 20;
const MAX_CACHED = 5000;
/** A key is looked up again after this time; its end is honoured within a second all the same. */
const CACHED_MS = MINUTE_MS;

interface CachedKey {
  actor: Actor;
  allow: BlockList | null;
  untilMs: number;
}

export interface ServiceAccountsOptions {
  gates: Gates;
  clock: Clock;
  ids: Ids;
  access: Access;
  revocations: Revocations;
}

export class ServiceAccounts {
  readonly #o: ServiceAccountsOptions;
  readonly #known = new Map<string, CachedKey>();
  constructor(options: ServiceAccountsOptions) {
    this.#o = options;
  }

  async list(actor: Actor) {
    const db = this.#o.gates.tenant(actor);
    const accounts = await db
      .selectFrom('identity.service_account')
      .select(['id', 'name', 'created_at as createdAt'])
      .orderBy('id')
      .limit(MAX_ACCOUNTS)
      .execute();
    const keys = await selectKeys(db, new Date(this.#o.clock.nowMs()))
      .orderBy('id')
      .limit(MAX_ACCOUNTS * MAX_KEYS)
      .execute();
    return accounts.map((account) => ({
      ...account,
      keys: keys.filter((key) => key.service_account_id === account.id),
    }));
  }

  create(context: Context, name: string) {
    const { actor } = context;
    return context.write('tenant', async ({ tx, record }) => {
      const { count } = await tx
        .selectFrom('identity.service_account')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      if (count >= MAX_ACCOUNTS) throw new AppError(serviceAccountLimit);
      const row = {
        id: this.#o.ids.next(),
        org_id: actor.organisationId,
        name,
        created_by: actor.id,
        created_at: context.now(),
      };
      await tx.insertInto('identity.service_account').values(row).execute();
      record({ object: { type: 'identity.service_account', id: row.id }, after: { name } });
      return { id: row.id, name, createdAt: row.created_at, keys: [] };
    });
  }

  createKey(
    context: Context,
    serviceAccountId: string,
    wanted: {
      name: string;
      permissions: readonly string[];
      expiresAt?: Date | undefined;
      ipAllowList: readonly string[];
    },
  ) {
    const { actor } = context;
    const unheld = wanted.permissions.filter((permission) => !actor.permissions.has(permission));
    if (unheld.length > 0)
      throw new AppError(apiKeyScope, {
        detail: `You do not hold ${unheld.join(', ')}.`,
        about: unheld.map((permission) => ({ what: `permission.${permission}` })),
      });
    return context.write('tenant', async ({ tx, record }) => {
      const account = await tx
        .selectFrom('identity.service_account')
        .select('id')
        .where('id', '=', serviceAccountId)
        .executeTakeFirst();
      if (!account) throw new AppError(serviceAccountNotFound);
      const { count } = await tx
        .selectFrom('identity.api_key')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('service_account_id', '=', serviceAccountId)
        .where('revoked_at', 'is', null)
        .executeTakeFirstOrThrow();
      if (count >= MAX_KEYS) throw new AppError(serviceAccountLimit);
      const id = this.#o.ids.next();
      const secret =
        PREFIX + Buffer.concat([uuidBytes(id), uuidBytes(actor.organisationId), randomBytes(32)]).toString('base64url');
      const row = {
        id,
        org_id: actor.organisationId,
        service_account_id: serviceAccountId,
        name: wanted.name,
        hint: secret.slice(0, 11),
        key_hash: sha256(secret),
        permissions: [...new Set(wanted.permissions)].sort(),
        ip_allow_list: [...wanted.ipAllowList],
        created_by: actor.id,
        created_at: context.now(),
        expires_at: wanted.expiresAt ?? null,
      };
      await tx.insertInto('identity.api_key').values(row).execute();
      const { name, hint, permissions, ip_allow_list, expires_at } = row;
      record({
        object: { type: 'identity.api_key', id },
        after: { service_account_id: serviceAccountId, name, hint, permissions, ip_allow_list, expires_at },
      });
      return {
        id,
        name,
        hint,
        permissions,
        ipAllowList: ip_allow_list,
        createdAt: row.created_at,
        expiresAt: expires_at,
        lastUsedAt: null,
        revokedAt: null,
        hasMakerLeft: false,
        secret,
      };
    });
  }

  async revokeKey(context: Context, serviceAccountId: string, keyId: string): Promise<{ revokedAt: Date }> {
    const revokedAt = context.now();
    await context.write('tenant', async ({ tx, record }) => {
      const row = await tx
        .updateTable('identity.api_key')
        .set({ revoked_at: revokedAt })
        .where('id', '=', keyId)
        .where('service_account_id', '=', serviceAccountId)
        .where('revoked_at', 'is', null)
        .returning('id')
        .executeTakeFirst();
      if (!row) throw new AppError(apiKeyNotFound);
      record({ object: { type: 'identity.api_key', id: keyId }, after: { revoked_at: revokedAt } });
    });
    await this.#o.revocations.publish([keyId]);
    return { revokedAt };
  }

  /** The actor of an API key that is used from an address; throws what is wrong with it. */
  async authenticate(secret: string, ip: string): Promise<Actor> {
    const nowMs = this.#o.clock.nowMs();
    let key = this.#known.get(secret);
    if (!key || key.untilMs <= nowMs) {
      key = await this.#lookUp(secret, nowMs);
      if (this.#known.size >= MAX_CACHED) this.#known.delete(this.#known.keys().next().value!);
      this.#known.set(secret, key);
    }
    if (key.actor.expiresAtMs <= nowMs)
      throw new AppError(tokenExpired, { detail: 'This API key has expired; make a new one.' });
    if (key.allow && !key.allow.check(ip, isIPv6(ip) ? 'ipv6' : 'ipv4'))
      throw new AppError(accessDenied, { detail: 'This API key may not be used from this address.' });
    return key.actor;
  }

  async #lookUp(secret: string, nowMs: number): Promise<CachedKey> {
    const text = secret.slice(PREFIX.length);
    const bytes = Buffer.from(text, 'base64url');
    if (bytes.length !== 64 || !isCanonicalBase64Url(text)) throw new AppError(tokenInvalid);
    const organisationId = uuidText(bytes.subarray(16, 32));
    const db = this.#o.gates.tenant({ organisationId });
    const row = await db
      .selectFrom('identity.api_key')
      .innerJoin('identity.organisation', 'identity.organisation.org_id', 'identity.api_key.org_id')
      .select([
        'identity.api_key.id',
        'service_account_id',
        'key_hash',
        'permissions',
        'ip_allow_list',
        'expires_at',
        'kind',
        'status',
        'suspended_because',
      ])
      .where('identity.api_key.id', '=', uuidText(bytes.subarray(0, 16)))
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    if (!row || !equalBytes(row.key_hash, sha256(secret))) throw new AppError(tokenInvalid);
    if (row.status !== 'active') throw suspension(row.suspended_because);
    await db
      .updateTable('identity.api_key')
      .set({ last_used_at: new Date(nowMs) })
      .where('id', '=', row.id)
      .execute();
    const actor: Actor = {
      kind: 'service',
      id: row.service_account_id,
      organisationId,
      organisationKind: row.kind,
      sessionId: row.id,
      permissions: this.#o.access.limitTo(row.permissions, row.kind),
      expiresAtMs: row.expires_at?.getTime() ?? Number.MAX_SAFE_INTEGER,
    };
    return {
      actor,
      allow: row.ip_allow_list.length > 0 ? allowList(row.ip_allow_list) : null,
      untilMs: nowMs + CACHED_MS,
    };
  }
}

export function isApiKey(credential: string): boolean {
  return credential.startsWith(PREFIX);
}

function selectKeys(db: Reads, now: Date) {
  return db
    .selectFrom('identity.api_key')
    .select([
      'id',
      'service_account_id',
      'name',
      'hint',
      'permissions',
      'ip_allow_list as ipAllowList',
      'created_at as createdAt',
      'expires_at as expiresAt',
      'last_used_at as lastUsedAt',
      'revoked_at as revokedAt',
      hasMakerLeft('identity.api_key.created_by', now).as('hasMakerLeft'),
    ]);
}

function allowList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address, bits] = network.split('/') as [string, string | undefined];
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

function uuidBytes(id: string): Buffer {
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}
