import { NativeSelect, TextInput } from '@mantine/core';
import type { SettingKind } from '@sutra/contracts/settings';
import { SearchIcon } from '@sutra/ui/icons';
import { useEffect, useEffectEvent, useState } from 'react';
import { useText } from '../../../app/text.ts';
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
    <search className={styles.filters} aria-label={text('settings.filter')}>
      <SearchText value={value.q} onChange={(q) => onChange({ q })} />
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
    </search>
  );
}

const PAUSE_MS = 250;

function SearchText({ value, onChange }: { value: string | undefined; onChange: (q: string | undefined) => void }) {
  const text = useText();
  const [typed, setTyped] = useState({ seen: value, sent: value, text: value ?? '' });
  // Back, or a saved view, changes the search from outside; our own change leaves what is being typed alone.
  if (typed.seen !== value)
    setTyped({ seen: value, sent: value, text: value === typed.sent ? typed.text : (value ?? '') });
  const apply = useEffectEvent((q: string | undefined) => {
    if (q === value) return;
    setTyped({ ...typed, sent: q });
    onChange(q);
  });
  const wanted = typed.text.trim() === '' ? undefined : typed.text.trim();
  useEffect(() => {
    const timer = setTimeout(() => apply(wanted), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [wanted]);
  return (
    <TextInput
      size="xs"
      type="search"
      className={styles.search ?? ''}
      leftSection={<SearchIcon size={14} stroke={1.8} aria-hidden />}
      aria-label={text('settings.search')}
      placeholder={text('settings.search')}
      maxLength={100}
      value={typed.text}
      onChange={({ currentTarget }) => setTyped({ ...typed, text: currentTarget.value })}
    />
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
