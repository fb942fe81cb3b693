import { createHmac, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { equalBytes, hmac, isCanonicalBase64Url, Keyring, open, seal, secretKey, sha256 } from './crypto.ts';

const bytes = (maxLength = 500) => fc.uint8Array({ maxLength });
const key = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((array) => secretKey(array));
const RUNS = { numRuns: 100 };

describe('a sealed value', () => {
  test('opens to what it was, with its key and its context', () => {
    fc.assert(
      fc.property(key, bytes(), fc.string(), (k, plain, context) =>
        equalBytes(open(k, seal(k, plain, context), context), plain),
      ),
      RUNS,
    );
  });

  test('does not open once a single bit of it was changed, nor when it was cut or lengthened', () => {
    fc.assert(
      fc.property(key, bytes(60), fc.nat(), fc.nat(7), (k, plain, place, bit) => {
        const sealed = seal(k, plain, 'c');
        const changed = Buffer.from(sealed);
        changed[place % sealed.length]! ^= 1 << bit;
        const cut = sealed.subarray(0, place % sealed.length);
        for (const wrong of [changed, cut, Buffer.concat([sealed, Buffer.of(0)])])
          expect(() => open(k, wrong, 'c')).toThrow();
      }),
      RUNS,
    );
  });

  test('does not open with another key or in another context', () => {
    fc.assert(
      fc.property(key, key, bytes(60), fc.string(), fc.string(), (k, other, plain, context, elsewhere) => {
        fc.pre(!k.equals(other) && context !== elsewhere);
        const sealed = seal(k, plain, context);
        expect(() => open(other, sealed, context)).toThrow();
        // Lone surrogates all become U+FFFD in bytes: contexts are our own constants and ids, never such text.
        if (!Buffer.from(context).equals(Buffer.from(elsewhere))) expect(() => open(k, sealed, elsewhere)).toThrow();
      }),
      RUNS,
    );
  });

  test('shows nothing: the same value is sealed differently each time', () => {
    const k = secretKey(randomBytes(32));
    const plain = Buffer.from('+919800000001 '.repeat(4));
    const all = Array.from({ length: 500 }, () => seal(k, plain, 'c'));
    expect(new Set(all.map((sealed) => sealed.toString('hex'))).size).toBe(all.length);
    expect(all.some((sealed) => sealed.includes('9800000001'))).toBe(false);
  });
});

describe('a keyring', () => {
  test('gives each purpose one key of 32 bytes, and none to two purposes', () => {
    const ring = new Keyring(randomBytes(32));
    expect(ring.for('a').symmetricKeySize).toBe(32);
    expect(ring.for('a').equals(ring.for('a'))).toBe(true);
    expect(ring.for('a').equals(ring.for('b'))).toBe(false);
  });

  test('derives the same keys on every instance that has the secret, and other ones from another', () => {
    const secret = randomBytes(32);
    expect(new Keyring(secret).for('a').equals(new Keyring(secret).for('a'))).toBe(true);
    expect(new Keyring(secret).for('a').equals(new Keyring(randomBytes(32)).for('a'))).toBe(false);
  });
});

describe('the primitives', () => {
  test('sha256 is SHA-256 (FIPS 180-4, the example of "abc")', () => {
    expect(sha256('abc').toString('hex')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  test('hmac is HMAC-SHA-256 over its parts, each with its length before it', () => {
    const k = secretKey(randomBytes(32));
    expect(hmac(k, 'ab')).toEqual(
      createHmac('sha256', k)
        .update(Buffer.of(0, 0, 0, 2))
        .update('ab')
        .digest(),
    );
  });

  test('hmac tells apart every way to cut the same bytes into parts', () => {
    const parts = fc.array(fc.string({ maxLength: 6 }), { maxLength: 4 });
    const k = secretKey(randomBytes(32));
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        const same =
          a.length === b.length && a.every((part, index) => Buffer.from(part).equals(Buffer.from(b[index]!)));
        return hmac(k, ...a).equals(hmac(k, ...b)) === same;
      }),
      RUNS,
    );
  });

  test('equalBytes compares any two lengths without throwing', () => {
    fc.assert(
      fc.property(bytes(8), bytes(8), (a, b) => equalBytes(a, b) === Buffer.from(a).equals(Buffer.from(b))),
      RUNS,
    );
  });

  test('only one spelling of base64url is canonical', () => {
    fc.assert(
      fc.property(bytes(60), (data) => {
        const text = Buffer.from(data).toString('base64url');
        expect(isCanonicalBase64Url(text)).toBe(true);
        for (const other of [`${text}=`, `${text} `, ` ${text}`, `${text}\n`, `${text}.`])
          expect(isCanonicalBase64Url(other)).toBe(false);
      }),
      RUNS,
    );
    expect(isCanonicalBase64Url('QQ')).toBe(true);
    expect(isCanonicalBase64Url('QR')).toBe(false); // the same byte, with bits that nobody reads
    expect(isCanonicalBase64Url('+/')).toBe(false);
  });
});
