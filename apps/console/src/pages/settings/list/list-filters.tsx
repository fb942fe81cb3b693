import { NativeSelect } from '@mantine/core';
import type { SettingKind } from '@sutra/contracts/settings';
import { useText } from '../../../app/text.ts';
import { SearchField } from '../../../shell/search-field.tsx';
import { choiceLabel, useChoices } from '../choices.ts';
import type { SettingsSearch } from '../search.ts';
import { hasCommodity } from '../setting-record.ts';
import styles from '../settings.module.css';

export interface ListFiltersProps {
  kind: SettingKind;
  value: SettingsSearch;
  /** How many records there are; undefined while it is not known. */
  total: number | undefined;
  onChange: (part: Partial<Record<keyof SettingsSearch, string | undefined>>) => void;
}

/** Search as one types, the commodity where the kind has one, and whether archived records show. */
export function ListFilters({ kind, value, total, onChange }: ListFiltersProps) {
  const text = useText();
  return (
    <div className={styles.filters}>
      <SearchField label={text('settings.search')} value={value.q} onSearch={(q) => onChange({ q })} />
      {hasCommodity(kind) ? (
        <CommodityFilter value={value.commodityId} onChange={(commodityId) => onChange({ commodityId })} />
      ) : null}
      <NativeSelect
        size="xs"
        aria-label={text('settings.filter.archived')}
        value={value.archived ?? 'no'}
        onChange={({ currentTarget }) =>
          onChange({ archived: currentTarget.value === 'no' ? undefined : currentTarget.value })
        }
        data={[
          { value: 'no', label: text('settings.filter.archived.no') },
          { value: 'only', label: text('settings.filter.archived.only') },
          { value: 'all', label: text('settings.filter.archived.all') },
        ]}
      />
      <output className={styles.total}>{total === undefined ? null : text('settings.total', { count: total })}</output>
    </div>
  );
}

function CommodityFilter({
  value,
  onChange,
}: {
  value: string | undefined;
  onChange: (id: string | undefined) => void;
}) {
  const text = useText();
  const { data } = useChoices('commodities');
  return (
    <NativeSelect
      size="xs"
      w={190} // the names come later, and must not push what stands beside them
      aria-label={text('settings.field.commodity')}
      value={value ?? ''}
      onChange={({ currentTarget }) => onChange(currentTarget.value === '' ? undefined : currentTarget.value)}
      data={[
        { value: '', label: text('settings.filter.commodity') },
        ...(data?.items ?? []).map((choice) => ({ value: choice.id, label: choiceLabel(choice) })),
      ]}
    />
  );
}
