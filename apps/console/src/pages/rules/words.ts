// The words of dated rules; the compiler asks for one of each kind and figure that the contract declares.
import type { RuleBody, RuleKind } from '@sutra/contracts/reference';
import type { ConsoleMessage, TextOf } from '../../app/text.ts';

type FigureName = { [K in RuleKind]: keyof RuleBody<K> & string }[RuleKind];

export const KIND_WORDS: Readonly<Record<RuleKind, ConsoleMessage>> = {
  'candy-weight': 'rules.kind.candyWeight',
  'minimum-support-price': 'rules.kind.minimumSupportPrice',
  'moisture-at-procurement': 'rules.kind.moistureAtProcurement',
  'gst-rate': 'rules.kind.gstRate',
  'self-invoice-days': 'rules.kind.selfInvoiceDays',
  'tds-on-purchase': 'rules.kind.tdsOnPurchase',
  'e-way-bill': 'rules.kind.eWayBill',
  'sampling-for-arbitration': 'rules.kind.sampling',
};

const KEYS: Readonly<Record<string, ConsoleMessage>> = {
  spot: 'rules.key.spot',
  ncdex: 'rules.key.ncdex',
  mcx: 'rules.key.mcx',
  press: 'rules.key.press',
  'cotton-long-staple': 'rules.key.cottonLong',
  'cotton-medium-staple': 'rules.key.cottonMedium',
  cci: 'rules.key.cci',
  '5201': 'rules.key.hsn5201',
  '5201-from-agriculturist': 'rules.key.hsn5201Farmer',
  'reverse-charge': 'rules.key.reverseCharge',
  '194Q': 'rules.key.section194Q',
  goods: 'rules.key.goods',
  'over-dimensional-cargo': 'rules.key.overDimensional',
  'ica-us-australia': 'rules.key.icaUs',
  'ica-others': 'rules.key.icaOthers',
};

/** What a rule is about; its key where there are no words for it yet. */
export function keyWords(text: TextOf, key: string): string {
  const words = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
  return words === undefined ? key : text(words);
}

const FIGURES: Readonly<Record<FigureName, ConsoleMessage>> = {
  abovePaise: 'rules.figure.above',
  buyerTurnoverAbovePaise: 'rules.figure.turnover',
  days: 'rules.figure.days',
  fullPriceToPpm: 'rules.figure.fullPriceTo',
  grams: 'rules.figure.grams',
  gramsPerPack: 'rules.figure.gramsPerPack',
  isReverseCharge: 'rules.figure.reverseCharge',
  kmPerDay: 'rules.figure.kmPerDay',
  packsPpm: 'rules.figure.packs',
  paisePerQuintal: 'rules.figure.perQuintal',
  ppm: 'rules.figure.rate',
  ppmWithoutPan: 'rules.figure.rateWithoutPan',
  refusedAbovePpm: 'rules.figure.refusedAbove',
  withinDaysOfDocument: 'rules.figure.withinDays',
};

export function figureLabel(name: string): ConsoleMessage {
  return FIGURES[name as FigureName];
}

/** What a figure counts, by its name. */
export function unitOf(name: string): 'paise' | 'ppm' | 'kilograms' | 'flag' | 'count' {
  if (/paise/i.test(name)) return 'paise';
  if (/ppm/i.test(name)) return 'ppm';
  if (name === 'grams') return 'kilograms';
  return name.startsWith('is') ? 'flag' : 'count';
}
