import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findPasswordProblem, MAX_PASSWORD_CHARACTERS, MIN_PASSWORD_CHARACTERS } from './password.rules.ts';

const ASHA = { name: 'Asha Patel', mobile: '+919800000001', email: 'asha.k@sutra.example' };
const problem = (password: string, owner = ASHA) => findPasswordProblem(password, owner);

describe('a password', () => {
  test.each([
    'tulip ladder 49 gravel',
    'Gx7!vobelisk',
    'नदी के पार पुराना बरगद',
    'chai at four, rain at five',
    'पासवर्ड-नहीं-यह',
  ])('like %j is taken', (password) => expect(problem(password)).toBeNull());

  test.each(['', 'short', 'nine char', 'ﬁve ok!!'])('like %j is too short', (password) =>
    expect(problem(password)).toBe('too-short'),
  );

  test('is counted in characters after NFKC', () => {
    expect(problem('💊🧪🩺🩹💉🏥🚑🧬🔬')).toBe('too-short');
    expect(problem('ﷺ')).not.toBe('too-short'); // one sign of 18 letters
    expect(problem('ﷺ'.repeat(20))).toBe('too-long');
    expect(problem('xylem 7 '.repeat(33))).toBe('too-long');
  });

  test.each([
    'ashatulip49',
    'xx PATEL xx gravel',
    'tulip9800000001',
    'tulip 00 000 01 gravel',
    'asha.k-gravel',
    'Ａｓｈａ gravel tulip',
  ])('like %j holds what everybody knows of its owner', (password) => expect(problem(password)).toBe('personal'));

  test('may hold a name of one or two letters, and no address is no reason', () => {
    expect(problem('gravel tulip or 49', { name: 'Or', mobile: null as never, email: null as never })).toBeNull();
  });

  test('of whatever characters is measured, and nothing throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (password) => {
        const characters = Array.from(password.normalize('NFKC')).length;
        const found = problem(password);
        if (characters < MIN_PASSWORD_CHARACTERS) expect(found).toBe('too-short');
        if (characters > MAX_PASSWORD_CHARACTERS) expect(found).toBe('too-long');
      }),
    );
  });
});
