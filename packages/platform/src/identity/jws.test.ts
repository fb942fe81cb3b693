import { generateKeyPairSync, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { derSignature } from './jws.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const DSA = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;

test('a signature in DER is worth what it was worth as two numbers, whatever zeros they begin with', () => {
  const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
  const beginsWithZeros = fc
    .tuple(bytes, fc.nat(32))
    .map(([number, zeros]) => new Uint8Array([...Array.from({ length: zeros }, () => 0), ...number].slice(0, 32)));
  fc.assert(
    fc.property(beginsWithZeros, beginsWithZeros, fc.uint8Array(), (r, s, message) => {
      const [signed, der] = readBoth(Buffer.concat([r, s]), message);
      expect(der).toBe(signed);
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array(), fc.option(fc.nat(511)), (message, broken) => {
      const signature = sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' });
      if (broken !== null) signature[broken >> 3]! ^= 1 << (broken & 7);
      expect(readBoth(signature, message)).toEqual([broken === null, broken === null]);
    }),
  );
});

test('what is not two numbers of 32 bytes is no signature', () => {
  for (const length of [0, 1, 63, 65, 128]) expect(derSignature(Buffer.alloc(length, 1))).toBeNull();
});

function readBoth(signature: Buffer, message: Uint8Array): [asNumbers: boolean, asDer: boolean] {
  return [verify('sha256', message, DSA, signature), verify('sha256', message, publicKey, derSignature(signature)!)];
}
