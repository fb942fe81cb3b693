import { formatElementString } from '@sutra/gs1/element-string';
import { type Answer, type SignedInCaller, startTestApp, type TestApp } from '@sutra/testkit/app';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoLibrary } from '../library/seed.ts';

const SCAN = '/api/v1/drug-scanning/scan';
const SCANS = '/api/v1/drug-scanning/scans';
const PHARMACIST = '+919800000002';
const COTTON_OWNER = '+919800000011';

let app: TestApp;
let caller: SignedInCaller;
let organisationId: string;
const demo = demoLibrary(new Date());

beforeAll(async () => {
  // No relay runs in this role, so what is in the outbox stays there to be counted.
  app = await startTestApp({ env: { SUTRA_ROLE: 'api' } });
  caller = await app.signIn(PHARMACIST);
  organisationId = caller.signedIn.organisation.id;
});
afterAll(() => app.close());

let made = 0;
const newId = () => `test-${process.pid}-${(made += 1)}`;
const scan = (raw: string, more: Record<string, unknown> = {}, by = caller): Promise<Answer> =>
  by.post(SCAN, { raw, clientScanId: newId(), ...more });

async function stored(sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  return (await app.database.owner.query<Record<string, unknown>>(sql, values)).rows;
}
const codes = (answer: Answer): string[] => answer.body.scan.warnings.map((warning: { code: string }) => warning.code);

/** The unit pack of a brand of the demo library, and one of its batches. */
function pack(brand: string, batchIndex = 0) {
  const product = demo.products.find((one) => one.brand.startsWith(brand))!;
  const unit = demo.packages.find((one) => one.product_id === product.id && one.level === 'unit')!;
  const batch = demo.batches.filter((one) => one.product_id === product.id)[batchIndex]!;
  return { product, unit, batch, gtin: unit.gtin, ean13: unit.gtin.slice(1) };
}
const yymmdd = (isoDay: string) => isoDay.slice(2).replaceAll('-', '');

/** What a DataMatrix on the pack carries, without symbology identifier. */
function dataMatrix(gtin: string, fields: { expiry?: string; batch?: string; serial?: string }): string {
  const elements = [
    { ai: '01', value: gtin, title: '' },
    ...(fields.expiry === undefined ? [] : [{ ai: '17', value: fields.expiry, title: '' }]),
    ...(fields.batch === undefined ? [] : [{ ai: '10', value: fields.batch, title: '' }]),
    ...(fields.serial === undefined ? [] : [{ ai: '21', value: fields.serial, title: '' }]),
  ];
  return formatElementString(elements);
}

