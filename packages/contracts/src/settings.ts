// What a trading organisation sets up once: commodities and how their quality is measured and paid, places, terms, numbers.
//
// Each kind of record is declared once, here: its fields, and with them its endpoints, form, import and export.
import { z } from 'zod';
import { type Endpoint, endpoint, failure } from './endpoint.ts';
import { Gstin, Ifsc, Pincode, StateCode } from './india.ts';
import { GridRule } from './quality-grid.ts';
import { compareDecimals, Decimal, Instant, Integer, LocalDay, Page, pageOf, Text, Uuid } from './wire.ts';

export const settingNotFound = failure(
  'settings.not_found',
  404,
  'There is no such record; it may belong to another organisation',
);
export const settingCodeTaken = failure(
  'settings.code_taken',
  409,
  'Another record has this code already; choose another one',
);
export const settingCodeFixed = failure(
  'settings.code_fixed',
  409,
  'This cannot be changed any more because other records name it; archive it and make a new one',
);
export const settingInUse = failure(
  'settings.in_use',
  409,
  'Other records still use this; archive or change those first',
);
export const settingArchived = failure('settings.archived', 409, 'This record is archived; restore it first');
export const settingReference = failure(
  'settings.reference_invalid',
  422,
  'A record that is named here does not exist or is archived',
);

export const SETTINGS_READ = 'settings.read';
export const SETTINGS_WRITE = 'settings.write';

/** A short name that people type: unique in its kind, whatever the case. */
const Code = z
  .string()
  .regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9 ._/+-]{0,38}[A-Za-z0-9+])?$/,
    'is letters and digits, with . _ / + - or a space between them',
  );
const Name = Text(200);
const Note = Text(2000).nullable().default(null);
const Source = Text(500).nullable().default(null).meta({ description: 'Where the rule comes from' });
const Days = z.int().min(0).max(3650);
const Ppm = z.int().min(0).max(1_000_000).meta({ unit: 'ppm' });
const Paise = Integer.min(0).max(1_000_000_000_000).meta({ unit: 'paise' });
const Grams = z.int().min(0).max(1_000_000_000).meta({ unit: 'grams' });
const reference = (kind: string) => Uuid.meta({ reference: kind });
const orNone = <S extends z.ZodType>(schema: S) => schema.nullable().default(null);
const flag = z.boolean().default(false);
const FinancialYear = z
  .string()
  .regex(/^20[0-9]{2}-[0-9]{2}$/, 'is a year such as 2026-27')
  .refine(followsOn, 'must end in the year after it begins');
const Units = z
  .array(
    z.object({ code: Code, name: Name, grams: Decimal.refine(({ unscaled }) => unscaled > 0, 'must be above zero') }),
  )
  .min(1)
  .max(30)
  .refine(
    (units) => new Set(units.map(({ code }) => code.toLowerCase())).size === units.length,
    'must not name a unit twice',
  );

const address = {
  addressLine: orNone(Text(300)),
  city: orNone(Text(100)),
  stateCode: orNone(StateCode),
  pincode: orNone(Pincode),
};
const common = { code: Code, name: Name };

/** What must hold between fields; `say` names the field and what is wrong. */
type Check<Shape extends z.ZodRawShape> = (
  value: z.output<z.ZodObject<Shape>>,
  say: (path: string, message: string) => void,
) => void;

const ListQuery = z.object({
  ...Page,
  q: Text(100).optional(),
  sort: z.enum(['name', '-name', 'code', '-code', 'updatedAt', '-updatedAt']).default('name'),
  archived: z.enum(['no', 'only', 'all']).default('no'),
  commodityId: Uuid.optional().meta({ description: 'Of this commodity, for kinds that belong to one' }),
});

