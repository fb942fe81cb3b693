// The demo's organisations and people, the same at every start (docs/architecture.md, Demo).
import type { Clock } from '@sutra/kernel/clock';
import type { Gates } from '@sutra/kernel/db/gates';
import { hashPassword } from '@sutra/platform/identity/public';
import { seedSettings } from '@sutra/cotton/settings/seed';
import { seedLibrary } from '@sutra/pharmacy/library/seed';

export const DEMO = {
  organisations: [
    { id: '01900000-0000-7000-8000-000000000001', name: 'Sutra Operations', kind: 'operator' },
    { id: '01900000-0000-7000-8000-000000000002', name: 'Asha Medical Stores', kind: 'pharmacy' },
    { id: '01900000-0000-7000-8000-000000000003', name: 'Narmada Cotton Traders', kind: 'cotton' },
  ],
  people: [
    {
      id: '01900000-0000-7000-8000-000000000101',
      name: 'Meera Iyer',
      mobile: null,
      email: 'admin@sutra.example',
      roles: { 1: ['platform_admin'] },
    },
    {
      id: '01900000-0000-7000-8000-000000000102',
      name: 'Asha Patel',
      mobile: '+919800000001',
      email: null,
      roles: { 2: ['owner'], 3: ['manager'] },
    },
    {
      id: '01900000-0000-7000-8000-000000000103',
      name: 'Ravi Kumar',
      mobile: '+919800000002',
      email: null,
      roles: { 2: ['pharmacist'] },
    },
    {
      id: '01900000-0000-7000-8000-000000000104',
      name: 'Harish Chauhan',
      mobile: '+919800000011',
      email: null,
      roles: { 3: ['owner'] },
    },
    {
      id: '01900000-0000-7000-8000-000000000105',
      name: 'Kavita Deshmukh',
      mobile: '+919800000012',
      email: null,
      roles: { 3: ['trader'] },
    },
  ],
} as const;

/** The profiles of the two firms. */
const PROFILES: Readonly<Record<string, object>> = {
  [DEMO.organisations[1].id]: {
    pan: 'AAXPP4821K',
    address_lines: ['12, Station Road', 'Opposite the Civil Hospital'],
    city: 'Rajkot',
    state_code: '24',
    pincode: '360001',
    phone: '+912812225500',
    email: 'counter@asha.example',
  },
  [DEMO.organisations[2].id]: {
    legal_name: 'Narmada Cotton Traders LLP',
    pan: 'AAQFN2716C',
    address_lines: ['Plot 41, Market Yard'],
    city: 'Sendhwa',
    state_code: '23',
    pincode: '451666',
    phone: '+917281222410',
    email: 'desk@narmada.example',
    website: 'https://narmada.example',
  },
};

export async function seedDemo({
  gates,
  clock,
  password,
}: {
  gates: Gates;
  clock: Clock;
  password: string;
}): Promise<void> {
  const present = await gates.withOperator('seed demo', (tx) =>
    tx
      .selectFrom('identity.organisation')
      .select('org_id')
      .where('org_id', '=', DEMO.organisations[2].id)
      .executeTakeFirst(),
  );
  await seedLibrary({ gates, clock });
  if (present) return;
  const now = new Date(clock.nowMs());
  const hashes = await Promise.all(DEMO.people.map(() => hashPassword(password)));
  await gates.withOperator('seed demo', async (tx) => {
    await tx
      .insertInto('identity.organisation')
      .values(
        DEMO.organisations.map(({ id, name, kind }) => ({ org_id: id, name, kind, created_at: now, ...PROFILES[id] })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await tx
      .insertInto('identity.person')
      .values(
        DEMO.people.map(({ id, name, mobile, email }, index) => ({
          id,
          name,
          mobile,
          email,
          mobile_verified_at: mobile === null ? null : now,
          email_verified_at: email === null ? null : now,
          password_hash: hashes[index]!,
          created_at: now,
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const memberships = DEMO.people.flatMap(({ id, roles }) =>
      Object.entries(roles).map(([organisation, held], order) => ({
        org_id: DEMO.organisations[Number(organisation) - 1]!.id,
        user_id: id,
        roles: [...held],
        created_at: new Date(now.getTime() + order),
      })),
    );
    await tx
      .insertInto('identity.membership')
      .values(memberships)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  });
  await seedSettings({ gates, clock, organisationId: DEMO.organisations[2].id });
}
