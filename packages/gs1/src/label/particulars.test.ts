import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostileText } from '../elements.arbitrary.ts';
import { parseScan } from '../scan.ts';
import type { Scan } from '../types.ts';

const now = new Date('2026-06-01');

function scan(text: string): Scan {
  const reading = parseScan(text, { now });
  if (!reading.ok) throw new Error(reading.error.message);
  return reading.value;
}

/** The particulars with their dates as text: the month alone where no day is given. */
function read(text: string): Record<string, unknown> | null {
  const { particulars } = scan(text);
  if (particulars === undefined) return null;
  const { others, manufactured, expiry, ...texts } = particulars;
  const day = (date: typeof expiry) => date && (date.day === null ? date.iso.slice(0, 7) : date.iso);
  return {
    ...texts,
    ...(manufactured && { manufactured: day(manufactured) }),
    ...(expiry && { expiry: day(expiry) }),
    ...(others.length > 0 && { others }),
  };
}
const notes = (text: string) => scan(text).notes.map(({ code }) => code);

const all = {
  productCode: '08901234567890',
  genericName: 'Paracetamol Tablets IP',
  brandName: 'Dolo 650',
  manufacturer: 'Example Labs Ltd, Plot 4, Mumbai',
  batch: 'AB12',
  manufactured: '2025-03',
  expiry: '2027-02',
  licence: 'MNB/05/183',
};
const lines = [
  'UPIC: 08901234567890',
  'Proper & Generic Name: Paracetamol Tablets IP',
  'Brand Name: Dolo 650',
  'Name and address of manufacturer: Example Labs Ltd, Plot 4, Mumbai',
  'Batch No.: AB12',
  'Mfg. Dt.: 03/2025',
  'Exp. Dt.: FEB.2027',
  'Mfg. Lic. No.: MNB/05/183',
];

