import { DAY_MS } from '@sutra/kernel/clock';
import { describe, expect, test } from 'vitest';
import { dayIn, digestOf, keyFindings, memberFindings, organisationFindings, powersOf } from './access-review.rules.ts';

const TODAY = '2026-11-22';
const daysAgo = (days: number) => new Date(Date.parse(TODAY) - days * DAY_MS).toISOString().slice(0, 10);
const staff = { isAtWork: true, roles: ['staff'], endsAt: null, joinedOn: daysAgo(400), lastActiveOn: daysAgo(0) };

describe('a member', () => {
  test.each([
    ['was active 89 days ago', { lastActiveOn: daysAgo(89) }, []],
    ['was active 90 days ago', { lastActiveOn: daysAgo(90) }, ['inactive']],
    ['was never active, and joined 89 days ago', { lastActiveOn: null, joinedOn: daysAgo(89) }, []],
    ['was never active, and joined 90 days ago', { lastActiveOn: null, joinedOn: daysAgo(90) }, ['inactive']],
    ['was active long before joining', { lastActiveOn: daysAgo(500), joinedOn: daysAgo(3) }, []],
    ['is an auditor without an end', { roles: ['staff', 'auditor'] }, ['auditor-without-end']],
    ['is an auditor for a time', { roles: ['auditor'], endsAt: new Date() }, []],
    ['cannot sign in any more', { isAtWork: false, roles: ['auditor'], lastActiveOn: null }, []],
  ])('who %s', (_, differs, expected) => {
    expect(memberFindings({ ...staff, ...differs }, TODAY)).toEqual(expected);
  });
});

test.each([
  [{ createdOn: daysAgo(0), lastUsedOn: null, expiresAt: null }, ['no-expiry']],
  [{ createdOn: daysAgo(90), lastUsedOn: null, expiresAt: new Date() }, ['unused']],
  [{ createdOn: daysAgo(900), lastUsedOn: daysAgo(89), expiresAt: new Date() }, []],
  [{ createdOn: daysAgo(900), lastUsedOn: daysAgo(91), expiresAt: null }, ['no-expiry', 'unused']],
  [{ createdOn: daysAgo(9), lastUsedOn: null, expiresAt: new Date(), hasMakerLeft: true }, ['maker-left']],
])('a key %j', (key, expected) => expect(keyFindings({ hasMakerLeft: false, ...key }, TODAY)).toEqual(expected));

test('owners are counted among those at work', () => {
  const owner = { ...staff, roles: ['owner'] };
  expect(organisationFindings([owner, staff])).toEqual(['only-one-owner']);
  expect(organisationFindings([owner, owner])).toEqual(['several-owners']);
  expect(organisationFindings([owner, { ...owner, isAtWork: false }])).toEqual(['only-one-owner']);
  expect(organisationFindings([staff])).toEqual([]);
});

test('powers are those of the permissions', () => {
  expect(powersOf(new Set(['scan.read', 'people.read']))).toEqual([]);
  expect(powersOf(new Set(['settings.write', 'people.invite']))).toEqual(['people', 'settings']);
  expect(powersOf(new Set(['service-account.manage']))).toEqual(['keys']);
});

test('a day is that of the organisation', () => {
  const at = new Date('2026-11-21T20:00:00Z');
  expect([dayIn('Asia/Kolkata')(at), dayIn('UTC')(at), dayIn('UTC')(null)]).toEqual(['2026-11-22', '2026-11-21', null]);
});

test('a digest is of what there is, not of its order or of what is left out', () => {
  const digest = digestOf({ a: 1, b: [new Date(0)], c: undefined });
  expect(digest).toBe(digestOf({ b: ['1970-01-01T00:00:00.000Z'], a: 1 }));
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(digest).not.toBe(digestOf({ a: 2, b: [new Date(0)] }));
});
