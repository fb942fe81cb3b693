// What does not compile is the point: each suppressed error is one that the compiler must report, or `npm run check` fails.
import { expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { type CallInput, endpoint, type HandlerInput, type HandlerOutput, isIdempotent } from './endpoint.ts';
import { Instant, Uuid } from './wire.ts';

const READ = { id: 'readThing', method: 'GET', summary: 'Reads a thing', response: z.object({ at: Instant }) } as const;
const WRITE = { ...READ, id: 'writeThing', method: 'POST', access: 'signed-in', limit: 'default' } as const;
const PATH = '/api/v1/things/:thingId';
const params = z.object({ thingId: Uuid });

test('a declaration that leaves out access, limit, audit or a parameter does not compile', () => {
  const whole = endpoint({ ...READ, path: PATH, params, access: 'public', limit: 'default' });
  expect(whole.id).toBe('readThing');
  // @ts-expect-error -- says nothing of access
  endpoint({ ...READ, path: PATH, params, limit: 'default' });
  // @ts-expect-error -- has no limit class
  endpoint({ ...READ, path: PATH, params, access: 'public' });
  // @ts-expect-error -- writes without an audit action
  endpoint({ ...WRITE, path: PATH, params });
  // @ts-expect-error -- a read has nothing to audit
  endpoint({ ...READ, path: PATH, params, access: 'public', limit: 'default', audit: 'thing.read' });
  // @ts-expect-error -- the path names a parameter without a schema
  endpoint({ ...READ, path: PATH, access: 'public', limit: 'default' });
  // @ts-expect-error -- a schema names a parameter that is not in the path
  endpoint({ ...READ, path: '/api/v1/things', params, access: 'public', limit: 'default' });
  // @ts-expect-error -- a misspelt key
  endpoint({ ...READ, path: PATH, params, access: 'public', limit: 'default', permision: 'x' });
  // @ts-expect-error -- an unknown limit class
  endpoint({ ...READ, path: PATH, params, access: 'public', limit: 'defualt' });
});

test('handler and caller get their types from the declaration', () => {
  const write = endpoint({
    ...WRITE,
    path: PATH,
    params,
    audit: 'thing.written',
    body: z.object({ due: Instant, note: z.string().default('') }),
  });
  expectTypeOf<HandlerInput<typeof write>>().toEqualTypeOf<{
    params: { thingId: string };
    body: { due: Date; note: string };
  }>();
  expectTypeOf<HandlerOutput<typeof write>>().toEqualTypeOf<{ at: Date }>();
  expectTypeOf<CallInput<typeof write>['body']>().toEqualTypeOf<{ due: Date; note?: string }>();
});

test('a POST of a known caller is idempotent; sign-in, reads and exports have rules of their own', () => {
  const write = { ...WRITE, path: '/api/v1/things', audit: 'thing.written' } as const;
  expect(isIdempotent(write)).toBe(true);
  expect(isIdempotent({ ...write, path: '/api/v1/auth/logout' })).toBe(false);
  expect(isIdempotent({ ...write, access: 'public' })).toBe(false);
  expect(isIdempotent({ ...write, method: 'DELETE' })).toBe(false);
});