describe('labels with values', () => {
  test.each([
    ['lines', '\n'],
    ['lines of another system', '\r\n'],
    ['semicolons', '; '],
    ['commas', ', '],
    ['pipes', '|'],
    ['spaces', ' '],
  ])('are read between %s', (_, joint) => {
    expect(read(lines.join(joint))).toEqual(all);
    expect(scan(lines.join(joint))).toMatchObject({ kind: 'h2-particulars', symbology: null, elements: [] });
    expect(scan(`]Q1${lines.join(joint)}`).symbology).toBe(']Q1');
  });

  test('are read in any order', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(lines, { minLength: 8 }),
        fc.constantFrom('\n', ';', ', ', '|'),
        (some, joint) => {
          expect(read(some.join(joint))).toEqual(all);
        },
      ),
    );
  });

  test('never fill the fields of GS1 data, which callers trust', () => {
    const { gtin, batch, expiry, manufactured } = scan(lines.join('\n'));
    expect([gtin, batch, expiry, manufactured]).toEqual([undefined, undefined, undefined, undefined]);
  });

  test.each([
    'Batch',
    'BATCH NO',
    'B. No.',
    'B.No',
    'Lot',
    'Lot No.',
    'Batch/Lot No',
    'batch_number',
    'batchNo',
    'बैच संख्या',
  ])('%s announces a batch', (label) => {
    expect(read(`${label}: AB12\nExp: 02/2027`)).toEqual({ batch: 'AB12', expiry: '2027-02' });
    expect(read(`${label} = AB12, Exp: 02/2027`)).toEqual({ batch: 'AB12', expiry: '2027-02' });
  });

  test.each(['Mfg', 'MFD', 'Mfg. Dt.', 'Mfg Date', 'Date of Mfg.', 'Manufacturing Date', 'Mfd on', 'निर्माण तिथि'])(
    '%s announces the manufacturing date',
    (label) => {
      expect(read(`${label} : 03/2025 | Batch: AB12`)).toEqual({ batch: 'AB12', manufactured: '2025-03' });
    },
  );

  test.each([
    'Exp',
    'EXP.',
    'Exp. Dt.',
    'Expiry',
    'Expiry Date',
    'Use before',
    'USE BY',
    'Date of expiry',
    'समाप्ति तिथि',
  ])('%s announces the expiry date', (label) => {
    expect(read(`${label}: 28/02/2027; Batch: AB12`)).toEqual({ batch: 'AB12', expiry: '2027-02-28' });
  });

  test.each([
    'Mfg Lic. No.',
    'M.L. No.',
    'Lic No',
    'Licence',
    'License No.',
    'Manufacturing Licence No.',
    'लाइसेंस संख्या',
  ])('%s announces the licence number', (label) => {
    expect(read(`${label}: KTK/25/445/2008\nBatch: AB12`)).toEqual({ batch: 'AB12', licence: 'KTK/25/445/2008' });
  });

  test.each([
    'MNB/05/183',
    'MH/102345',
    'KTK/25/445/2008',
    'G/25/1234',
    'G-25-1234',
    'TN00001234',
    '28/UA/2006',
    'DL-20B-123456',
    'L/12/1234/MB',
    '25-KD/123',
    'M/563/2010',
    '1184',
  ])('%s is a licence number', (licence) => {
    expect(read(`Mfg Lic No: ${licence}\nBatch: AB12`)).toMatchObject({ licence });
  });

  test('Hindi labels and months, with Indian digits, are read', () => {
    const text = 'बैच संख्या: AB12\nनिर्माण तिथि: मार्च २०२५\nसमाप्ति तिथि: फ़रवरी २०२७\nलाइसेंस संख्या: 28/UA/2006';
    expect(read(text)).toEqual({ batch: 'AB12', manufactured: '2025-03', expiry: '2027-02', licence: '28/UA/2006' });
    expect(notes(text)).toContain('characters-normalised');
  });

  test('labels without a colon are read where a value of their kind follows', () => {
    expect(read('B.No. AB12, Mfg 03/2025, Exp FEB 2027')).toEqual({
      batch: 'AB12',
      manufactured: '2025-03',
      expiry: '2027-02',
    });
    expect(read('Batch No - AB12\nExp. Date - 02/2027')).toEqual({ batch: 'AB12', expiry: '2027-02' });
  });

  test('lines may be numbered', () => {
    expect(read('1. Batch No: AB12\n(b) Exp: 02/2027\nc) Mfg: 03/2025')).toEqual({
      batch: 'AB12',
      expiry: '2027-02',
      manufactured: '2025-03',
    });
  });

  test('a label may stand in two languages', () => {
    expect(read('बैच संख्या / Batch No: AB12\nExpiry Date (समाप्ति तिथि): 02/2027')).toEqual({
      batch: 'AB12',
      expiry: '2027-02',
    });
  });

  test('a value may stand below its label, and an address go on', () => {
    expect(read('Batch No:\nAB12\nExp:\n02/2027\nMfd by: Example Labs,\nPlot 4, Mumbai 400001')).toEqual({
      batch: 'AB12',
      expiry: '2027-02',
      manufacturer: 'Example Labs, Plot 4, Mumbai 400001',
    });
  });

  test('what labels name beyond the eight is kept with its label', () => {
    expect(read('Batch No: AB12\nBatch size: 500 kg\nStorage: below 25 C\nRetest date: 02/2028')).toBeNull();
    expect(read('Batch No: AB12\nExp: 02/2027\nStorage: below 25 C')).toMatchObject({
      others: [{ label: 'Storage', value: 'below 25 C' }],
    });
  });

  test('invisible, fullwidth and unusual characters do not hide a label or change a value', () => {
    const text = '\u200eＢａｔｃｈ\u00a0Ｎｏ：\u200bＡＢ１２\u202c；Ｅｘｐ：０２／２０２７';
    expect(read(text)).toEqual({ batch: 'AB12', expiry: '2027-02' });
    expect(notes(text)).toContain('characters-normalised');
    expect(notes('Batch:\u00a0AB12\nExp: 02/2027')).not.toContain('characters-normalised');
  });
});