describe('a known pack', () => {
  const { gtin, ean13, product, unit, batch } = pack('Zenpyrix');
  const raw = dataMatrix(gtin, { expiry: yymmdd(batch.expiry), batch: batch.number, serial: 'KNOWN1' });

  test('resolves from a DataMatrix to product, package and batch', async () => {
    const { status, body } = await scan(`]d2${raw}`);
    expect(status).toBe(200);
    expect(body.scan).toMatchObject({
      raw: `]d2${raw}`,
      parsed: {
        symbology: ']d2',
        kind: 'element-string',
        gtin,
        batch: batch.number,
        serial: 'KNOWN1',
        expiry: { iso: batch.expiry },
      },
      warnings: [],
      resolution: {
        status: 'resolved',
        confidence: 100,
        product: { id: product.id, brand: product.brand, schedule: 'OTC' },
        package: { id: unit.id, gtin, level: 'unit', quantity: 15 },
        batch: { id: batch.id, number: batch.number, expiry: batch.expiry, mrpPaise: 3090, recalledAt: null },
        candidates: [],
      },
    });
    expect(body.scan).not.toHaveProperty('error');
    expect(body.scan).not.toHaveProperty('reviewItemId');
    const steps = body.scan.resolution.steps as { step: string; durationMs: number }[];
    expect(steps.map(({ step }) => step)).toEqual(['normalise', 'parse', 'identify', 'library', 'match', 'warnings']);
    expect(steps.find(({ step }) => step === 'library')!.durationMs).toBeGreaterThan(0);
  });

  test('resolves without symbology identifier, and with it beside the data', async () => {
    const bare = await scan(raw.replace('KNOWN1', 'KNOWN2'));
    expect(bare.body.scan.resolution).toMatchObject({
      status: 'resolved',
      confidence: 90,
      product: { id: product.id },
    });
    const beside = await scan(raw.replace('KNOWN1', 'KNOWN3'), { symbology: ']d2' });
    expect(beside.body.scan).toMatchObject({
      parsed: { symbology: ']d2' },
      resolution: { status: 'resolved', confidence: 100 },
    });
  });

  test('is among the latest things of the person who scanned it, and of nobody else', async () => {
    const { ean13, product } = pack('Zenpyrix');
    await scan(ean13);
    const { body } = await caller.get('/api/v1/today');
    expect(body.recent[0]).toMatchObject({ kind: 'scan.recent', values: { name: product.brand } });
    const owner = await app.signIn('+919800000001');
    expect((await owner.get('/api/v1/today')).body.recent).toEqual([]);
  });

  test('resolves from the EAN-13 on the box, however the scanner sends it', async () => {
    for (const [text, more] of [
      [ean13, {}],
      [`]E0${ean13}`, {}],
      [ean13, { symbology: ']E0' }],
      [`${ean13}\r\n`, {}],
    ] as const) {
      const { body } = await scan(text, more);
      expect(body.scan).toMatchObject({
        raw: text,
        parsed: { kind: 'gtin', gtin },
        resolution: { status: 'resolved', product: { id: product.id } },
        warnings: [],
      });
      expect(body.scan.resolution).not.toHaveProperty('batch');
    }
  });

  test('answers at the unversioned path too', async () => {
    const { status, body } = await caller.post('/api/drug-scanning/scan', { raw: ean13, clientScanId: newId() });
    expect(status).toBe(200);
    expect(body.scan.resolution.status).toBe('resolved');
  });

  test('a box and a case of the same product are told apart, and know its batch without its price', async () => {
    const box = demo.packages.find((one) => one.product_id === product.id && one.level === 'pack')!;
    const shipper = demo.packages.find((one) => one.product_id === product.id && one.level === 'case')!;
    const boxAnswer = await scan(`]d2${dataMatrix(box.gtin, { batch: batch.number })}`);
    expect(boxAnswer.body.scan.resolution).toMatchObject({
      package: { id: box.id, level: 'pack', quantity: 20 },
      batch: { expiry: batch.expiry, mrpPaise: null },
    });
    const caseAnswer = await scan(`]C1${dataMatrix(shipper.gtin, {})}`);
    expect(caseAnswer.body.scan.resolution).toMatchObject({ package: { id: shipper.id, level: 'case' } });
  });

  test('leaves an audit entry and an event in the same transaction', async () => {
    const { body } = await scan(`]d2${raw.replace('KNOWN1', 'KNOWN4')}`);
    const [event] = await stored('select type, org_id, data from events.outbox where subject = $1', [body.scan.id]);
    expect(event).toEqual({
      type: 'scan.recorded',
      org_id: organisationId,
      data: { scanId: body.scan.id, status: 'resolved' },
    });
    const [entry] = await stored(
      "select action, changes from audit.entry where object_type = 'scanning.scan' and object_id = $1",
      [body.scan.id],
    );
    expect(entry).toMatchObject({
      action: 'scan.recorded',
      changes: { status: { before: null, after: 'resolved' }, serial: { before: null, after: 'KNOWN4' } },
    });
    expect(JSON.stringify(entry)).not.toContain(raw);
  });
});

