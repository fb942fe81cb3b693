// What a file would change: decided line by line against the records that there are, before anything is written.
import type { SettingField } from '@sutra/contracts/setting-fields';
import { settingFields } from '@sutra/contracts/setting-fields';
import type { SettingKind } from '@sutra/contracts/settings';
import { type Body, bodyEquals, bodyOf, keyOf, type Row } from './records.ts';
import { type Commodity, namingProblems, type Parameter } from './references.rules.ts';
import { type Cell, readCells, type Reject, toBody } from './table-cells.rules.ts';

const LINES_AT_A_TIME = 500;
const MAX_REJECTS = 200;

export interface Plan {
  created: Body[];
  changed: { before: Row; body: Body }[];
  unchanged: number;
  rejected: number;
  /** The first 200. */
  rejects: Reject[];
}
/** The active records that a file is compared with: of its own kind, and of those that it can name. */
export interface Known {
  own: readonly Row[];
  commodities: readonly Row[];
  parameters: readonly Row[];
  gstRegistrations: readonly Row[];
}

/** Tells how far it is, and lets others work, every few hundred lines. */
export async function planImport(
  kind: SettingKind,
  columns: readonly SettingField[],
  lines: readonly { line: number; cells: Cell[] }[],
  known: Known,
  onProgress: (done: number) => Promise<void>,
): Promise<Plan> {
  const plan: Plan = { created: [], changed: [], unchanged: 0, rejected: 0, rejects: [] };
  const planner = new Planner(kind, columns, known);
  for (const [index, { line, cells }] of lines.entries()) {
    const decided = planner.decide(line, cells);
    if ('rejects' in decided) {
      plan.rejected += 1;
      for (const reject of decided.rejects)
        if (plan.rejects.length < MAX_REJECTS) plan.rejects.push({ line, ...reject });
    } else if (decided.before === null) plan.created.push(decided.body);
    else if (bodyEquals(kind, decided.before, decided.body)) plan.unchanged += 1;
    else plan.changed.push({ before: decided.before, body: decided.body });
    if ((index + 1) % LINES_AT_A_TIME === 0) await onProgress(index + 1);
  }
  return plan;
}

type Rejected = { rejects: Omit<Reject, 'line'>[] };

class Planner {
  readonly #kind: SettingKind;
  readonly #columns: readonly SettingField[];
  readonly #known: Known;
  readonly #own: ReadonlyMap<string, Row>;
  readonly #ids: ReadonlyMap<string, string>;
  readonly #seen = new Map<string, number>();
  /** Values that only one active record may have → the key of the record that has it. */
  readonly #taken = new Map<string, string>();

  constructor(kind: SettingKind, columns: readonly SettingField[], known: Known) {
    this.#kind = kind;
    this.#columns = columns;
    this.#known = known;
    this.#own = new Map(known.own.map((row) => [keyOf(kind, row), row]));
    this.#ids = new Map([
      ...known.commodities.map(({ code, id }) => [`commodities ${code.toLowerCase()}`, id] as const),
      ...known.gstRegistrations.map(({ code, id }) => [`gst-registrations ${code.toLowerCase()}`, id] as const),
    ]);
    for (const row of known.own) for (const value of this.#singleValues(row)) this.#taken.set(value, keyOf(kind, row));
  }

  decide(line: number, cells: readonly Cell[]): { body: Body; before: Row | null } | Rejected {
    const kind = this.#kind;
    const { values, rejects } = readCells(this.#columns, cells, (named, code) =>
      this.#ids.get(`${named} ${code.toLowerCase()}`),
    );
    if (rejects.length > 0) return { rejects };
    const before = this.#own.get(keyOf(kind, values)) ?? null;
    const read = toBody(kind, values, before && bodyOf(kind, before));
    if ('rejects' in read) return read;
    const problems = this.#problems(line, read.body, before);
    return problems.length > 0 ? { rejects: problems } : { body: read.body, before };
  }

  #problems(line: number, body: Body, before: Row | null): Omit<Reject, 'line'>[] {
    const kind = this.#kind;
    const key = keyOf(kind, body);
    const earlier = this.#seen.get(key);
    if (earlier !== undefined) return [{ field: 'code', message: `is the same record as in line ${earlier}` }];
    this.#seen.set(key, line);
    for (const value of this.#singleValues(body)) {
      const holder = this.#taken.get(value) ?? key;
      if (holder !== key) return [{ field: value.split(' ')[0]!, message: 'is what another record has already' }];
      this.#taken.set(value, key);
    }
    const fixed = before && FIXED[kind]?.find((field) => before[field] !== body[field]);
    if (fixed) return [{ field: fixed, message: 'cannot be changed by a file' }];
    const commodity = this.#known.commodities.find(({ id }) => id === body['commodityId']);
    return namingProblems(
      kind,
      body,
      commodity as Commodity | undefined,
      this.#known.parameters as unknown as readonly Parameter[],
    ).map(({ path, message }) => ({ field: path, message }));
  }

  #singleValues(body: Body): string[] {
    const values = typeof body['gstin'] === 'string' ? [`gstin ${body['gstin']}`] : [];
    return body['isDefault'] === true ? [...values, 'isDefault'] : values;
  }
}

/** What other records and documents may rely on. */
const FIXED: Partial<Record<SettingKind, readonly string[]>> = {
  parameters: ['measure'],
  'numbering-series': ['document', 'gstRegistrationId', 'prefix', 'suffix', 'width', 'start'],
};

/** The kinds whose records a kind can name. */
export function namedKinds(kind: SettingKind): SettingKind[] {
  const named = settingFields(kind).flatMap(({ reference }) => reference ?? []);
  return kind === 'quality-grids' || kind === 'varieties' ? [...named, 'parameters'] : named;
}