describe('what is not certain is left out, with a note', () => {
  test('two batches', () => {
    const text = 'Batch: A1\nLot: B2\nExp: 02/2027\nMfg: 01/2025';
    expect(read(text)).toEqual({ manufactured: '2025-01', expiry: '2027-02' });
    expect(notes(text)).toContain('particular-contradiction');
    expect(read(`${text}\nB.No: A1`)).not.toHaveProperty('batch');
    expect(read('Batch: A1\nLot: A1\nExp: 02/2027')).toEqual({ batch: 'A1', expiry: '2027-02' });
  });

  test('an expiry that is not after the manufacture', () => {
    const text = 'Batch: A1\nMfg: 02/2027\nExp: 02/2027\nLic No: MH/102345';
    expect(read(text)).toEqual({ batch: 'A1', licence: 'MH/102345' });
    expect(notes(text)).toContain('dates-contradict');
  });

  test('a date with two meanings', () => {
    const text = 'Batch: A1\nExp: 270228\nLic No: MH/102345';
    expect(read(text)).toEqual({ batch: 'A1', licence: 'MH/102345' });
    expect(notes(text)).toContain('date-ambiguous');
  });

  test('a date whose order another date in the text puts in doubt', () => {
    const text = 'Batch: A1\nMfg: 05/06/2025\nExp: 05/28/2027\nLic No: MH/102345';
    expect(read(text)).toEqual({ batch: 'A1', licence: 'MH/102345' });
    expect(notes(text).filter((code) => code === 'date-ambiguous')).toHaveLength(2);
  });

  test('a GTIN with a wrong check digit', () => {
    const text = 'GTIN: 08901234567891\nBatch: A1\nExp: 02/2027';
    expect(read(text)).toEqual({ batch: 'A1', expiry: '2027-02' });
    expect(notes(text)).toContain('check-digit');
  });

  test.each(['AB12 and more', 'to be announced', 'АВ12', 'A'.repeat(21), 'see pack'])('the batch "%s"', (batch) => {
    const text = `Batch: ${batch}\nExp: 02/2027\nLic No: MH/102345`;
    expect(read(text)).toEqual({ expiry: '2027-02', licence: 'MH/102345' });
    expect(notes(text)).toContain('particular-unreadable');
  });

  test.each(['MIT', 'Apache-2.0', 'GPL-3.0-or-later', 'see carton 1234 please'])('the licence "%s"', (licence) => {
    expect(read(`License: ${licence}\nBatch: AB12\nExp: 02/2027`)).toEqual({ batch: 'AB12', expiry: '2027-02' });
  });

  test.each(['Sale licence', 'FSSAI Lic No', 'Date of expiry of licence', 'Retail Lic. No.'])(
    'a licence of another kind: "%s"',
    (label) => {
      for (const text of [
        `${label}: 10012022000123\nBatch: A1\nExp: 02/2027`,
        `Batch: A1, Exp: 02/2027, ${label}: 12/2030`,
      ]) {
        expect(read(text) ?? {}).not.toHaveProperty('licence');
      }
    },
  );

  test('an empty value or a placeholder, without one', () => {
    expect(read('Batch: AB12\nExp: 02/2027\nBrand: N/A\nLic No: -')).toEqual({ batch: 'AB12', expiry: '2027-02' });
  });

  test('assumptions of a date that is read are notes', () => {
    expect(notes('Batch: AB12\nExp: FEB-27')).toEqual(['particulars-by-label', 'century-assumed', 'day-unspecified']);
    expect(notes('Batch: AB12\nExp: 05/06/2027')).toEqual(['particulars-by-label', 'date-order-assumed']);
    expect(notes('Batch: AB12\nExp: 2027-02-28')).toEqual(['particulars-by-label']);
  });
});