describe('warnings', () => {
  test('an expired pack is danger', async () => {
    const { gtin, batch } = pack('Qlavimyx', 1);
    const answer = await scan(`]d2${dataMatrix(gtin, { expiry: yymmdd(batch.expiry), batch: batch.number })}`);
    expect(answer.body.scan).toMatchObject({
      resolution: { status: 'resolved' },
      warnings: [{ code: 'expired', severity: 'danger' }],
    });
  });

  test('an expired batch is known even where the code carries no date', async () => {
    const { gtin, batch } = pack('Qlavimyx', 1);
    expect(codes(await scan(`]d2${dataMatrix(gtin, { batch: batch.number })}`))).toEqual(['expired']);
  });

  test('day 00 is the last day of its month', async () => {
    const { gtin, batch } = pack('Azimyrox');
    const answer = await scan(
      `]d2${dataMatrix(gtin, { expiry: `${yymmdd(batch.expiry).slice(0, 4)}00`, batch: batch.number })}`,
    );
    expect(answer.body.scan).toMatchObject({
      parsed: { expiry: { day: null, iso: batch.expiry } },
      warnings: [],
      resolution: { confidence: 100 },
    });
  });

  test('a pack near its expiry, and one of a recalled batch', async () => {
    const soon = pack('Telqoria', 1);
    expect(
      codes(await scan(`]d2${dataMatrix(soon.gtin, { expiry: yymmdd(soon.batch.expiry), batch: soon.batch.number })}`)),
    ).toEqual(['expires-soon']);
    const recalled = pack('Pantuvyx', 1);
    const answer = await scan(
      `]d2${dataMatrix(recalled.gtin, { expiry: yymmdd(recalled.batch.expiry), batch: recalled.batch.number })}`,
    );
    expect(answer.body.scan.warnings).toMatchObject([{ code: 'recalled', severity: 'danger' }]);
    expect(answer.body.scan.resolution.batch.recalledAt).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  test('a batch that the library does not know, and one whose date it knows otherwise', async () => {
    const { gtin, batch } = pack('Atorvyqa');
    expect(codes(await scan(`]d2${dataMatrix(gtin, { batch: 'NEVERSEEN' })}`))).toEqual(['batch-unknown']);
    const answer = await scan(`]d2${dataMatrix(gtin, { expiry: '290131', batch: batch.number })}`);
    expect(codes(answer)).toEqual(['batch-mismatch']);
    expect(answer.body.scan).toMatchObject({
      parsed: { expiry: { iso: '2029-01-31' } },
      resolution: { batch: { expiry: batch.expiry }, confidence: 70 },
    });
  });

  test('a serial scanned before says when, in its own organisation only', async () => {
    const { gtin } = pack('Zenpyrix');
    const raw = `]d2${dataMatrix(gtin, { serial: 'TWICE' })}`;
    expect(codes(await scan(raw))).toEqual([]);
    const second = await scan(raw);
    expect(codes(second)).toEqual(['duplicate-serial']);
    expect(second.body.scan.resolution.status).toBe('resolved');
    const other = await anotherPharmacist();
    expect(codes(await scan(raw, {}, other))).toEqual([]);
    const listed = await caller.get(`${SCANS}?limit=2`);
    expect(listed.body.items.map((item: { warnings: unknown[] }) => item.warnings.length)).toEqual([1, 0]);
  });

  test('of twenty counters that scan one serial at once, one alone is the first', async () => {
    const raw = `]d2${dataMatrix(pack('Zenpyrix').gtin, { serial: 'ATONCE' })}`;
    const answers = await Promise.all(Array.from({ length: 20 }, () => scan(raw)));
    expect(answers.filter((answer) => codes(answer).length === 0)).toHaveLength(1);
    expect(answers.filter((answer) => codes(answer).includes('duplicate-serial'))).toHaveLength(19);
  });

  test('a device whose clock is wrong', async () => {
    const { ean13 } = pack('Zenpyrix');
    const scannedAt = new Date(Date.now() + 60 * 60_000).toISOString();
    const answer = await scan(ean13, { scannedAt });
    expect(codes(answer)).toEqual(['clock-suspect']);
    expect(answer.body.scan.scannedAt).toBe(scannedAt);
  });
});

test('a GTIN that stands for two pack sizes gives both as candidates', async () => {
  const { product, ean13 } = pack('Metryvox');
  const { body } = await scan(ean13);
  expect(body.scan).toMatchObject({
    resolution: {
      status: 'ambiguous',
      confidence: 50,
      candidates: [
        { product: { id: product.id }, package: { quantity: 10 } },
        { product: { id: product.id }, package: { quantity: 15 } },
      ],
    },
    warnings: [{ code: 'gtin-ambiguous' }],
  });
  expect(body.scan.resolution).not.toHaveProperty('package');
});

describe('particulars of a label that follow no standard', () => {
  const { gtin, batch, product } = pack('Zenpyrix');
  const [year, month] = batch.expiry.split('-');
  const label = `UPIC: ${gtin}\nBatch No.: ${batch.number}\nExp. Dt.: ${month}/${year}\nMfg Lic No: MNB/05/183`;

  test('lead to the pack with little confidence, and go before the reviewers', async () => {
    const first = await scan(`]Q1${label}`);
    expect(first.body.scan).toMatchObject({
      parsed: {
        kind: 'h2-particulars',
        elements: [],
        particulars: { productCode: gtin, batch: batch.number, licence: 'MNB/05/183', expiry: { day: null } },
      },
      resolution: { status: 'resolved', product: { id: product.id }, batch: { id: batch.id } },
      warnings: [],
    });
    expect(first.body.scan.resolution.confidence).toBeLessThanOrEqual(50);
    expect(first.body.scan.parsed).not.toHaveProperty('gtin');
    const { reviewItemId } = first.body.scan;
    expect(await stored('select kind, gtin from library.review_item where id = $1', [reviewItemId])).toEqual([
      { kind: 'assumed-reading', gtin },
    ]);
    const again = await scan(`]Q1${label.replace(batch.number, 'OTHER1')}`);
    expect(again.body.scan.reviewItemId).toBe(reviewItemId);
    expect(codes(again)).toEqual(['batch-unknown']);
  });

  test('lead to the pack by a product code that is no GTIN, where the library knows it', async () => {
    const unit = pack('Zenpyrix').unit;
    await app.database.owner.query(
      "insert into library.identifier (kind, value, package_id, source_id) select 'h2-product-code', 'UP-ZEN-1', id, source_id from library.package where id = $1",
      [unit.id],
    );
    const known = await scan(`UPIC: UP-ZEN-1 | Batch No: ${batch.number} | Exp: ${month}/${year}`);
    expect(known.body.scan.resolution).toMatchObject({ status: 'resolved', package: { id: unit.id } });
    const unknown = await scan(`UPIC: UP-NOBODY | Batch No: ${batch.number} | Exp: ${month}/${year}`);
    expect(unknown.body.scan.resolution).toMatchObject({ status: 'unknown', confidence: 0 });
    expect(unknown.body.scan).toHaveProperty('reviewItemId');
  });

  test('are the same when the scan is read back', async () => {
    const clientScanId = newId();
    const first = await scan(label, { clientScanId });
    const again = await scan(label, { clientScanId });
    expect(again.body).toEqual(first.body);
  });
});

describe('a code whose separators were lost', () => {
  const { gtin, batch } = pack('Zenpyrix');

  test('is invalid or doubtful, and comes with what it could say', async () => {
    const tooLong = await scan(`]d201${gtin}10${batch.number}-00000000000021LOST000001`);
    expect(tooLong.body.scan).toMatchObject({
      error: { code: 'VALUE_TOO_LONG' },
      resolution: {
        status: 'invalid',
        proposals: [
          {
            data: `]d201${gtin}10${batch.number}-000000000000\u001d21LOST000001`,
            parsed: { symbology: ']d2', batch: `${batch.number}-000000000000`, serial: 'LOST000001' },
            evidence: [{ code: 'separator-lost' }],
          },
        ],
      },
      warnings: [{ code: 'separator-missing', severity: 'warning' }],
    });
    const glued = await scan(`]d201${gtin}10${batch.number}21LOST000002`);
    expect(glued.body.scan.resolution).toMatchObject({
      status: 'resolved',
      confidence: 75,
      proposals: [{ parsed: { batch: batch.number, serial: 'LOST000002' } }],
    });
    expect(codes(glued)).toEqual(['separator-missing', 'batch-unknown']);
  });

  test('has no proposals where nothing is missing', async () => {
    const { body } = await scan(`]d2${dataMatrix(gtin, { batch: batch.number, serial: 'WHOLE0001' })}`);
    expect(body.scan.resolution).not.toHaveProperty('proposals');
  });
});

describe('an unknown code', () => {
  test('goes before the reviewers once, and counts each sighting', async () => {
    const gtin = '08909999000010';
    const first = await scan(`]d2${dataMatrix(gtin, { serial: 'A1' })}`);
    expect(first.body.scan).toMatchObject({
      resolution: { status: 'unknown', confidence: 0, candidates: [] },
      parsed: { gtin },
    });
    const second = await scan(`]d2${dataMatrix(gtin, { serial: 'A2' })}`);
    const { reviewItemId } = first.body.scan;
    expect(second.body.scan.reviewItemId).toBe(reviewItemId);
    expect(
      await stored('select org_id, kind, status, gtin, seen_count, raw from library.review_item where id = $1', [
        reviewItemId,
      ]),
    ).toEqual([
      {
        org_id: organisationId,
        kind: 'unknown-code',
        status: 'open',
        gtin,
        seen_count: 2,
        raw: `]d2${dataMatrix(gtin, { serial: 'A1' })}`,
      },
    ]);
  });

  test('is an item of each organisation that meets it', async () => {
    const mine = await scan('SHELF CODE 4711');
    const theirs = await scan('SHELF CODE 4711', {}, await anotherPharmacist());
    expect(mine.body.scan).toMatchObject({ parsed: { kind: 'text' }, resolution: { status: 'unknown' } });
    expect(theirs.body.scan.reviewItemId).not.toBe(mine.body.scan.reviewItemId);
  });

  test('met by twenty counters at once is one item with twenty sightings', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => scan('https://maker.example/verify/1')));
    const ids = new Set(answers.map((answer) => answer.body.scan.reviewItemId as string));
    expect(ids.size).toBe(1);
    expect(await stored('select seen_count from library.review_item where id = $1', [...ids])).toEqual([
      { seen_count: 20 },
    ]);
  });
});

