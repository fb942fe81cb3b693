import { setTimeout as pause } from 'node:timers/promises';
import { type SignedInCaller, startTestApp, type TestApp } from '@sutra/testkit/app';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readTable, writeCsv, writeXlsx } from './table-file.ts';

let app: TestApp;
let owner: SignedInCaller;
let trader: SignedInCaller;
beforeAll(async () => {
  app = await startTestApp();
  owner = await app.signIn('+919800000011');
  trader = await app.signIn('+919800000012');
});
afterAll(() => app.close());

const S = '/api/v1/settings';
const upload = async (kind: string, content: string | Uint8Array, format = 'csv', caller = owner) => {
  const response = await fetch(`${app.origin}${S}/${kind}/imports?format=${format}&fileName=list.${format}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${caller.token}`, 'content-type': 'application/octet-stream' },
    body: content as string,
  });
  // oxlint-disable-next-line typescript/no-explicit-any -- an import, or a problem
  return { status: response.status, body: (await response.json()) as any };
};
const settled = async (id: string, ...busy: string[]) => {
  for (let round = 0; round < 1200; round += 1) {
    const { body } = await owner.get(`${S}/imports/${id}`);
    if (!busy.includes(body.state)) return body;
    await pause(50);
  }
  throw new Error('the import does not end');
};
const checked = async (kind: string, content: string | Uint8Array, format = 'csv') => {
  const { status, body } = await upload(kind, content, format);
  expect(status).toBe(202);
  return settled(body.id, 'checking');
};
const apply = async (id: string) => {
  const { status, body } = await owner.post(`${S}/imports/${id}/apply`);
  return status === 202 ? settled(id, 'applying') : { status, ...body };
};
const download = async (kind: string, format: string) => {
  const response = await fetch(`${app.origin}${S}/exports/${kind}?format=${format}`, {
    headers: { authorization: `Bearer ${trader.token}` },
  });
  return { response, bytes: new Uint8Array(await response.arrayBuffer()) };
};
const total = async (q: string) => (await owner.get(`${S}/locations?limit=1&q=${q}`)).body.total as number;

describe('an export', () => {
  test.each(['csv', 'xlsx'] as const)('as %s of every kind, imported again, changes nothing', async (format) => {
    const { body } = await owner.get(`${S}/overview`);
    for (const { kind, active } of body.kinds) {
      const { response, bytes } = await download(kind, format);
      expect(response.headers.get('content-disposition')).toBe(`attachment; filename*=UTF-8''${kind}.${format}`);
      expect(await checked(kind, bytes, format), kind).toMatchObject({
        state: 'ready',
        unchanged: active,
        created: 0,
        changed: 0,
        rejects: [],
      });
    }
  });
});