describe('JSON', () => {
  test.each([
    { batchNo: 'AB12', expDate: '2027-02', mfg_date: '2025-03', 'Mfg. Lic. No.': 'MNB/05/183' },
    { batch: { number: 'AB12', expiry: 'FEB.2027' }, mfd: '03/2025', licence_no: 'MNB/05/183' },
    { product: { 'B.No': 'AB12', exp: 'FEB 2027' }, mfg: 'MAR 2025', lic: 'MNB/05/183', brand: null },
  ])('is read with keys in any spelling, also one level down: %j', (object) => {
    const { batch, manufactured, expiry, licence } = all;
    expect(read(JSON.stringify(object))).toEqual({ batch, manufactured, expiry, licence });
    expect(read(JSON.stringify(object, null, 2))).toEqual({ batch, manufactured, expiry, licence });
  });

  test('is read with AIs as keys and numbers as values', () => {
    expect(read('{"01":"08901234567890","17":"270228","10":"AB12"}')).toEqual({
      productCode: '08901234567890',
      expiry: '2027-02-28',
      batch: 'AB12',
    });
    expect(read('{"gtin":8901234567890,"batch":1234}')).toEqual({ productCode: '08901234567890', batch: '1234' });
  });

  test('shows a key that comes twice', () => {
    expect(read('{"batch":"A1","batch":"B2","exp":"02/2027","mfg":"01/2025"}')).toEqual({
      manufactured: '2025-01',
      expiry: '2027-02',
    });
  });
});

describe('AIs in brackets with what GS1 does not allow', () => {
  test.each([
    '[01]:08901234567890[17]:FEB.2027[10]:AB12',
    '[01] : 08901234567890 [17] : FEB 2027 [10] : AB12',
    '(01):08901234567890(17):FEB.2027(10):AB12',
    '(01)08901234567890(17)FEB 2027(10)AB12',
    '(01)08901234567890\n(17)02/2027\n(10)AB12',
    '[01]08901234567890[17]270200[10]AB12',
  ])('%j is read', (text) => {
    expect(read(text)).toEqual({ productCode: '08901234567890', expiry: '2027-02', batch: 'AB12' });
    expect(notes(text)[0]).toBe('particulars-by-identifier');
  });

  test('other AIs are kept with their title', () => {
    expect(read('[01]:08901234567890[21]:S1[17]:FEB.2027')).toMatchObject({
      others: [{ label: '21 SERIAL', value: 'S1' }],
    });
  });

  test('valid brackets stay GS1 data, and damaged ones stay text', () => {
    expect(scan('(01)08901234567890(17)270228(10)AB12').kind).toBe('element-string');
    for (const text of [
      '(01)08901234567891(17)270228',
      '(01)08901234567891(17)FEB.2027(10)A1',
      '[01]:08901234567891[10]:A1',
    ]) {
      expect(scan(text).kind).toBe('text');
    }
    for (const text of ['[1] see [2]', '[10]', '(phone) 12', '[xx]:1[17]:FEB.2027'])
      expect(scan(text).kind).toBe('text');
  });
});

describe('eight values between pipes', () => {
  const values = [
    '08901234567890',
    'Paracetamol',
    'Dolo',
    'Example Labs Ltd, Mumbai',
    'AB12',
    '03/2025',
    '02/2027',
    'KTK/25/445/2008',
  ];
  const without = (index: number, value: string) => values.toSpliced(index, 1, value).join('|');

  test('are read in the order of the rule, with a note', () => {
    for (const text of [values.join('|'), values.join(' | '), `${values.join('|')}|`]) {
      expect(read(text)).toEqual({
        productCode: '08901234567890',
        genericName: 'Paracetamol',
        brandName: 'Dolo',
        manufacturer: 'Example Labs Ltd, Mumbai',
        batch: 'AB12',
        manufactured: '2025-03',
        expiry: '2027-02',
        licence: 'KTK/25/445/2008',
      });
      expect(notes(text)[0]).toBe('particulars-by-position');
    }
    expect(read(without(0, 'UP-12345'))).toMatchObject({ productCode: 'UP-12345', batch: 'AB12' });
  });

  test('are text where they do not prove themselves', () => {
    const unproved = [
      without(0, 'UP-12345').replace('KTK/25/445/2008', '1184'),
      without(5, '03/2028'),
      without(6, 'soon'),
      without(6, '02/2047'),
      without(4, 'none given'),
      values.slice(1).join('|'),
      'a|b|c|d|e|f|g|h',
    ];
    for (const text of unproved) expect(scan(text).kind).toBe('text');
  });
});

