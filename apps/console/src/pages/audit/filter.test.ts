import { describe, expect, it } from 'vitest';
import { queryOf, readFilter } from './filter.ts';

const ACTOR = '019a0000-0000-7000-8000-000000000001';

describe('a filter of the URL', () => {
  it('keeps what can be asked', () => {
    const whole = {
      actor: ACTOR,
      group: 'service_account',
      action: 'session.revoked',
      objectType: 'identity.session',
      objectId: 'x y',
      from: '2026-11-01',
      to: '2026-11-21',
    };
    expect(readFilter({ ...whole, other: 'x' })).toEqual(whole);
  });

  it.each([
    { actor: 'me' },
    { actor: ACTOR.toUpperCase() },
    { group: 'a.b' },
    { group: '%' },
    { action: '' },
    { action: 'x'.repeat(81) },
    { from: '2026-02-30' },
    { from: '21/11/2026' },
    { to: '0026-11-21' },
    { to: ['2026-11-21'] },
    { objectId: { $gt: '' } },
  ])('drops %j', (search) => expect(readFilter(search)).toEqual({}));

  it('takes a number as the text that it was', () => expect(readFilter({ objectId: 12 })).toEqual({ objectId: '12' }));
});

describe('days', () => {
  it('are those of India, the last one whole', () => {
    const { from, to } = queryOf({ from: '2026-11-21', to: '2026-11-21' });
    expect(from?.toISOString()).toBe('2026-11-20T18:30:00.000Z');
    expect(to?.toISOString()).toBe('2026-11-21T18:30:00.000Z');
  });
});
