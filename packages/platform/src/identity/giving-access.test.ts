// Whatever gives somebody access, or decides what they may do, asks who it is that gives it.
import { declaredEndpoints } from '@sutra/testkit/endpoints';
import { expect, test } from 'vitest';
import { powersOf } from './access-review.rules.ts';

/** Permissions of writes that change no access: the work itself, and what an organisation says of itself. */
const OF_WORK = ['access.record-review', 'organisation.update', 'reference.override', 'scan.create', 'settings.write'];
/** Kinds of audit action that tell of access, whatever permission they ask for. */
const OF_ACCESS = new Set([
  'api_key',
  'invitation',
  'membership',
  'organisation',
  'role',
  'second_factor',
  'service_account',
]);

/** What needs no proof, and why. */
const HARMLESS: Readonly<Record<string, string>> = {
  acceptInvitation: 'takes what somebody gave with a proof',
  declineInvitation: 'gives nothing',
  withdrawInvitation: 'only takes away, and must be quick',
  revokeApiKey: 'only takes away, and must be quick',
  updateOrganisation: 'changes names and addresses',
};

const { all } = await declaredEndpoints();
const writes = all.flatMap((one) => (one.method === 'GET' ? [] : [one]));
const permissionOf = ({ access }: (typeof writes)[number]) => (typeof access === 'string' ? null : access.permission);
const kindOf = ({ audit }: (typeof writes)[number]) => (typeof audit === 'string' ? audit.split('.')[0]! : null);
const giving = writes.filter((one) => {
  const permission = permissionOf(one);
  return OF_ACCESS.has(kindOf(one) ?? '') || (permission !== null && !OF_WORK.includes(permission));
});

test('asks for a proof of who gives it', () => {
  expect(giving.length).toBeGreaterThan(15);
  const without = giving.filter(({ stepUp }) => stepUp === undefined).map(({ id }) => id);
  expect(without.filter((id) => !(id in HARMLESS))).toEqual([]);
  expect(Object.keys(HARMLESS).filter((id) => !without.includes(id))).toEqual([]);
});

test('nothing counts as work that lets somebody change what others may do', () => {
  const powers = OF_WORK.flatMap((permission) => powersOf(new Set([permission])));
  expect(powers.filter((power) => power !== 'settings')).toEqual([]);
  const used = new Set(writes.map(permissionOf));
  expect(OF_WORK.filter((permission) => !used.has(permission))).toEqual([]);
});