describe('web addresses', () => {
  test('are read by the names in their query where these prove themselves', () => {
    expect(read('https://maker.example/v?batch=AB12&exp=02%2F2027&mfg=03/2025&utm_source=qr')).toEqual({
      batch: 'AB12',
      manufactured: '2025-03',
      expiry: '2027-02',
    });
    expect(read('https://maker.example/v?gtin=8901234567890&batch=AB12')).toEqual({
      productCode: '08901234567890',
      batch: 'AB12',
    });
  });

  test.each([
    'https://maker.example/v?batch=AB12&exp=02/2027',
    'https://maker.example/verify/AB12?exp=1735689600',
    'https://shop.example/search?q=batch&brand=dolo&lot=5',
    'https://maker.example/?batch=%E0%A4%A&mfg=03/2025&exp=02/2027',
    'https://maker.example/?batch',
    'https://example.com',
  ])('%s stays a URL', (url) => {
    expect(scan(url).kind).toBe('url');
  });

  test.each([
    ['https://id.gs1.org/01/08901234567890/10/AB12/97=0', '"/97=0"'],
    ['https://id.gs1.org/01/08901234567890/97=0/10/AB12?17=270228', '"/97=0"'],
    ['https://id.gs1.org/01/08901234567890/10/AB12?17=270228/97=0', '"/97=0"'],
    ['https://id.gs1.org/01/08901234567890/10/AB12/?17=270228', '"/"'],
    ['https://id.gs1.org/01/08901234567890/10/AB12/97=0/98=x/', '"/97=0", "/98=x", "/"'],
  ])('%s is a Digital Link without its misplaced part', (url, leftOut) => {
    for (const symbology of ['', ']Q1', ']Q3']) {
      const link = scan(symbology + url);
      expect(link).toMatchObject({ kind: 'digital-link', gtin: '08901234567890', batch: 'AB12' });
      expect(link.notes.find(({ code }) => code === 'link-part-left-out')?.message).toContain(leftOut);
      expect(link.notes.map(({ code }) => code)).not.toContain('digital-link-invalid');
    }
  });

  test('a link that is not valid without the part either stays a URL', () => {
    for (const url of [
      'https://id.gs1.org/01/08901234567891/97=0',
      'https://example.com/97=0',
      'https://id.gs1.org/01/08901234567890/21/S1/10/AB12/97=0',
      'https://id.gs1.org/01/08901234567890/xx=0',
    ]) {
      expect(scan(url).kind).toBe('url');
    }
  });
});