/** The list, the form and the endpoints of one kind of record. */
function records<const Kind extends string, const Table extends string, Shape extends z.ZodRawShape>(
  kind: Kind,
  table: Table,
  shape: Shape,
  check: Check<Shape> = () => undefined,
) {
  const path = `/api/v1/settings/${kind}` as const;
  const pascal = kind.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase()) as Pascal<Kind>;
  const Body = z.object(shape).superRefine((value, context) => {
    check(value as never, (field, message) => context.addIssue({ code: 'custom', path: field.split('.'), message }));
  });
  const Row = z
    .object(shape)
    .extend({
      id: Uuid,
      version: z.int(),
      createdAt: Instant,
      updatedAt: Instant,
      archivedAt: Instant.nullable(),
    })
    .meta({ id: `Settings${pascal}` });
  const One = z.object({ recordId: Uuid });
  const reads = { method: 'GET', access: { permission: SETTINGS_READ }, limit: 'default' } as const;
  const writes = { access: { permission: SETTINGS_WRITE }, limit: 'default', response: Row } as const;
  return {
    kind,
    table,
    Body,
    Row,
    list: {
      ...reads,
      id: `listSettings${pascal}`,
      path,
      summary: `Settings: list ${kind}`,
      query: ListQuery,
      response: pageOf(Row).extend({ total: z.int().meta({ description: 'How many there are over all pages' }) }),
    },
    get: {
      ...reads,
      id: `getSettings${pascal}`,
      path: `${path}/:recordId`,
      summary: `Settings: one of ${kind}`,
      params: One,
      response: Row,
      errors: [settingNotFound],
    },
    create: {
      ...writes,
      id: `createSettings${pascal}`,
      method: 'POST',
      path,
      summary: `Settings: add to ${kind}`,
      status: 201,
      audit: 'settings.created',
      body: Body,
      errors: [settingCodeTaken, settingReference],
    },
    change: {
      ...writes,
      id: `changeSettings${pascal}`,
      method: 'PUT',
      path: `${path}/:recordId`,
      summary: `Settings: change one of ${kind}`,
      audit: 'settings.changed',
      params: One,
      body: Body,
      precondition: 'version',
      errors: [settingNotFound, settingCodeTaken, settingReference, settingArchived, settingCodeFixed],
    },
    archive: {
      ...writes,
      id: `archiveSettings${pascal}`,
      method: 'POST',
      path: `${path}/:recordId/archive`,
      summary: `Settings: archive one of ${kind}`,
      audit: 'settings.archived',
      params: One,
      precondition: 'version',
      errors: [settingNotFound, settingInUse],
    },
    restore: {
      ...writes,
      id: `restoreSettings${pascal}`,
      method: 'POST',
      path: `${path}/:recordId/restore`,
      summary: `Settings: restore one of ${kind}`,
      audit: 'settings.restored',
      params: One,
      precondition: 'version',
      errors: [settingNotFound, settingReference, settingCodeTaken],
    },
  } as const satisfies Record<string, unknown> &
    Record<'list' | 'get' | 'create' | 'change' | 'archive' | 'restore', Endpoint>;
}
type Pascal<Text extends string> = Text extends `${infer Head}-${infer Rest}`
  ? `${Capitalize<Head>}${Pascal<Rest>}`
  : Capitalize<Text>;

export const commodities = records(
  'commodities',
  'commodity',
  {
    ...common,
    hsn: z.string().regex(/^(?:[0-9]{4}|[0-9]{6}|[0-9]{8})$/, 'is a HSN code: 4, 6 or 8 digits'),
    units: Units.meta({ description: 'What quantities are spoken of in: grams in each' }),
    priceUnit: Code.meta({ description: 'The unit that prices are quoted for' }),
    packUnit: orNone(Code.meta({ description: 'The unit that is counted: bale, bag' })),
    note: Note,
  },
  ({ units, priceUnit, packUnit }, say) => {
    const named = new Set(units.map(({ code }) => code));
    if (!named.has(priceUnit)) say('priceUnit', 'must be one of the units');
    if (packUnit !== null && !named.has(packUnit)) say('packUnit', 'must be one of the units');
  },
);

export const parameters = records(
  'parameters',
  'parameter',
  {
    commodityId: reference('commodities'),
    ...common,
    measure: z.enum(['number', 'choice']),
    unit: orNone(Text(20)),
    scale: z.int().min(0).max(6).default(0).meta({ description: 'Digits after the decimal point' }),
    from: orNone(Decimal),
    to: orNone(Decimal),
    choices: z.array(Text(40)).max(200).default([]).meta({ description: 'The grades, best first' }),
    method: orNone(Text(200)),
    note: Note,
  },
  ({ measure, choices, from, to }, say) => {
    if (measure === 'choice' && choices.length === 0) say('choices', 'must name the grades');
    if (new Set(choices).size !== choices.length) say('choices', 'must not name a grade twice');
    if (from !== null && to !== null && compareDecimals(from, to) > 0) say('to', 'must not be below the lower end');
  },
);

export const varieties = records('varieties', 'variety', {
  commodityId: reference('commodities'),
  ...common,
  alias: orNone(Text(200)),
  region: orNone(Text(200)),
  expected: z
    .array(z.object({ parameter: Text(40), from: orNone(Decimal), to: orNone(Decimal) }))
    .max(30)
    .default([])
    .meta({ description: 'What the variety is usually like: parameter code, from, to' }),
  note: Note,
});

