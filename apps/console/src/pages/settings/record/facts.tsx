import { settingFields } from '@sutra/contracts/setting-fields';
import { getNextNumber, type SettingKind } from '@sutra/contracts/settings';
import { RelativeTime } from '@sutra/ui/format';
import { type Fact, Facts } from '@sutra/ui/record-page';
import { useQuery } from '@tanstack/react-query';
import { apiQuery } from '../../../app/api.ts';
import { useText } from '../../../app/text.ts';
import { TextLink } from '../../../shell/text-link.tsx';
import type { SettingRecord } from '../setting-record.ts';
import styles from '../settings.module.css';
import { isNothing, ReferenceName, SettingValue } from '../values.tsx';
import { fieldLabel } from '../words.ts';

const CODES = new Set(['code', 'gstin', 'ifsc', 'accountNumber', 'hsn']);

export function RecordFacts({ kind, record }: { kind: SettingKind; record: SettingRecord }) {
  return <Facts facts={useFacts(kind, record)} />;
}

/** What is known of a record: nothing is said of what was left out. */
export function useFacts(kind: SettingKind, record: SettingRecord): Fact[] {
  const text = useText();
  return [
    ...settingFields(kind).flatMap(({ name, reference, type }): Fact[] => {
      const value = record[name];
      // Its name is what it is called above.
      if (name === 'name' || isNothing(value) || (type === 'flag' && value === false)) return [];
      const label = text(fieldLabel(kind, name));
      if (name === 'rules') return [{ label, value: text('settings.column.rules', { count: (value as []).length }) }];
      if (reference !== undefined) return [{ label, value: <ReferenceLink kind={reference} id={String(value)} /> }];
      const shown = <SettingValue kind={kind} field={name} value={value} />;
      return [{ label, value: CODES.has(name) ? <span className={styles.code}>{shown}</span> : shown }];
    }),
    ...(kind === 'numbering-series'
      ? [{ label: text('settings.nextNumber'), value: <NextNumber recordId={record.id} /> }]
      : []),
    { label: text('settings.updated'), value: <RelativeTime value={record.updatedAt} /> },
  ];
}

function ReferenceLink({ kind, id }: { kind: SettingKind; id: string }) {
  return (
    <TextLink to="/settings/$kind/$recordId" params={{ kind, recordId: id }}>
      <ReferenceName kind={kind} id={id} />
    </TextLink>
  );
}

function NextNumber({ recordId }: { recordId: string }) {
  const text = useText();
  const { data } = useQuery(apiQuery(getNextNumber, { params: { recordId } }));
  if (data === undefined) return null;
  return (
    <>
      {data.number === null ? text('settings.nextNumber.none') : <span className={styles.code}>{data.number}</span>}{' '}
      <span className={styles.quiet}>{text('settings.nextNumber.issued', { count: data.issued })}</span>
    </>
  );
}
