import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isOwnRole, readRoleClaim, recordedRoles, roleClaim } from './own-roles.rules.ts';

describe('an own role', () => {
  test('is never taken for a built-in one, nor a built-in one for an own role', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z][A-Za-z_]{1,39}$/), fc.uuid(), (name, id) => {
        expect([isOwnRole(name), readRoleClaim(name), isOwnRole(id)]).toEqual([false, null, true]);
      }),
    );
  });

  test('is named by a token with its edition, and read back as it was', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.integer({ min: 1, max: 2 ** 31 - 1 }), (id, version) => {
        const claim = roleClaim({ id, version });
        expect(claim.length).toBeLessThanOrEqual(33);
        expect(readRoleClaim(claim)).toEqual({ id, version });
      }),
    );
  });

  test.each(['', 'owner.1', 'AAAAAAAAAAAAAAAAAAAAAA', 'AAAAAAAAAAAAAAAAAAAAAA.0', 'AAAAAAAAAAAAAAAAAAAAAA.1x'])(
    'is not read from %j',
    (claim) => expect(readRoleClaim(claim)).toBeNull(),
  );
});

test('a log names own roles as they were called, and built-in ones as ever', () => {
  const own = { id: randomUUID(), name: 'Night counter', version: 3, permissions: ['scan.create'] };
  expect(recordedRoles(['staff', own.id], [own])).toEqual(['staff', { id: own.id, name: own.name, version: 3 }]);
});
