import { describe, expect, it } from 'vitest';
import { matches } from './match.ts';

describe('a name', () => {
  it.each([
    ['', ['Scan']],
    ['sc', ['Scan']],
    ['LOG aud', ['Audit log']],
    ['  audit   log ', ['Audit log']],
    ['cafe', ['Café de Surat']],
    ['ऑडिट', ['ऑडिट लॉग', 'Audit log']],
    ['audit', ['ऑडिट लॉग', 'Audit log']],
    ['फ़ार्मेसी', ['फ़ार्मेसी']], // the dot below may be written as a sign of its own
  ])('is found by %j', (query, names) => expect(matches(query, names)).toBe(true));

  it.each([
    ['scna', ['Scan']],
    ['audit scan', ['Audit log']],
    ['कल', ['काल']],
  ])('is not found by %j', (query, names) => expect(matches(query, names)).toBe(false));
});