export const qualityGrids = records(
  'quality-grids',
  'quality_grid',
  {
    commodityId: reference('commodities'),
    ...common,
    validFrom: LocalDay,
    validTo: orNone(LocalDay.meta({ description: 'The first day on which it does not hold any more' })),
    priceUnit: Code.meta({ description: 'The unit of the commodity that adjustments in paise are for' }),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'is a currency such as INR')
      .default('INR'),
    rules: z.array(GridRule).min(1).max(40),
    source: Source,
    note: Note,
  },
  ({ validFrom, validTo }, say) => {
    if (validTo !== null && validTo <= validFrom) say('validTo', 'must be after the first day');
  },
);

export const locations = records('locations', 'location', {
  ...common,
  place: z.enum(['gin', 'warehouse', 'mill', 'market', 'port', 'station', 'office', 'other']),
  ...address,
  latitudeMicrodegrees: orNone(z.int().min(-90_000_000).max(90_000_000)),
  longitudeMicrodegrees: orNone(z.int().min(-180_000_000).max(180_000_000)),
  note: Note,
});

export const deliveryTerms = records('delivery-terms', 'delivery_term', {
  ...common,
  basis: z.enum(['ex-gin', 'ex-warehouse', 'for-destination', 'delivered', 'fob', 'cfr', 'cif']),
  freightBy: z.enum(['seller', 'buyer']),
  insuranceBy: z.enum(['seller', 'buyer']),
  weightBasis: z.enum(['seller-weighbridge', 'buyer-weighbridge', 'average-of-two']),
  weightTolerancePpm: orNone(Ppm),
  shortageAllowanceGramsPer100Packs: orNone(Grams),
  tareGramsPer100Packs: orNone(Grams),
  samplingPpm: orNone(Ppm),
  passingDays: orNone(Days),
  liftingDays: orNone(Days),
  freeStorageDays: orNone(Days),
  claimWorkingDays: orNone(Days),
  source: Source,
  note: Note,
});

export const paymentTerms = records(
  'payment-terms',
  'payment_term',
  {
    ...common,
    instrument: z.enum(['rtgs', 'letter-of-credit', 'bank-guarantee', 'cheque', 'upi', 'cash-against-documents']),
    advancePpm: Ppm.default(0),
    advanceDays: orNone(Days),
    dueDays: Days.default(0),
    carry: z
      .array(z.object({ days: orNone(Days.min(1)), ppmPerYear: Ppm }))
      .max(10)
      .default([])
      .meta({
        description: 'Interest after the due day, in turn: so many days at so much a year; the last without an end',
      }),
    cashDiscountPpmPerYear: orNone(Ppm),
    cashDiscountDays: orNone(Days),
    extensionDepositPpm: orNone(Ppm),
    invoiceBack: flag,
    source: Source,
    note: Note,
  },
  ({ carry }, say) => {
    carry.forEach(({ days }, index) => {
      if (days === null && index < carry.length - 1) say(`carry.${index}.days`, 'only the last step may have no end');
    });
  },
);

export const commissionStructures = records(
  'commission-structures',
  'commission_structure',
  {
    ...common,
    earner: z.enum(['broker', 'commission-agent']),
    payer: z.enum(['buyer', 'seller', 'both']),
    commodityId: orNone(reference('commodities')),
    basis: z.enum(['share-of-value', 'per-pack', 'per-price-unit']),
    ratePpm: orNone(Ppm),
    ratePaise: orNone(Paise),
    minimumPaise: orNone(Paise),
    maximumPaise: orNone(Paise),
    validFrom: LocalDay,
    validTo: orNone(LocalDay),
    source: Source,
    note: Note,
  },
  ({ basis, ratePpm, ratePaise, minimumPaise, maximumPaise, validFrom, validTo }, say) => {
    if (basis === 'share-of-value' && ratePpm === null) say('ratePpm', 'must say which share');
    if (basis !== 'share-of-value' && ratePaise === null) say('ratePaise', 'must say how much');
    if (minimumPaise !== null && maximumPaise !== null && maximumPaise < minimumPaise)
      say('maximumPaise', 'must not be below the minimum');
    if (validTo !== null && validTo <= validFrom) say('validTo', 'must be after the first day');
  },
);

export const gstRegistrations = records(
  'gst-registrations',
  'gst_registration',
  {
    ...common,
    gstin: Gstin,
    ...address,
    registeredOn: orNone(LocalDay),
    isDefault: flag,
    note: Note,
  },
  ({ gstin, stateCode }, say) => {
    if (stateCode !== null && gstin.slice(0, 2) !== stateCode)
      say('stateCode', 'must be the state that the GSTIN begins with');
  },
);

export const bankAccounts = records('bank-accounts', 'bank_account', {
  ...common,
  bankName: Text(100),
  branch: orNone(Text(100)),
  ifsc: Ifsc,
  accountNumber: z.string().regex(/^[0-9]{6,18}$/, 'is 6 to 18 digits'),
  account: z.enum(['current', 'cash-credit', 'overdraft', 'savings']),
  isDefault: flag,
  note: Note,
});

