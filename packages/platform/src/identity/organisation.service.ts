// The profile of an organisation.
import type { HandlerInput } from '@sutra/contracts/endpoint';
import { recordChanged } from '@sutra/contracts/failures';
import type { Organisation, OrganisationProfile, updateOrganisation } from '@sutra/contracts/people';
import type { Actor } from '@sutra/kernel/actor';
import type { Gates, Reads, Tx } from '@sutra/kernel/db/gates';
import type { DB } from '@sutra/kernel/db/schema.generated';
import { AppError } from '@sutra/kernel/errors';
import type { Context } from '@sutra/kernel/http/route';
import type { Selectable } from 'kysely';
import { namesOf } from './people.queries.ts';
import type { SecurityColumns } from './organisation-security.service.ts';

type Standing = 'status' | 'suspended_because' | 'standing_version' | 'standing_changed_at';
type Security = keyof SecurityColumns | 'security_version' | 'security_updated_at' | 'security_updated_by';
type Row = Omit<Selectable<DB['identity.organisation']>, Standing | Security | 'created_at'>;

export async function getOrganisation(gates: Gates, actor: Actor): Promise<Organisation> {
  const row = await selectOrganisation(gates.tenant(actor)).executeTakeFirstOrThrow();
  const names = await namesOf(gates, row.updated_by === null ? [] : [row.updated_by], actor.organisationId);
  return toOrganisation(row, names);
}

export async function putOrganisation(
  gates: Gates,
  context: Context,
  { body, version }: HandlerInput<typeof updateOrganisation>,
): Promise<Organisation> {
  const { actor } = context;
  const names = await namesOf(gates, [actor.id], actor.organisationId);
  try {
    return await context.write('tenant', async ({ tx, record, emit }) => {
      const before = await selectOrganisation(tx).forNoKeyUpdate().executeTakeFirstOrThrow();
      if (before.version !== version) throw new AppError(recordChanged);
      const { org_id } = before;
      const values = {
        ...toColumns(body),
        version: version + 1,
        updated_at: context.now(),
        updated_by: actor.id,
      };
      await tx.updateTable('identity.organisation').set(values).where('org_id', '=', org_id).execute();
      const after = { ...before, ...values };
      record({ object: { type: 'identity.organisation', id: org_id }, before: told(before), after: told(after) });
      emit({ type: 'identity.organisation.updated', subject: org_id, data: { version: after.version } });
      return toOrganisation(after, names);
    });
  } catch (error) {
    if (!(error instanceof AppError && error.failure === recordChanged)) throw error;
    const current = await getOrganisation(gates, actor);
    throw new AppError(recordChanged, { current: { ...current, updatedAt: current.updatedAt?.toISOString() ?? null } });
  }
}

/** What a log tells: who saved it and when stands beside every entry. */
const told = ({ updated_at: _at, updated_by: _by, ...row }: Row) => row;

function toColumns({ address, legalName, financialYearStartMonth, timeZone, ...same }: OrganisationProfile) {
  return {
    ...same,
    legal_name: legalName,
    address_lines: address && [...address.lines],
    city: address && address.city,
    state_code: address && address.stateCode,
    pincode: address && address.pincode,
    financial_year_start_month: financialYearStartMonth,
    time_zone: timeZone,
  };
}

const selectOrganisation = (db: Reads | Tx) =>
  db
    .selectFrom('identity.organisation')
    .select([
      ...(['org_id', 'name', 'kind', 'legal_name', 'pan', 'address_lines', 'city', 'state_code', 'pincode'] as const),
      ...([
        'phone',
        'email',
        'website',
        'financial_year_start_month',
        'time_zone',
        'version',
        'updated_at',
        'updated_by',
      ] as const),
    ]);

function toOrganisation(row: Row, names: ReadonlyMap<string, string>): Organisation {
  const { address_lines, city, state_code, pincode } = row;
  return {
    id: row.org_id,
    kind: row.kind as Organisation['kind'],
    name: row.name,
    legalName: row.legal_name,
    pan: row.pan,
    address: address_lines && { lines: address_lines, city: city!, stateCode: state_code!, pincode: pincode! },
    phone: row.phone,
    email: row.email,
    website: row.website,
    financialYearStartMonth: row.financial_year_start_month,
    timeZone: row.time_zone,
    version: row.version,
    updatedAt: row.updated_at,
    updatedBy: row.updated_by && (names.get(row.updated_by) ?? null),
  };
}
