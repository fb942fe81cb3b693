import { Group, NativeSelect } from '@mantine/core';
import { OrganisationKind } from '@sutra/contracts/identity';
import { OrganisationStatus } from '@sutra/contracts/organisations';
import { useText } from '../../app/text.ts';
import { SearchField } from '../../shell/search-field.tsx';
import { type Filter, KIND_WORDS, readFilter } from './search.ts';

const STATUS_WORDS = { active: 'operator.status.active', suspended: 'operator.status.suspended' } as const;

/** By name, kind and status; a change goes back to the first page. */
export function Filters({ value, onChange }: { value: Filter; onChange: (next: Filter) => void }) {
  const text = useText();
  const change = (part: { q?: string | undefined; kind?: string; status?: string }) =>
    onChange(readFilter({ ...value, ...part }));
  return (
    <Group gap="xs">
      <SearchField label={text('operator.search')} value={value.q} onSearch={(q) => change({ q })} />
      <NativeSelect
        size="xs"
        w={170}
        aria-label={text('operator.kind')}
        value={value.kind ?? ''}
        onChange={({ currentTarget }) => change({ kind: currentTarget.value })}
        data={[
          { value: '', label: text('operator.kind.all') },
          ...OrganisationKind.options.map((kind) => ({ value: kind, label: text(KIND_WORDS[kind]) })),
        ]}
      />
      <NativeSelect
        size="xs"
        w={170}
        aria-label={text('operator.status')}
        value={value.status ?? ''}
        onChange={({ currentTarget }) => change({ status: currentTarget.value })}
        data={[
          { value: '', label: text('operator.status.all') },
          ...OrganisationStatus.options.map((status) => ({ value: status, label: text(STATUS_WORDS[status]) })),
        ]}
      />
    </Group>
  );
}
