import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchOfPackage, type PackedBatch } from './library.rules.ts';

const packed = (packageId: string, change: Partial<PackedBatch> = {}): PackedBatch => ({
  id: `batch in ${packageId}`,
  packageId,
  number: 'B1',
  expiry: '2028-03-31',
  mrpPaise: 3090,
  recalledAt: null,
  ...change,
});

test('the batch of a pack is its own record', () => {
  const batch = batchOfPackage([packed('box', { mrpPaise: 61800 }), packed('strip')], 'strip');
  expect(batch).toEqual({ id: 'batch in strip', number: 'B1', expiry: '2028-03-31', mrpPaise: 3090, recalledAt: null });
});

test('another pack of the same batch answers for expiry, never for price', () => {
  expect(batchOfPackage([packed('strip')], 'box')).toMatchObject({ expiry: '2028-03-31', mrpPaise: null });
});

test('a recall of any pack recalls the batch', () => {
  const recalledAt = new Date('2026-11-01T00:00:00Z');
  expect(batchOfPackage([packed('strip'), packed('box', { recalledAt })], 'strip')).toMatchObject({
    mrpPaise: 3090,
    recalledAt,
  });
});

test('nothing known is no batch', () => {
  expect(batchOfPackage([], 'strip')).toBeNull();
});

test('the order of the records does not matter', () => {
  const record = fc.record({
    expiry: fc.constantFrom('2027-01-31', '2028-03-31'),
    recalledAt: fc.option(fc.date({ noInvalidDate: true })),
  });
  fc.assert(
    fc.property(fc.array(record, { maxLength: 5 }), (records) => {
      const all = records.map((change, index) => packed(`pack ${index}`, change));
      const one = batchOfPackage(all, 'pack 1');
      const other = batchOfPackage([...all].reverse(), 'pack 1');
      expect(other?.recalledAt).toEqual(one?.recalledAt);
      expect(other?.expiry).toBe(one?.expiry);
    }),
  );
});
