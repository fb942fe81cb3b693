// What an organisation asks of the sign-ins of its people. A change holds for everybody within a second.
import { recordChanged } from '@sutra/contracts/failures';
import type { HandlerInput } from '@sutra/contracts/endpoint';
import type { RiskAction } from '@sutra/contracts/identity';
import {
  type OrganisationSecurity as Security,
  type SecurityPolicy,
  securityDeviceKeyMissing,
  securitySecondFactorFixed,
  securitySecondFactorMissing,
  type updateOrganisationSecurity,
} from '@sutra/contracts/organisation-security';
import type { Actor } from '@sutra/kernel/actor';
import type { DB } from '@sutra/kernel/db/schema.generated';
import type { Gates, Reads, Tx } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import type { Context } from '@sutra/kernel/http/route';
import { type Selectable, sql } from 'kysely';
import { factorsOf, hasSecondFactor } from './factors/factors.queries.ts';
import { lockMembers } from './members.queries.ts';
import { namesOf } from './people.queries.ts';
import type { MembershipChange, Revocations } from './revocations.ts';
import { requirePerson } from './sessions.service.ts';

const POLICY = ['second_factor_required', 'device_key_required', 'risk_low', 'risk_elevated', 'risk_high'] as const;
export type SecurityColumns = Pick<Selectable<DB['identity.organisation']>, (typeof POLICY)[number]>;
type Row = Awaited<ReturnType<typeof selectSecurity>>;

export class OrganisationSecurity {
  readonly #gates: Gates;
  readonly #revocations: Revocations;
  constructor(gates: Gates, revocations: Revocations) {
    this.#gates = gates;
    this.#revocations = revocations;
  }

  async get(actor: Actor): Promise<Security> {
    const row = await selectSecurity(this.#gates.tenant(actor));
    const by = row.security_updated_by;
    return toSecurity(row, by && ((await namesOf(this.#gates, [by], actor.organisationId)).get(by) ?? null));
  }

  /** Whoever asks for more of others has it themselves, so that nobody locks everybody out. */
  async put(context: Context, { body, version }: HandlerInput<typeof updateOrganisationSecurity>): Promise<Security> {
    const { actor } = context;
    requirePerson(actor);
    const names = await namesOf(this.#gates, [actor.id], actor.organisationId);
    const hasFactor = hasSecondFactor(await factorsOf(this.#gates.person(actor.id), actor.id));
    try {
      const { security, outdated } = await context.write('tenant', async ({ tx, record, emit }) => {
        await lockMembers(tx, actor.organisationId);
        const before = await selectSecurity(tx);
        if (before.security_version !== version) throw new AppError(recordChanged);
        const values = toColumns(body, before.kind);
        if (values.second_factor_required && !before.second_factor_required && !hasFactor)
          throw new AppError(securitySecondFactorMissing);
        if (values.device_key_required && !before.device_key_required && actor.keyThumbprint === undefined)
          throw new AppError(securityDeviceKeyMissing);
        const after = {
          ...before,
          ...values,
          security_version: version + 1,
          security_updated_at: context.now(),
          security_updated_by: actor.id,
        };
        const { kind: _, org_id, ...changed } = after;
        await tx.updateTable('identity.organisation').set(changed).where('org_id', '=', org_id).execute();
        const isOther = POLICY.slice(0, 2).some((column) => before[column] !== after[column]);
        record({ object: { type: 'identity.organisation', id: org_id }, before: told(before), after: told(after) });
        emit({ type: 'identity.organisation.security-changed', subject: org_id, data: { version: version + 1 } });
        return {
          security: toSecurity(after, names.get(actor.id) ?? null),
          outdated: isOther ? await outdateMembers(tx, context.now()) : [],
        };
      });
      await this.#revocations.publishChanges(
        outdated.map((member) => ({ ...member, organisationId: actor.organisationId })),
      );
      return security;
    } catch (error) {
      if (!(error instanceof AppError && error.failure === recordChanged)) throw error;
      const current = await this.get(actor);
      throw new AppError(recordChanged, {
        current: { ...current, updatedAt: current.updatedAt?.toISOString() ?? null },
      });
    }
  }

  /** The way of last resort: if the process died between commit and publish, the event still tells every instance. */
  async publish(tx: Tx, organisationId: string): Promise<void> {
    const rows = await tx
      .selectFrom('identity.membership')
      .select(['user_id as userId', 'version'])
      .where('org_id', '=', organisationId)
      .execute();
    await this.#revocations.publishChanges(rows.map((row) => ({ ...row, organisationId })));
  }
}

/** Tokens that were made before are refused from now on, and what a refresh gives is by the new rules. */
async function outdateMembers(tx: Tx, now: Date): Promise<Pick<MembershipChange, 'userId' | 'version'>[]> {
  return tx
    .updateTable('identity.membership')
    .set({ version: sql`version + 1`, changed_at: now })
    .returning(['user_id as userId', 'version'])
    .execute();
}

function selectSecurity(db: Reads | Tx) {
  return db
    .selectFrom('identity.organisation')
    .select([
      ...(['org_id', 'kind', 'security_version', 'security_updated_at', 'security_updated_by'] as const),
      ...POLICY,
    ])
    .executeTakeFirstOrThrow();
}

function told(row: Row): SecurityColumns {
  const { second_factor_required, device_key_required, risk_low, risk_elevated, risk_high } = row;
  return { second_factor_required, device_key_required, risk_low, risk_elevated, risk_high };
}

function toColumns({ secondFactorRequired, deviceKeyRequired, risk }: SecurityPolicy, kind: string): SecurityColumns {
  if (kind === 'operator' && !secondFactorRequired) throw new AppError(securitySecondFactorFixed);
  return {
    // Fixed for an operator organisation, whatever the column says.
    second_factor_required: secondFactorRequired && kind !== 'operator',
    device_key_required: deviceKeyRequired,
    risk_low: risk.low,
    risk_elevated: risk.elevated,
    risk_high: risk.high,
  };
}

function toSecurity(row: Row, updatedBy: string | null): Security {
  const isFixed = row.kind === 'operator';
  return {
    secondFactorRequired: row.second_factor_required || isFixed,
    deviceKeyRequired: row.device_key_required,
    risk: {
      low: row.risk_low as RiskAction,
      elevated: row.risk_elevated as RiskAction,
      high: row.risk_high as RiskAction,
    },
    isSecondFactorFixed: isFixed,
    version: row.security_version,
    updatedAt: row.security_updated_at,
    updatedBy,
  };
}
