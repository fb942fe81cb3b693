import { Button, type ComboboxData, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { AuditEntry } from '@sutra/contracts/audit';
import { listMembers } from '@sutra/contracts/people';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { apiQuery } from '../../app/api.ts';
import { useCan } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import styles from './audit.module.css';
import { type Filter, isDay } from './filter.ts';
import { groupOf, KNOWN_ACTIONS, KNOWN_GROUPS, KNOWN_TYPES, useWords } from './words.ts';

export interface FiltersProps {
  value: Filter;
  onChange: (next: Filter) => void;
  /** What is shown: its people can be chosen too. */
  entries: readonly AuditEntry[];
}

// Beside its field, where a screen reader looks for it.
const LIST = { withinPortal: false, position: 'bottom-start', shadow: 'none' } as const;

/** Each choice holds at once; the applied filter is the URL's. */
export function Filters({ value, onChange, entries }: FiltersProps) {
  const text = useText();
  const set = (change: { [K in keyof Filter]?: string | undefined }) => {
    const next = Object.entries({ ...value, ...change }).filter(([, each]) => each !== undefined && each !== '');
    onChange(Object.fromEntries(next));
  };
  return (
    <search aria-label={text('audit.filter')} className={styles.filters}>
      <ActorFilter value={value.actor} entries={entries} onChange={(actor) => set({ actor })} />
      <ActionFilter value={value} onChange={set} />
      <TypeFilter value={value.objectType} onChange={(objectType) => set({ objectType })} />
      <Typed
        key={`object ${value.objectId ?? ''}`}
        label={text('audit.objectId')}
        value={value.objectId ?? ''}
        onChange={(objectId) => set({ objectId })}
      />
      <DayFilter
        key={`from ${value.from ?? ''}`}
        label={text('audit.from')}
        value={value.from}
        max={value.to}
        onChange={(from) => set({ from })}
      />
      <DayFilter
        key={`to ${value.to ?? ''}`}
        label={text('audit.to')}
        value={value.to}
        min={value.from}
        onChange={(to) => set({ to })}
      />
      {Object.keys(value).length > 0 ? (
        <Button size="xs" variant="subtle" onClick={() => onChange({})}>
          {text('audit.filter.clear')}
        </Button>
      ) : null}
    </search>
  );
}

interface ActorFilterProps {
  value: string | undefined;
  entries: readonly AuditEntry[];
  onChange: (actor: string | undefined) => void;
}

/** People of the organisation where they may be read, and whoever is in what is shown. */
function ActorFilter({ value, entries, onChange }: ActorFilterProps) {
  const text = useText();
  const canReadPeople = useCan('people.read');
  const [search, setSearch] = useState('');
  const [wanted] = useDebouncedValue(search.trim(), 250);
  const members = useQuery({
    ...apiQuery(listMembers, { query: { limit: 50, ...(wanted === '' ? {} : { q: wanted }) } }),
    enabled: canReadPeople,
    placeholderData: keepPreviousData,
  });
  const names = new Map<string, string>();
  for (const { id, name } of members.data?.items ?? []) names.set(id, name);
  for (const { actor } of entries) if (actor.id !== null && actor.name !== null) names.set(actor.id, actor.name);
  if (value !== undefined && !names.has(value)) names.set(value, `…${value.slice(-8)}`);
  return (
    <Select
      className={styles.filter ?? ''}
      size="xs"
      label={text('audit.actor')}
      placeholder={text('audit.filter.any')}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': text('audit.filter.clearOne', { name: text('audit.actor') }) }}
      nothingFoundMessage={text('audit.filter.none')}
      comboboxProps={LIST}
      onSearchChange={setSearch}
      data={[...names].map(([id, name]) => ({ value: id, label: name })).sort((a, b) => a.label.localeCompare(b.label))}
      value={value ?? null}
      onChange={(next) => onChange(next ?? undefined)}
    />
  );
}

const WHOLE_GROUP = 'group ';

function ActionFilter({ value, onChange }: { value: Filter; onChange: (change: ActionChange) => void }) {
  const text = useText();
  const words = useWords();
  const data: ComboboxData = KNOWN_GROUPS.map((group) => ({
    group: words.group(group),
    items: [
      { value: `${WHOLE_GROUP}${group}`, label: text('audit.filter.group', { group: words.group(group) }) },
      ...KNOWN_ACTIONS.filter((action) => groupOf(action) === group).map((action) => ({
        value: action,
        label: words.action(action),
      })),
    ],
  }));
  const chosen = value.action ?? (value.group === undefined ? null : `${WHOLE_GROUP}${value.group}`);
  const isKnown =
    chosen === null ||
    data.some(
      (each) =>
        typeof each === 'object' &&
        'items' in each &&
        each.items.some((item) => typeof item === 'object' && item.value === chosen),
    );
  return (
    <Select
      className={styles.filter ?? ''}
      size="xs"
      label={text('audit.action')}
      placeholder={text('audit.filter.any')}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': text('audit.filter.clearOne', { name: text('audit.action') }) }}
      nothingFoundMessage={text('audit.filter.none')}
      comboboxProps={{ ...LIST, width: 280 }}
      data={isKnown ? data : [{ value: chosen, label: value.action ?? value.group ?? '' }, ...data]}
      value={chosen}
      onChange={(next) =>
        onChange(
          next?.startsWith(WHOLE_GROUP) === true
            ? { group: next.slice(WHOLE_GROUP.length), action: undefined }
            : { group: undefined, action: next ?? undefined },
        )
      }
    />
  );
}
interface ActionChange {
  group: string | undefined;
  action: string | undefined;
}

function TypeFilter({ value, onChange }: { value: string | undefined; onChange: (type: string | undefined) => void }) {
  const text = useText();
  const words = useWords();
  const types = value === undefined || KNOWN_TYPES.includes(value) ? KNOWN_TYPES : [value, ...KNOWN_TYPES];
  return (
    <Select
      className={styles.filter ?? ''}
      size="xs"
      label={text('audit.objectType')}
      placeholder={text('audit.filter.any')}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': text('audit.filter.clearOne', { name: text('audit.objectType') }) }}
      nothingFoundMessage={text('audit.filter.none')}
      comboboxProps={LIST}
      data={types.map((type) => ({ value: type, label: words.type(type) }))}
      value={value ?? null}
      onChange={(next) => onChange(next ?? undefined)}
    />
  );
}

/** Holds once it is typed: with Enter, or on the way elsewhere. */
function Typed({ label, value, onChange }: { label: string; value: string; onChange: (next: string) => void }) {
  const [typed, setTyped] = useState(value);
  const apply = () => {
    if (typed.trim() !== value) onChange(typed.trim());
  };
  return (
    <TextInput
      className={styles.filter ?? ''}
      size="xs"
      label={label}
      maxLength={80}
      spellCheck={false}
      autoCapitalize="none"
      value={typed}
      onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      onBlur={apply}
      onKeyDown={({ key }) => {
        if (key === 'Enter') apply();
      }}
    />
  );
}

interface DayFilterProps {
  label: string;
  value: string | undefined;
  min?: string | undefined;
  max?: string | undefined;
  onChange: (day: string | undefined) => void;
}

function DayFilter({ label, value, min, max, onChange }: DayFilterProps) {
  const [typed, setTyped] = useState(value ?? '');
  return (
    <TextInput
      type="date"
      className={styles.day ?? ''}
      size="xs"
      label={label}
      {...(min === undefined ? {} : { min })}
      {...(max === undefined ? {} : { max })}
      value={typed}
      onChange={({ currentTarget: { value: next } }) => {
        setTyped(next);
        // While a year is being typed, it is one of the first centuries for a moment.
        if (next === '' || (next >= '2000' && isDay(next))) onChange(next === '' ? undefined : next);
      }}
    />
  );
}