describe('a code that is wrong', () => {
  test('is kept with the place of its fault', async () => {
    const { body, status } = await scan(']d201089077010000141728033110B1');
    expect(status).toBe(200);
    expect(body.scan).toMatchObject({
      parsed: null,
      error: { code: 'INCORRECT_CHECK_DIGIT', ai: '01', start: 18, end: 19 },
      warnings: [{ code: 'check-digit' }],
      resolution: { status: 'invalid', confidence: 0 },
    });
    expect(body.scan).not.toHaveProperty('reviewItemId');
  });

  test('counts places in what was sent, whatever was put before it', async () => {
    const { body } = await scan(' 8907701000014\n', { symbology: ']E0' });
    expect(body.scan.error).toMatchObject({ code: 'INCORRECT_CHECK_DIGIT', start: 13, end: 14 });
    expect((await scan('8907701000014')).body.scan.error).toMatchObject({ start: 12, end: 13 });
  });
});

describe('a repeat', () => {
  test('gets the stored scan and leaves no trace', async () => {
    const request = { raw: `]d2${dataMatrix('08909999000027', { serial: 'R1' })}`, clientScanId: newId() };
    const first = await caller.post(SCAN, request);
    const traces = () =>
      stored(
        'select (select count(*) from scanning.scan) as scans, (select count(*) from audit.entry) as entries, (select count(*) from events.outbox) as events, (select seen_count from library.review_item where id = $1)',
        [first.body.scan.reviewItemId],
      );
    const before = await traces();
    const second = await caller.post(SCAN, { ...request, scannedAt: '2026-01-01T00:00:00Z', deviceId: 'another' });
    expect(second.status).toBe(200);
    expect(second.body).toEqual(first.body);
    expect(await traces()).toEqual(before);
  });

  test('with another code is refused', async () => {
    const clientScanId = newId();
    await scan('8907701000013', { clientScanId });
    const answer = await scan('8907701000020', { clientScanId });
    expect(answer).toMatchObject({ status: 409, body: { code: 'scan.client_id_reused' } });
    expect(await stored('select raw from scanning.scan where client_scan_id = $1', [clientScanId])).toEqual([
      { raw: '8907701000013' },
    ]);
  });

  test('of an invalid and of a recalled code is the same answer too', async () => {
    const recalled = pack('Pantuvyx', 1);
    for (const raw of [']d20108907701000014', `]d2${dataMatrix(recalled.gtin, { batch: recalled.batch.number })}`]) {
      const request = { raw, clientScanId: newId() };
      const first = await caller.post(SCAN, request);
      expect((await caller.post(SCAN, request)).body).toEqual(first.body);
    }
  });

  test.each([
    ['a known pack', `]d2${dataMatrix(pack('Zenpyrix').gtin, { serial: 'STORM' })}`],
    ['an unknown code', 'STORM OF REPEATS'],
  ])('twenty at once of %s are one row and one answer', async (_, raw) => {
    const clientScanId = newId();
    const answers = await Promise.all(Array.from({ length: 20 }, () => scan(raw, { clientScanId })));
    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    const [row, ...others] = await stored('select id, review_item_id from scanning.scan where client_scan_id = $1', [
      clientScanId,
    ]);
    expect(others).toEqual([]);
    expect(
      await stored("select count(*)::int from audit.entry where object_id = $1 and action = 'scan.recorded'", [
        row!['id'],
      ]),
    ).toEqual([{ count: 1 }]);
    expect(await stored('select count(*)::int from events.outbox where subject = $1', [row!['id']])).toEqual([
      { count: 1 },
    ]);
    if (row!['review_item_id'] !== null) {
      expect(
        await stored('select seen_count from library.review_item where id = $1', [row!['review_item_id']]),
      ).toEqual([{ seen_count: 1 }]);
    }
  });

  test('the same clientScanId in another organisation is another scan', async () => {
    const clientScanId = newId();
    const mine = await scan('8907701000013', { clientScanId });
    const theirs = await scan('8907701000020', { clientScanId }, await anotherPharmacist());
    expect(theirs.status).toBe(200);
    expect(theirs.body.scan.id).not.toBe(mine.body.scan.id);
  });

  test('with an Idempotency-Key is replayed by the kernel', async () => {
    const request = { raw: '8907701000013', clientScanId: newId() };
    const key = { 'idempotency-key': newId() };
    const first = await caller.post(SCAN, request, key);
    const second = await caller.post(SCAN, request, key);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(second.body).toEqual(first.body);
  });
});

