import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classifyBy, difference, type Digest } from './difference.rules.ts';

const classify = classifyBy({
  'identity.person': {
    name: 'identity',
    mobile: 'contact',
    password_hash: 'credential',
    last_ip: 'network',
    id: null,
    status: null,
    created_at: null,
    at: null,
    bytes: null,
    text: null,
    list: null,
    long: null,
    small: null,
  },
});
const digest: Digest = (bytes) => `digest of ${bytes.length}`;

test('only changed fields, apart by what they hold', () => {
  const before = {
    id: 'a',
    name: 'Asha',
    mobile: '+911',
    password_hash: 'old',
    status: 'active',
    created_at: new Date(0),
  };
  const after = { ...before, mobile: '+912', password_hash: 'new', status: 'blocked', created_at: new Date(0) };
  expect(difference(before, after, 'identity.person', classify, digest)).toEqual({
    changes: {
      mobile: { sealed: true },
      password_hash: { changed: true },
      status: { before: 'active', after: 'blocked' },
    },
    personal: { mobile: { before: '+911', after: '+912' } },
  });
});

test('a row that is made, and one that is gone', () => {
  expect(difference(null, { status: 'new', at: new Date(1000) }, 'identity.person', classify, digest).changes).toEqual({
    status: { before: null, after: 'new' },
    at: { before: null, after: '1970-01-01T00:00:01.000Z' },
  });
  expect(difference({ status: 'old' }, null, 'identity.person', classify, digest).changes).toEqual({
    status: { before: 'old', after: null },
  });
  expect(difference(undefined, undefined, 'identity.person', classify, digest)).toEqual({
    changes: {},
    personal: null,
  });
});

test('names in camel case are the same columns', () => {
  expect(difference(null, { lastIp: '127.0.0.1' }, 'identity.person', classify, digest).personal).toEqual({
    lastIp: { before: null, after: '127.0.0.1' },
  });
});

test.each([undefined, 'other.table', '__proto__', 'constructor'])(
  'everything is personal, its name too, in an object of the unknown type %j',
  (type) => {
    expect(difference(null, { 'asha@example.in': 1 }, type, classify, digest)).toEqual({
      changes: {},
      personal: { 'asha@example.in': { before: null, after: 1 } },
    });
  },
);

test('bytes are stored as a digest, and text as PostgreSQL can hold it', () => {
  const after = { bytes: Buffer.from('abc'), text: 'a\u0000b\ud800', list: [1n, Number.NaN, { deep: new Date(0) }] };
  expect(difference(null, after, 'identity.person', classify, digest).changes).toEqual({
    bytes: { before: null, after: { digest: 'digest of 3' } },
    text: { before: null, after: 'a\ufffdb\ufffd' },
    list: { before: null, after: ['1', null, { deep: '1970-01-01T00:00:00.000Z' }] },
  });
});

test('a value that is too large is cut, the small ones beside it stay', () => {
  const { changes } = difference(
    { long: 'x'.repeat(9000), small: 1 },
    { long: 'y'.repeat(9000), small: 2 },
    'identity.person',
    classify,
    digest,
  );
  expect(changes).toEqual({
    long: {
      before: { cut: '9002 bytes', digest: 'digest of 9002' },
      after: { cut: '9002 bytes', digest: 'digest of 9002' },
    },
    small: { before: 1, after: 2 },
  });
});

test('whatever is given, both parts are storable JSON of at most 16 KiB', () => {
  const value = fc.oneof(
    { maxDepth: 3 },
    fc.anything({ withDate: true, withTypedArray: true, withBigInt: true, withNullPrototype: true, maxDepth: 2 }),
    fc.nat(9000).map((length) => 'ж'.repeat(length)),
  );
  const row = fc.oneof(
    fc.dictionary(fc.string(), value),
    fc
      .nat(2000)
      .map((count) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`field ${index}`, index]))),
  );
  fc.assert(
    fc.property(
      fc.option(row),
      fc.option(row),
      fc.constantFrom('identity.person', undefined),
      (before, after, type) => {
        for (const part of Object.values(difference(before, after, type, classify, digest))) {
          const text = JSON.stringify(part);
          expect(Buffer.byteLength(text)).toBeLessThanOrEqual(16 * 1024);
          expect(text).not.toMatch(/\\u0000|\\ud[89a-f]/);
        }
      },
    ),
    { numRuns: 100 },
  );
});