describe('text of another kind stays text', () => {
  test.each([
    'Please check batch: AB12 and expiry: 12/2026 today',
    'Dear Sir, we return the goods of Batch No: AB12, Exp: 02/2027, as agreed.',
    'Batch AB12 expires in February 2027.',
    'The batch is AB12. Take one tablet at 10:30.',
    'Example Labs Ltd, Plot No: 12, MIDC, Mumbai 400001, Phone: 022 1234567',
    'Lot No. 12, Survey No. 45/2, Exp Road, Pune',
    'BEGIN:VCARD\nVERSION:3.0\nN:Rao;Asha\nORG:Example Labs\nTEL:+919800000000\nEND:VCARD',
    'BEGIN:VEVENT\nDTSTART:20270228T000000Z\nSUMMARY:Batch review\nEND:VEVENT',
    'WIFI:T:WPA;S:Batch;P:exp02/2027;;',
    'upi://pay?pa=shop@bank&pn=Shop&am=120.00&cu=INR',
    'mailto:a@example.com?subject=Batch: AB12',
    'tel:+919800000000',
    '{"name":"left-pad","version":"1.3.0","license":"MIT"}',
    '{"sub":"123","exp":1735689600,"iat":1735600000}',
    '{"job":"mail","batch":42,"queue":"a","retries":3}',
    '{"items":[{"batch":"AB12","exp":"02/2027"}]}',
    '[{"batch":"AB12","exp":"02/2027"}]',
    '{"batch":"AB12","exp":',
    '{"a":{"b":{"batch":"AB12","exp":"02/2027"}}}',
    'batch,exp,gtin\nAB12,02/2027,08901234567890',
    'AB12,02/2027,08901234567890,Dolo',
    'const batch = "AB12"; const exp = "02/2027";',
    'let pack = {batch: "AB12", exp: "02/2027"};',
    "SELECT * FROM stock WHERE batch = 'AB12' AND expiry = '2027-02-28'",
    '<p>Batch: AB12</p><p>Exp: 02/2027</p>',
    'Batch: AB12',
    'Brand: Dolo 650\nGeneric name: Paracetamol\nManufacturer: Example Labs',
    'Exp: 01/2025, Mfg: 02/2027, Batch: A12',
    'MRP: 30.90\nNet Qty: 15\nBatch: AB12',
    'Name: Asha Rao\nAge: 42\nDOB: 02/03/1984\nLic No: DL-0420110149646\nCity: Pune',
    '::::',
    '||||||||',
    'null',
    '{}',
  ])('%j', (text) => {
    expect(scan(text)).toMatchObject({ kind: 'text' });
    expect(scan(text)).not.toHaveProperty('particulars');
  });

  test('data that promises GS1 data is an error, or a URL, as before', () => {
    const link = 'https://maker.example/v?batch=AB12&exp=02%2F2027&mfg=03/2025';
    expect(scan(`]Q3${link}`)).toMatchObject({ kind: 'url', notes: [{ code: 'symbology-contradicts-data' }] });
    expect(parseScan(`]d2${lines.join('\n')}`)).toMatchObject({ ok: false });
    expect(parseScan(`]E0${lines.join('\n')}`)).toMatchObject({ ok: false });
  });
});

const pieces = fc.constantFrom(
  ...lines,
  'Batch',
  'Exp',
  'Mfg Lic No',
  'AB12',
  '02/2027',
  'FEB.2027',
  ':',
  '=',
  ',',
  ';',
  '|',
  '\n',
  ' ',
  '{',
  '}',
  '"',
  '[',
  ']',
  '(17)',
  '[10]:',
  '\\u0000',
  '\u200f',
  'https://x.example/?',
  '&batch=',
  '/97=0',
);
const likeParticulars = fc.array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 6 })), { maxLength: 30 });

test('no text makes an exception, and no reading holds a date before its manufacture or a changed batch', () => {
  const text = fc.oneof(
    likeParticulars.map((parts) => parts.join('')),
    hostileText,
  );
  fc.assert(
    fc.property(text, (data) => {
      const reading = parseScan(data, { now });
      if (!reading.ok) return;
      const { kind, particulars, notes, gtin } = reading.value;
      expect(particulars !== undefined).toBe(kind === 'h2-particulars');
      if (particulars === undefined) return;
      expect(gtin).toBeUndefined();
      expect(notes[0]!.code).toMatch(/^particulars-by-/);
      const { manufactured, expiry } = particulars;
      if (manufactured !== undefined && expiry !== undefined) expect(manufactured.iso < expiry.iso).toBe(true);
    }),
    { numRuns: 3000 },
  );
});

const written = fc.record({
  batch: fc.tuple(
    fc.stringMatching(/^[A-Z]{0,4}[0-9]{1,6}[A-Z/-]?[0-9]{1,3}$/),
    fc.constantFrom('Batch No', 'B.No.', 'Lot', 'batchNo'),
  ),
  licence: fc.tuple(
    fc.constantFrom('MNB/05/183', 'MH/102345', 'G/25-A/4512', '25-KD/123', 'TN00001234'),
    fc.constantFrom('Mfg Lic No', 'M.L. No.', 'Licence', 'लाइसेंस संख्या'),
  ),
  brandName: fc.tuple(
    fc.constantFrom('Dolo 650', 'Exp-Lot Forte', 'Batchmycin', 'Use-By-10'),
    fc.constantFrom('Brand', 'Brand Name'),
  ),
  genericName: fc.tuple(
    fc.constantFrom('Paracetamol & Caffeine Tablets', 'Amoxicillin (as Trihydrate) 500 mg', 'Vitamin B12'),
    fc.constantFrom('Generic Name', 'Proper Name'),
  ),
  manufacturer: fc.tuple(
    fc.constantFrom('Example Labs Ltd, Plot 4, Lot Road, Mumbai', 'M/s A. B. & Co., 12/3 Expiry Lane', 'निर्माण फार्मा'),
    fc.constantFrom('Mfd by', 'Manufactured by', 'Name & Address of Manufacturer', 'निर्माता'),
  ),
  note: fc.tuple(
    fc.constantFrom('keep away from children', 'see carton', '12', '02/2031'),
    fc.constantFrom('Caution', 'Note', 'Sr', 'Ref'),
  ),
});