describe('an import', () => {
  test('says what it would do, does it when it is told to, and is found in history, audit log and notifications', async () => {
    const csv =
      'code,name,place,city\r\nKADI,Kadi store,warehouse,Kadi\r\nUNJHA,"Unjha, ""north""\nyard",market,\r\n\r\nRAJKOT,Rajkot,market,Rajkot\r\n';
    const ready = await checked('locations', csv);
    expect(ready).toMatchObject({
      state: 'ready',
      created: 1,
      changed: 1,
      unchanged: 1,
      rejected: 0,
      linesTotal: 3,
      by: { name: 'Harish Chauhan' },
    });
    expect(await total('unjha')).toBe(0);
    expect(await apply(ready.id)).toMatchObject({ state: 'applied', created: 1, changed: 1 });
    const { items } = (await owner.get(`${S}/locations?q=unjha`)).body;
    expect(items[0]).toMatchObject({ name: 'Unjha, "north"\nyard', city: null, version: 1 });
    const kadi = (await owner.get(`${S}/locations?q=kadi`)).body.items[0];
    expect(kadi).toMatchObject({ name: 'Kadi store', version: 2, latitudeMicrodegrees: 23_297_800 });
    const history = await owner.get(`${S}/locations/${kadi.id}/history`);
    expect(history.body.items[0]).toMatchObject({
      change: 'changed',
      importId: ready.id,
      by: { name: 'Harish Chauhan' },
    });
    await app.sequencer();
    const audit = await owner.get(`/api/v1/audit/entries?objectId=${ready.id}`);
    expect(audit.body.items.map(({ action }: { action: string }) => action)).toEqual([
      'settings.imported',
      'settings.import_applied',
      'settings.import_started',
    ]);
    const told = await owner.get('/api/v1/notifications');
    expect(told.body.items[0]).toMatchObject({
      kind: 'import.finished',
      values: { kind: 'locations', count: 2 },
      path: `/settings/imports/${ready.id}`,
    });
    expect((await owner.get('/api/v1/today')).body.now[0]).toMatchObject({ kind: 'import.finished' });
    expect(await apply(ready.id)).toMatchObject({ status: 409, code: 'settings.import_not_ready' });
  });

  test('with one bad line changes nothing, and names each bad line', async () => {
    const csv =
      'code;name;place;pincode\nGOOD;Good;gin;360001\nBAD;Bad;moon;36\n;;gin;\ngood;Again;gin;\nLONG;x;gin;;surplus\n';
    const rejected = await checked('locations', csv);
    expect(rejected).toMatchObject({ state: 'rejected', created: 1, rejected: 4 });
    expect(rejected.rejects.map(({ line, field }: { line: number; field: string }) => `${line} ${field}`)).toEqual([
      '3 place',
      '3 pincode',
      '4 code',
      '4 name',
      '5 code',
      '6 null',
    ]);
    expect(await apply(rejected.id)).toMatchObject({ status: 409 });
    expect(await total('GOOD')).toBe(0);
    expect((await owner.post(`${S}/imports/${rejected.id}/discard`)).body.state).toBe('discarded');
  });

  test.each<[string, string | Uint8Array, string, RegExp]>([
    ['nothing', '', 'csv', /empty/],
    ['only a first line', 'code,name,place\n', 'csv', /nothing else/],
    ['an unknown column', 'code,name,place,colour\na,b,gin,red\n', 'csv', /"colour" is not known/],
    [
      'another encoding',
      new Uint8Array([...Buffer.from('code,name,place\nA,Caf'), 0xe9, ...Buffer.from(',gin\n')]),
      'csv',
      /CSV UTF-8/,
    ],
    ['a quote that is never closed', 'code,name,place\nA,"B,gin\n', 'csv', /no CSV/],
    ['a workbook named CSV', new Uint8Array([0x50, 0x4b, 3, 4, 0, 0, 0, 0]), 'csv', /zero bytes|not in Unicode/],
    ['a CSV named workbook', 'code,name,place\n', 'xlsx', /no XLSX/],
    ['a damaged workbook', new Uint8Array([0x50, 0x4b, 3, 4, 1, 2, 3, 4, 5, 6, 7, 8]), 'xlsx', /damaged/],
  ])('of %s fails with a reason', async (_, content, format, problem) => {
    const failed = await checked('locations', content, format);
    expect(failed).toMatchObject({ state: 'failed', problem: expect.stringMatching(problem) });
  });

  test('reads UTF-16 as spreadsheets write it, and keeps formulas as the text they are', async () => {
    const utf16 = Buffer.from(
      '\ufeffcode\tname\tplace\nVAV\t"=HYPERLINK(""https://evil.example"")"\tgin\nDEE\tડીસા\tgin\n',
      'utf16le',
    );
    const ready = await checked('locations', utf16);
    expect(ready).toMatchObject({ state: 'ready', created: 2 });
    await apply(ready.id);
    const { bytes } = await download('locations', 'csv');
    const text = Buffer.from(bytes).toString();
    expect(text).toContain(`"'=HYPERLINK(""https://evil.example"")"`);
    expect(text).toContain('ડીસા');
    expect((await owner.get(`${S}/locations?q=hyperlink`)).body.items[0].name).toBe(
      '=HYPERLINK("https://evil.example")',
    );
  });

  test('of a workbook whose cells are numbers and days', async () => {
    const lines = [
      ['commodity', 'code', 'name', 'validFrom', 'priceUnit', 'rules'],
      [
        'COTTON',
        'FLAT',
        'Flat',
        '2027-04-01',
        'candy',
        '[{"type":"bands","parameter":"rd","bands":[{"from":null,"adjustment":{"paise":0}}]}]',
      ],
    ];
    const bytes = await Array.fromAsync(writeXlsx(lines, 'grids'));
    const ready = await checked('quality-grids', Buffer.concat(bytes), 'xlsx');
    expect(ready).toMatchObject({ state: 'ready', created: 1 });
    const wrong = lines.map((cells) => cells.map((cell) => cell.replace('"rd"', '"oil"')));
    const rejected = await checked(
      'quality-grids',
      Buffer.concat(await Array.fromAsync(writeXlsx(wrong, 'grids'))),
      'xlsx',
    );
    expect(rejected.rejects).toEqual([
      { line: 2, field: 'rules.0.parameter', message: 'oil is no parameter of the commodity' },
    ]);
  });

  test('cannot make two defaults, nor change what others rely on', async () => {
    const accounts =
      'code,name,bankName,ifsc,accountNumber,account,isDefault\nA1,A,SBI,SBIN0000460,1234567890,current,yes\n';
    expect((await checked('bank-accounts', accounts)).rejects).toEqual([
      { line: 2, field: 'isDefault', message: expect.any(String) },
    ]);
    const measure = 'commodity,code,name,measure,choices\nCOTTON,staple,Staple,choice,a;b\n';
    expect((await checked('parameters', measure)).rejects[0]).toMatchObject({ field: 'measure' });
  });

  test('that was overtaken by a change is decided anew, and rejected when it no longer fits', async () => {
    const ready = await checked('varieties', 'commodity,code,name\nCASTOR,GCH-7,GCH-7\n');
    expect(ready.state).toBe('ready');
    const castor = (await owner.get(`${S}/commodities?q=castor`)).body.items[0];
    const retire = async (kind: string) => {
      for (const one of (await owner.get(`${S}/${kind}?commodityId=${castor.id}`)).body.items)
        await owner.send('POST', `${S}/${kind}/${one.id}/archive`, undefined, { 'if-match': `"${one.version}"` });
    };
    await retire('quality-grids');
    await retire('parameters');
    await owner.send('POST', `${S}/commodities/${castor.id}/archive`, undefined, { 'if-match': `"${castor.version}"` });
    expect(await apply(ready.id)).toMatchObject({ state: 'rejected', rejects: [{ line: 2, field: 'commodity' }] });
    expect((await owner.get(`${S}/varieties?q=GCH`)).body.total).toBe(0);
  });

  test('is not for those who only read; a file of 16 MB and a fourth at once are refused', async () => {
    expect((await upload('locations', 'code,name,place\n', 'csv', trader)).status).toBe(403);
    const large = await upload('locations', new Uint8Array(16 * 1024 * 1024 + 1));
    expect([large.status, large.body.code]).toEqual([413, 'request.too_large']);
    const lines = Array.from({ length: 20_000 }, (_, index) => `C${index},Many,gin`).join('\n');
    const many = await Promise.all([1, 2, 3, 4].map(() => upload('locations', `code,name,place\n${lines}\n`)));
    expect(many.filter(({ status }) => status === 202)).toHaveLength(3);
    expect(many.find(({ status }) => status !== 202)!.body.code).toBe('settings.import_limit');
    for (const { status, body } of many) if (status === 202) await settled(body.id, 'checking');
  });
});

