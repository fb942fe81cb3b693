// The words of fields, choices and rules; the compiler asks for one of each that the contract declares.
import type { SettingKind, settingsByKind } from '@sutra/contracts/settings';
import type { SettingField } from '@sutra/contracts/setting-fields';
import type { z } from 'zod';
import type { ConsoleMessage } from '../../app/text.ts';

type Bodies = { [K in SettingKind]: z.output<(typeof settingsByKind)[K]['Body']> };
/** The names of all fields of all kinds. */
export type FieldName = { [K in SettingKind]: keyof Bodies[K] & string }[SettingKind];
type Literal<T> = T extends string ? (string extends T ? never : T) : never;
type OptionName = { [K in SettingKind]: Literal<Bodies[K][keyof Bodies[K]]> }[SettingKind];

const FIELDS: Readonly<Record<FieldName, ConsoleMessage>> = {
  account: 'settings.field.account',
  accountNumber: 'settings.field.accountNumber',
  addressLine: 'settings.field.addressLine',
  advanceDays: 'settings.field.advanceDays',
  advancePpm: 'settings.field.advance',
  alias: 'settings.field.alias',
  bankName: 'settings.field.bankName',
  basis: 'settings.field.basis',
  branch: 'settings.field.branch',
  carry: 'settings.field.carry',
  cashDiscountDays: 'settings.field.cashDiscountDays',
  cashDiscountPpmPerYear: 'settings.field.cashDiscount',
  choices: 'settings.field.choices',
  city: 'settings.field.city',
  claimWorkingDays: 'settings.field.claimWorkingDays',
  code: 'settings.field.code',
  commodityId: 'settings.field.commodity',
  currency: 'settings.field.currency',
  document: 'settings.field.document',
  dueDays: 'settings.field.dueDays',
  earner: 'settings.field.earner',
  expected: 'settings.field.expected',
  extensionDepositPpm: 'settings.field.extensionDeposit',
  financialYear: 'settings.field.financialYear',
  freeStorageDays: 'settings.field.freeStorageDays',
  freightBy: 'settings.field.freightBy',
  from: 'settings.field.from',
  gstin: 'settings.field.gstin',
  gstRegistrationId: 'settings.field.gstRegistration',
  hsn: 'settings.field.hsn',
  ifsc: 'settings.field.ifsc',
  instrument: 'settings.field.instrument',
  insuranceBy: 'settings.field.insuranceBy',
  invoiceBack: 'settings.field.invoiceBack',
  isDefault: 'settings.field.isDefault',
  latitudeMicrodegrees: 'settings.field.latitude',
  liftingDays: 'settings.field.liftingDays',
  longitudeMicrodegrees: 'settings.field.longitude',
  maximumPaise: 'settings.field.maximum',
  measure: 'settings.field.measure',
  method: 'settings.field.method',
  minimumPaise: 'settings.field.minimum',
  name: 'settings.field.name',
  note: 'settings.field.note',
  packUnit: 'settings.field.packUnit',
  passingDays: 'settings.field.passingDays',
  payer: 'settings.field.payer',
  pincode: 'settings.field.pincode',
  place: 'settings.field.place',
  prefix: 'settings.field.prefix',
  priceUnit: 'settings.field.priceUnit',
  ratePaise: 'settings.field.rateMoney',
  ratePpm: 'settings.field.rateShare',
  region: 'settings.field.region',
  registeredOn: 'settings.field.registeredOn',
  rules: 'settings.field.rules',
  samplingPpm: 'settings.field.sampling',
  scale: 'settings.field.scale',
  shortageAllowanceGramsPer100Packs: 'settings.field.shortageAllowance',
  source: 'settings.field.source',
  start: 'settings.field.start',
  stateCode: 'settings.field.state',
  suffix: 'settings.field.suffix',
  tareGramsPer100Packs: 'settings.field.tare',
  to: 'settings.field.to',
  unit: 'settings.field.unit',
  units: 'settings.field.units',
  validFrom: 'settings.field.validFrom',
  validTo: 'settings.field.validTo',
  weightBasis: 'settings.field.weightBasis',
  weightTolerancePpm: 'settings.field.weightTolerance',
  width: 'settings.field.width',
};