describe('the list', () => {
  test('gives every scan once, newest first, in pages', async () => {
    const pharmacist = await newPharmacist();
    const expected: string[] = [];
    for (let index = 0; index < 7; index += 1) {
      const answer = await scan(`LIST ${index}`, {}, pharmacist);
      expected.unshift(answer.body.scan.id as string);
    }
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { status, body }: Answer = await pharmacist.get(
        `${SCANS}?limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      expect(status).toBe(200);
      seen.push(...body.items.map((item: { id: string }) => item.id));
      cursor = body.nextCursor;
    }
    expect(seen).toEqual(expected);
  });

  test('shows nothing of another organisation, not even with its cursor', async () => {
    const mine = await scan('MINE ALONE');
    const stranger = await newPharmacist();
    expect((await stranger.get(SCANS)).body).toEqual({ items: [], nextCursor: null });
    const one = `${SCANS}/${mine.body.scan.id}`;
    expect((await caller.get(one)).body).toEqual(mine.body.scan);
    expect((await stranger.get(one)).body.code).toBe('scan.not_found');
    await scan('MINE AGAIN');
    const { nextCursor } = (await caller.get(`${SCANS}?limit=1`)).body;
    expect((await stranger.get(`${SCANS}?cursor=${nextCursor}`)).body.items).toEqual([]);
    expect((await caller.get(`${SCANS}?cursor=${nextCursor}&limit=1`)).body.items[0].id).toBe(mine.body.scan.id);
  });

  test('refuses a cursor that it never gave', async () => {
    for (const cursor of ['AAAA', 'x'.repeat(22), 'x'.repeat(200)]) {
      expect(await caller.get(`${SCANS}?cursor=${cursor}`)).toMatchObject({
        status: 400,
        body: { code: 'request.invalid', errors: [{ path: 'query.cursor' }] },
      });
    }
  });
});

describe('who may', () => {
  test('not a cotton trader, whatever the role', async () => {
    const trader = await app.signIn(COTTON_OWNER);
    expect(await scan('8907701000013', {}, trader)).toMatchObject({ status: 403, body: { code: 'access.denied' } });
    expect(await trader.get(SCANS)).toMatchObject({ status: 403, body: { code: 'access.denied' } });
  });

  test('an auditor reads and does not scan', async () => {
    const auditor = await newPharmacist({ roles: ['auditor'] });
    expect((await auditor.get(SCANS)).status).toBe(200);
    expect((await scan('8907701000013', {}, auditor)).status).toBe(403);
  });

  test('nobody without a token', async () => {
    expect((await app.anonymous.post(SCAN, { raw: '1', clientScanId: '1' })).status).toBe(401);
    expect((await app.anonymous.get(SCANS)).status).toBe(401);
  });
});

describe('hostile text', () => {
  const hostile = [
    "'; drop table scanning.scan; --",
    '<script>alert(1)</script><img src=x onerror=alert(1)>',
    '{"$ne":null}',
    '${process.env}',
    '\u001d'.repeat(50),
    '\u202e\u2066 reversed \u{1f48a} ﷽',
    '\\u0000 \\x00 %00',
    '01'.repeat(2000),
    '('.repeat(8192),
    `]d2${'\u001d10'.repeat(2000)}`,
    `${' '.repeat(8000)}x`,
  ];
  test.each(hostile)('%# is stored and returned as it came', async (raw) => {
    const { status, body } = await scan(raw);
    expect(status).toBe(200);
    expect(body.scan.raw).toBe(raw);
    const [row] = await stored('select raw from scanning.scan where id = $1', [body.scan.id]);
    expect(row).toEqual({ raw });
    const listed = await caller.get(`${SCANS}?limit=1`);
    expect(listed.body.items[0]).toEqual(body.scan);
  });

  test('what cannot be stored is refused with the field that is wrong', async () => {
    for (const body of [
      { raw: 'a\u0000b', clientScanId: 'x' },
      { raw: '', clientScanId: 'x' },
      { raw: 'x'.repeat(8193), clientScanId: 'x' },
      { raw: 'x', clientScanId: 'y'.repeat(81) },
      { raw: 'x' },
      { raw: 'x', clientScanId: 'x', symbology: 'd2' },
      { raw: 'x', clientScanId: 'x', scannedAt: 'yesterday' },
      { raw: ['x'], clientScanId: 'x' },
    ]) {
      expect(await caller.post(SCAN, body)).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
    }
  });

  test('nothing scanned reaches the log', () => {
    expect(app.logged.join('\n')).not.toMatch(/drop table|onerror|KNOWN1/);
  });
});

let other: Promise<SignedInCaller> | null = null;
/** The same pharmacist of one other organisation, each time. */
function anotherPharmacist(): Promise<SignedInCaller> {
  return (other ??= newPharmacist());
}

let people = 0;
async function newPharmacist({ roles = ['pharmacist'] } = {}): Promise<SignedInCaller> {
  people += 1;
  const suffix = String(people).padStart(12, '0');
  const mobile = `+9198111${String(people).padStart(5, '0')}`;
  const organisation = `01900000-0000-7000-8001-${suffix}`;
  const person = `01900000-0000-7000-8002-${suffix}`;
  await stored(
    "insert into identity.organisation (org_id, name, kind, created_at) values ($1, 'Another pharmacy', 'pharmacy', now())",
    [organisation],
  );
  await stored(
    "insert into identity.person (id, name, mobile, created_at) values ($1, 'Another Pharmacist', $2, now())",
    [person, mobile],
  );
  await stored('insert into identity.membership (org_id, user_id, roles, created_at) values ($1, $2, $3, now())', [
    organisation,
    person,
    roles,
  ]);
  return app.signIn(mobile);
}