const SERIES_PART = /^[A-Za-z0-9/-]*$/;
export const numberingSeries = records(
  'numbering-series',
  'numbering_series',
  {
    ...common,
    document: z.enum([
      'contract',
      'tax-invoice',
      'self-invoice',
      'credit-note',
      'debit-note',
      'receipt',
      'payment',
      'delivery-order',
    ]),
    gstRegistrationId: orNone(reference('gst-registrations')),
    financialYear: FinancialYear,
    prefix: z.string().max(14).regex(SERIES_PART, 'is letters, digits, / and -'),
    suffix: z.string().max(14).regex(SERIES_PART, 'is letters, digits, / and -').default(''),
    width: z.int().min(1).max(12).meta({ description: 'Digits of the number, with zeros in front' }),
    start: z.int().min(1).max(999_999_999).default(1),
    note: Note,
  },
  ({ prefix, suffix, width, start }, say) => {
    if (prefix.length + suffix.length + width > 16) say('width', 'must leave 16 characters at most in all');
    if (String(start).length > width) say('start', 'must not have more digits than the number');
    if (/^[0/-]/.test(prefix) || prefix === '') say('prefix', 'must begin with a letter or a digit other than 0');
  },
);

/** Every kind of setting, in the order in which one sets them up. */
export const SETTINGS = [
  gstRegistrations,
  bankAccounts,
  commodities,
  parameters,
  varieties,
  qualityGrids,
  locations,
  deliveryTerms,
  paymentTerms,
  commissionStructures,
  numberingSeries,
] as const;
export type SettingKind = (typeof SETTINGS)[number]['kind'];
export const SettingKind = z.enum(SETTINGS.map(({ kind }) => kind) as [SettingKind, ...SettingKind[]]);

export const settingsByKind = Object.fromEntries(SETTINGS.map((one) => [one.kind, one])) as {
  [K in SettingKind]: Extract<(typeof SETTINGS)[number], { kind: K }>;
};

const SettingChoice = z
  .object({ id: Uuid, kind: SettingKind, code: z.string(), name: z.string(), commodityId: Uuid.nullable() })
  .meta({ id: 'SettingChoice' });
export type SettingChoice = z.infer<typeof SettingChoice>;

export const listSettingChoices = endpoint({
  id: 'listSettingChoices',
  method: 'GET',
  path: '/api/v1/settings/choices',
  summary: 'Settings: what can be chosen of a kind, by name',
  access: { permission: SETTINGS_READ },
  limit: 'default',
  query: z.object({
    kind: SettingKind,
    q: Text(100).optional(),
    limit: z.coerce.number().int().min(1).max(1000).default(200),
  }),
  response: z.object({ items: z.array(SettingChoice), total: z.int() }),
});

export const getSettingsOverview = endpoint({
  id: 'getSettingsOverview',
  method: 'GET',
  path: '/api/v1/settings/overview',
  summary: 'Settings: how many records there are of each kind',
  access: { permission: SETTINGS_READ },
  limit: 'default',
  response: z.object({
    kinds: z.array(z.object({ kind: SettingKind, active: z.int(), archived: z.int(), updatedAt: Instant.nullable() })),
  }),
});

export const getSettingHistory = endpoint({
  id: 'getSettingHistory',
  method: 'GET',
  path: '/api/v1/settings/:kind/:recordId/history',
  summary: 'Settings: the versions of a record, newest first',
  access: { permission: SETTINGS_READ },
  limit: 'default',
  params: z.object({ kind: SettingKind, recordId: Uuid }),
  response: z.object({
    items: z.array(
      z.object({
        version: z.int(),
        change: z.enum(['created', 'changed', 'archived', 'restored']),
        changedAt: Instant,
        by: z.object({ id: Uuid.nullable(), name: z.string().nullable() }),
        importId: Uuid.nullable(),
        body: z.record(z.string(), z.unknown()),
      }),
    ),
  }),
  errors: [settingNotFound],
});

export const getNextNumber = endpoint({
  id: 'getNextNumber',
  method: 'GET',
  path: '/api/v1/settings/numbering-series/:recordId/next',
  summary: 'Settings: the number that a series will give next, and how many it has given',
  access: { permission: SETTINGS_READ },
  limit: 'default',
  params: z.object({ recordId: Uuid }),
  response: z.object({
    number: z.string().nullable().meta({ description: 'Null when the series is used up' }),
    issued: z.int(),
  }),
  errors: [settingNotFound],
});

function followsOn(year: string): boolean {
  return Number(year.slice(5)) === (Number(year.slice(2, 4)) + 1) % 100;
}
