// The columns of each kind: what tells its records apart.
import { settingFields } from '@sutra/contracts/setting-fields';
import type { SettingKind } from '@sutra/contracts/settings';
import type { Decimal } from '@sutra/contracts/wire';
import { RelativeTime } from '@sutra/ui/format';
import type { Column } from '@sutra/ui/table/query-table';
import type { ReactNode } from 'react';
import type { TextOf } from '../../../app/text.ts';
import { ArchivedBadge } from '../archived-badge.tsx';
import type { SettingRecord } from '../setting-record.ts';
import styles from '../settings.module.css';
import { isNothing, rangeText, SettingValue, unitOf } from '../values.tsx';
import { fieldLabel } from '../words.ts';

interface Special {
  id: string;
  header: (text: TextOf) => string;
  align?: 'right';
  /** Null where there is nothing to say. */
  cell: (text: TextOf, record: SettingRecord) => ReactNode;
}

const RANGE: Special = {
  id: 'range',
  header: (text) => text('settings.column.range'),
  cell: (text, { from, to, choices, measure }) =>
    measure === 'choice'
      ? text('settings.column.grades', { count: (choices as string[]).length })
      : rangeText(text, from as Decimal | null, to as Decimal | null),
};
const RULES: Special = {
  id: 'rules',
  header: (text) => text('settings.field.rules'),
  align: 'right',
  cell: (text, { rules }) => text('settings.column.rules', { count: (rules as unknown[]).length }),
};
const RATE: Special = {
  id: 'rate',
  header: (text) => text('settings.column.rate'),
  align: 'right',
  cell: (_, { basis, ratePpm, ratePaise }) =>
    basis === 'share-of-value' ? (
      <SettingValue kind="commission-structures" field="ratePpm" value={ratePpm} />
    ) : (
      <SettingValue kind="commission-structures" field="ratePaise" value={ratePaise} />
    ),
};
const PATTERN: Special = {
  id: 'pattern',
  header: (text) => text('settings.column.pattern'),
  cell: (_, { prefix, width, suffix }) => (
    <span className={styles.code}>
      {String(prefix)}
      {'0'.repeat(width as number)}
      {String(suffix)}
    </span>
  ),
};

const COLUMNS: Readonly<Record<SettingKind, readonly (string | Special)[]>> = {
  'gst-registrations': ['gstin', 'stateCode', 'isDefault'],
  'bank-accounts': ['bankName', 'accountNumber', 'ifsc', 'account', 'isDefault'],
  commodities: ['hsn', 'priceUnit', 'packUnit'],
  parameters: ['commodityId', 'measure', 'unit', RANGE],
  varieties: ['commodityId', 'region'],
  'quality-grids': ['commodityId', 'validFrom', 'validTo', 'priceUnit', RULES],
  locations: ['place', 'city', 'stateCode'],
  'delivery-terms': ['basis', 'freightBy', 'weightBasis'],
  'payment-terms': ['instrument', 'advancePpm', 'dueDays'],
  'commission-structures': ['earner', 'payer', 'basis', RATE, 'validFrom'],
  'numbering-series': ['document', 'financialYear', PATTERN],
};
const CODES = new Set(['gstin', 'ifsc', 'accountNumber', 'hsn']);

export function settingColumns(text: TextOf, kind: SettingKind, showsState: boolean): Column<SettingRecord>[] {
  return [
    {
      id: 'name',
      header: text('settings.field.name'),
      sort: 'name',
      card: 'title',
      width: 200,
      wraps: true,
      cell: ({ name }) => (
        <bdi className={styles.rowName} title={name}>
          {name}
        </bdi>
      ),
    },
    {
      id: 'code',
      header: text('settings.field.code'),
      sort: 'code',
      cell: ({ code }) => <span className={styles.code}>{code}</span>,
    },
    ...COLUMNS[kind].map((column) =>
      typeof column === 'string' ? fieldColumn(text, kind, column) : specialColumn(text, column),
    ),
    ...(showsState
      ? [
          {
            id: 'state',
            header: text('settings.state'),
            card: 'corner' as const,
            cell: ({ archivedAt }: SettingRecord) => <ArchivedBadge archivedAt={archivedAt} />,
          },
        ]
      : []),
    {
      id: 'updatedAt',
      header: text('settings.updated'),
      sort: 'updatedAt',
      card: 'hidden',
      align: 'right',
      cell: ({ updatedAt }) => <RelativeTime value={updatedAt} />,
    },
  ];
}

function fieldColumn(text: TextOf, kind: SettingKind, name: string): Column<SettingRecord> {
  const field = settingFields(kind).find((each) => each.name === name)!;
  const isNumber = field.type === 'integer' && unitOf(field) !== undefined;
  return {
    id: name,
    header: text(fieldLabel(kind, name)),
    ...(isNumber ? { align: 'right' as const } : {}),
    cell: (record) => {
      const value = record[name];
      // A false flag is said by saying nothing.
      if (isNothing(value) || value === false) return null;
      const shown = <SettingValue kind={kind} field={name} value={value} />;
      return CODES.has(name) ? <span className={styles.code}>{shown}</span> : shown;
    },
  };
}

function specialColumn(text: TextOf, { id, header, align, cell }: Special): Column<SettingRecord> {
  return { id, header: header(text), ...(align ? { align } : {}), cell: (record) => cell(text, record) };
}