test('what is read is what was written, or is left out', () => {
  const dates = fc.tuple(
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 2024, max: 2026 }),
    fc.integer({ min: 1, max: 4 }),
  );
  fc.assert(
    fc.property(
      written,
      dates,
      fc.constantFrom('\n', ' | ', '; ', ', ', ' ', '  ', '\t'),
      fc.constantFrom(': ', ':', ' : ', '=', ' = ', ':- '),
      fc.infiniteStream(fc.nat()),
      (values, [month, year, life], joint, colon, order) => {
        const parts: { particular: string; value: string; label: string }[] = Object.entries(values).map(
          ([particular, [value, label]]) => ({ particular, value, label }),
        );
        const pad = String(month).padStart(2, '0');
        parts.push({ particular: 'manufactured', value: `${pad}/${year}`, label: 'Mfg. Dt.' });
        parts.push({ particular: 'expiry', value: `${pad}/${year + life}`, label: 'EXP' });
        parts.sort(() => (order.next().value % 2) - 0.5);
        const text = parts.map(({ label, value }) => label + colon + value).join(joint);
        const found = read(text) ?? {};
        for (const { particular, value } of parts) {
          const [first, second] = value.split('/');
          const isDate = particular === 'manufactured' || particular === 'expiry';
          const expected = isDate ? `${second}-${first}` : value;
          if (particular in found) expect(found[particular]).toBe(expected);
        }
        if (joint === '\n') expect(Object.keys(found)).toHaveLength(7);
      },
    ),
    { numRuns: 1000 },
  );
});

test('particulars are the same however often they are read, even if a caller changes what it got', () => {
  const text = lines.join('\n');
  const first = scan(text);
  const expected = structuredClone(first);
  (first.particulars!.others as unknown[]).push('changed');
  (first.notes as unknown[]).length = 0;
  for (const note of scan(text).notes.slice(0, 1)) expect(Object.isFrozen(note)).toBe(true);
  expect(scan(text)).toEqual(expected);
});

const SIZE = 65_536;
test.each([
  '[',
  ':',
  '|',
  '{',
  '}',
  '=',
  '"',
  '\\',
  '1',
  '(01)',
  '(17)F',
  '[17]:',
  'a:',
  'Batch:',
  'Exp ',
  ' -',
  '\n',
  ',Exp',
  '/97=0',
  '%',
  '&batch=',
  '\u200b',
  '{"a":',
])('the work grows with the length of %j repeated, not with its square', (piece) => {
  for (const before of [
    '',
    'Batch: AB12\n',
    '{"batch":"',
    'https://x.example/?',
    'https://id.gs1.org/01/08901234567890',
  ]) {
    const text = before + piece.repeat(SIZE / piece.length);
    const full = fastestMs(text.slice(0, SIZE));
    const half = fastestMs(text.slice(0, SIZE / 2));
    // Twice the work, with room for a busy machine; a square would be four times of far more.
    expect(full).toBeLessThan(half * 3 + 8);
  }
});

function fastestMs(text: string): number {
  let fastest = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 4; run++) {
    const startedAt = performance.now();
    parseScan(text, { now });
    fastest = Math.min(fastest, performance.now() - startedAt);
  }
  return fastest;
}