test('100,000 lines are checked and applied while other requests are answered', { timeout: 120_000 }, async () => {
  const lines = Array.from({ length: 100_000 }, (_, index) => `W${index},Godown ${index},warehouse,Akola,27,444001`);
  const { body } = await upload('locations', `code,name,place,city,stateCode,pincode\n${lines.join('\n')}\n`);
  let slowestMs = 0;
  let progress = 0;
  let state = 'checking';
  while (state === 'checking') {
    const startedAt = performance.now();
    const now = (await owner.get(`${S}/imports/${body.id}`)).body;
    slowestMs = Math.max(slowestMs, performance.now() - startedAt);
    if (now.linesDone > 0 && now.linesDone < 100_000) progress += 1;
    state = now.state;
    await pause(20);
  }
  expect(progress).toBeGreaterThan(0);
  expect(slowestMs).toBeLessThan(2500);
  expect(await apply(body.id)).toMatchObject({ state: 'applied', created: 100_000 });
  expect(await total('Godown')).toBe(100_000);
});

test('a table that is written as CSV is read as it was', async () => {
  const lines = [
    ['a', 'b,"c"'],
    ['=1', ' x '],
    ['line\r\nbreak', 'ગુજરાતી 🧵'],
  ];
  const bytes = await Array.fromAsync(writeCsv(lines));
  const read = await readTable(Buffer.concat(bytes), 'csv');
  expect(read.map(({ cells }) => cells)).toEqual(lines);
});