const OPTIONS: Readonly<Record<OptionName, ConsoleMessage>> = {
  'average-of-two': 'settings.option.averageOfTwo',
  'bank-guarantee': 'settings.option.bankGuarantee',
  both: 'settings.option.both',
  broker: 'settings.option.broker',
  buyer: 'settings.option.buyer',
  'buyer-weighbridge': 'settings.option.buyerWeighbridge',
  'cash-against-documents': 'settings.option.cashAgainstDocuments',
  'cash-credit': 'settings.option.cashCredit',
  cfr: 'settings.option.cfr',
  cheque: 'settings.option.cheque',
  choice: 'settings.option.choice',
  cif: 'settings.option.cif',
  'commission-agent': 'settings.option.commissionAgent',
  contract: 'settings.option.contract',
  'credit-note': 'settings.option.creditNote',
  current: 'settings.option.current',
  'debit-note': 'settings.option.debitNote',
  delivered: 'settings.option.delivered',
  'delivery-order': 'settings.option.deliveryOrder',
  'ex-gin': 'settings.option.exGin',
  'ex-warehouse': 'settings.option.exWarehouse',
  fob: 'settings.option.fob',
  'for-destination': 'settings.option.forDestination',
  gin: 'settings.option.gin',
  'letter-of-credit': 'settings.option.letterOfCredit',
  market: 'settings.option.market',
  mill: 'settings.option.mill',
  number: 'settings.option.number',
  office: 'settings.option.office',
  other: 'settings.option.other',
  overdraft: 'settings.option.overdraft',
  payment: 'settings.option.payment',
  'per-pack': 'settings.option.perPack',
  'per-price-unit': 'settings.option.perPriceUnit',
  port: 'settings.option.port',
  receipt: 'settings.option.receipt',
  rtgs: 'settings.option.rtgs',
  savings: 'settings.option.savings',
  'self-invoice': 'settings.option.selfInvoice',
  seller: 'settings.option.seller',
  'seller-weighbridge': 'settings.option.sellerWeighbridge',
  'share-of-value': 'settings.option.shareOfValue',
  station: 'settings.option.station',
  'tax-invoice': 'settings.option.taxInvoice',
  upi: 'settings.option.upi',
  warehouse: 'settings.option.warehouse',
};

/** What to enter, where the label does not say it all. */
const HINTS: Readonly<Partial<Record<FieldName, ConsoleMessage>>> = {
  advancePpm: 'settings.hint.advance',
  alias: 'settings.hint.alias',
  carry: 'settings.hint.carry',
  choices: 'settings.hint.choices',
  code: 'settings.hint.code',
  expected: 'settings.hint.expected',
  financialYear: 'settings.hint.financialYear',
  invoiceBack: 'settings.hint.invoiceBack',
  isDefault: 'settings.hint.isDefault',
  method: 'settings.hint.method',
  packUnit: 'settings.hint.packUnit',
  priceUnit: 'settings.hint.priceUnit',
  rules: 'settings.hint.rules',
  scale: 'settings.hint.scale',
  source: 'settings.hint.source',
  start: 'settings.hint.start',
  unit: 'settings.hint.unit',
  units: 'settings.hint.units',
  validTo: 'settings.hint.validTo',
  width: 'settings.hint.width',
};

/** The same name can mean another thing elsewhere. */
const OWN_FIELDS: Readonly<Partial<Record<`${SettingKind} ${FieldName}`, ConsoleMessage>>> = {
  'commission-structures basis': 'settings.field.commissionBasis',
};

/** A heading before the first of several fields that belong together. */
const SECTIONS: Readonly<Partial<Record<`${SettingKind} ${FieldName}`, ConsoleMessage>>> = {
  'gst-registrations addressLine': 'settings.section.address',
  'locations addressLine': 'settings.section.address',
  'delivery-terms weightBasis': 'settings.section.weight',
  'delivery-terms passingDays': 'settings.section.days',
  'delivery-terms source': 'settings.section.origin',
  'payment-terms advancePpm': 'settings.section.advance',
  'payment-terms dueDays': 'settings.section.due',
  'payment-terms cashDiscountPpmPerYear': 'settings.section.early',
  'payment-terms source': 'settings.section.origin',
  'commission-structures basis': 'settings.section.rate',
  'commission-structures validFrom': 'settings.section.validity',
  'commission-structures source': 'settings.section.origin',
  'quality-grids source': 'settings.section.origin',
};

export function fieldLabel(kind: SettingKind, name: string): ConsoleMessage {
  return OWN_FIELDS[`${kind} ${name as FieldName}`] ?? FIELDS[name as FieldName];
}

/** Undefined for a name that no kind of setting has. */
export function fieldWord(name: string): ConsoleMessage | undefined {
  return Object.hasOwn(FIELDS, name) ? FIELDS[name as FieldName] : undefined;
}

export function fieldHint({ name }: SettingField): ConsoleMessage | undefined {
  return HINTS[name as FieldName];
}

export function sectionBefore(kind: SettingKind, name: string): ConsoleMessage | undefined {
  return SECTIONS[`${kind} ${name as FieldName}`];
}

/** Undefined for a value that is not one of ours: it shows as it is. */
export function optionLabel(option: string): ConsoleMessage | undefined {
  return Object.hasOwn(OPTIONS, option) ? OPTIONS[option as OptionName] : undefined;
}
