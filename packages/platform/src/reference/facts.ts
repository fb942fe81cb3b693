// The facts that Sutra brings along. A change of the law is a new line with its first day; lines are never edited.
import type { RuleBody, RuleKind } from '@sutra/contracts/reference';

export interface Fact<K extends RuleKind = RuleKind> {
  kind: K;
  key: string;
  validFrom: string;
  validTo: string | null;
  body: RuleBody<K>;
  source: string;
}

const fact = <K extends RuleKind>(
  kind: K,
  key: string,
  [validFrom, validTo]: readonly [from: string, to: string | null],
  body: RuleBody<K>,
  source: string,
): Fact => ({ kind, key, validFrom, validTo, body, source });

const rupees = (amount: number) => amount * 100;
const lakh = (amount: number) => rupees(amount * 100_000);
const percent = (amount: number) => Math.round(amount * 10_000);
const MSP = 'CCI procurement at MSP, smartinfoindia.com; crop year October to September';

export const FACTS: readonly Fact[] = [
  fact('candy-weight', 'spot', ['1947-08-15', null], { grams: 355_620 }, 'EICA/CAI spot rates, candy of 355.62 kg'),
  fact('candy-weight', 'ncdex', ['2008-12-01', null], { grams: 355_620 }, 'NCDEX COTTONGUJ: candy of 3.5562 quintals'),
  fact('candy-weight', 'mcx', ['2023-02-13', null], { grams: 355_560 }, 'MCX circular MCX/TRD/059/2023'),
  fact('candy-weight', 'press', ['1947-08-15', null], { grams: 356_000 }, 'Usage of the press: candy of 356 kg'),
  fact(
    'minimum-support-price',
    'cotton-medium-staple',
    ['2024-10-01', '2025-10-01'],
    { paisePerQuintal: rupees(7121) },
    MSP,
  ),
  fact(
    'minimum-support-price',
    'cotton-long-staple',
    ['2024-10-01', '2025-10-01'],
    { paisePerQuintal: rupees(7521) },
    MSP,
  ),
  fact(
    'minimum-support-price',
    'cotton-medium-staple',
    ['2025-10-01', '2026-10-01'],
    { paisePerQuintal: rupees(7710) },
    MSP,
  ),
  fact(
    'minimum-support-price',
    'cotton-long-staple',
    ['2025-10-01', '2026-10-01'],
    { paisePerQuintal: rupees(8110) },
    MSP,
  ),
  fact(
    'moisture-at-procurement',
    'cci',
    ['2020-10-01', null],
    { fullPriceToPpm: percent(8), refusedAbovePpm: percent(12) },
    'CCI: full price to 8 %, in proportion to 12 % (thehansindia, 4 November 2020)',
  ),
  fact(
    'gst-rate',
    '5201-from-agriculturist',
    ['2017-11-15', null],
    { ppm: percent(5), isReverseCharge: true },
    'Notification 43/2017-Central Tax (Rate), entry 4A; 45/2017-Integrated Tax (Rate)',
  ),
  fact(
    'gst-rate',
    '5201',
    ['2017-07-01', null],
    { ppm: percent(5), isReverseCharge: false },
    'GST rate schedule I: 5201',
  ),
  fact('self-invoice-days', 'reverse-charge', ['2024-11-01', null], { days: 30 }, 'CGST Rules, rule 47A'),
  fact(
    'tds-on-purchase',
    '194Q',
    ['2021-07-01', '2026-04-01'],
    { ppm: percent(0.1), ppmWithoutPan: percent(5), abovePaise: lakh(50), buyerTurnoverAbovePaise: lakh(1000) },
    'Income-tax Act 1961, section 194Q',
  ),
  fact(
    'tds-on-purchase',
    '194Q',
    ['2026-04-01', null],
    { ppm: percent(0.1), ppmWithoutPan: percent(5), abovePaise: lakh(50), buyerTurnoverAbovePaise: lakh(1000) },
    'Income-tax Act 2025, section 393',
  ),
  fact(
    'e-way-bill',
    'goods',
    ['2025-01-01', null],
    { abovePaise: rupees(50_000), kmPerDay: 200, withinDaysOfDocument: 180 },
    'ewaybill.org: one day for each 200 km; within 180 days of the document',
  ),
  fact(
    'e-way-bill',
    'over-dimensional-cargo',
    ['2025-01-01', null],
    { abovePaise: rupees(50_000), kmPerDay: 20, withinDaysOfDocument: 180 },
    'ewaybill.org: one day for each 20 km; within 180 days of the document',
  ),
  fact(
    'sampling-for-arbitration',
    'ica-us-australia',
    ['2000-01-01', null],
    { gramsPerPack: 100, packsPpm: percent(100) },
    'ICA rules 209 and 210 (cottonguide.org)',
  ),
  fact(
    'sampling-for-arbitration',
    'ica-others',
    ['2000-01-01', null],
    { gramsPerPack: 100, packsPpm: percent(10) },
    'ICA rules 209 and 210 (cottonguide.org)',
  ),
];
