import { Button, Group, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useText } from '../../app/text.ts';
import styles from './audit.module.css';

export interface Filter {
  action?: string;
  objectType?: string;
  objectId?: string;
}
const FIELDS = ['action', 'objectType', 'objectId'] as const;
const LABELS = { action: 'audit.action', objectType: 'audit.objectType', objectId: 'audit.objectId' } as const;

/** Exact values, as the server compares them. The applied filter is the URL's; this holds what is being typed. */
export function Filters({ value, onChange }: { value: Filter; onChange: (next: Filter) => void }) {
  const text = useText();
  const applied = FIELDS.map((field) => value[field] ?? '').join('\n');
  const [typed, setTyped] = useState<{ applied: string; fields: Filter }>({ applied, fields: value });
  // Back, or a link in the table, changes the filter from outside.
  if (typed.applied !== applied) setTyped({ applied, fields: value });
  const isFiltered = FIELDS.some((field) => value[field] !== undefined);
  return (
    <search aria-label={text('audit.filter')}>
      <form
        className={styles.filters}
        onSubmit={(event) => {
          event.preventDefault();
          onChange(
            Object.fromEntries(
              FIELDS.flatMap((field) => (typed.fields[field]?.trim() ? [[field, typed.fields[field].trim()]] : [])),
            ),
          );
        }}
      >
        {FIELDS.map((field) => (
          <TextInput
            key={field}
            className={styles.filter ?? ''}
            size="xs"
            label={text(LABELS[field])}
            maxLength={80}
            spellCheck={false}
            autoCapitalize="none"
            value={typed.fields[field] ?? ''}
            onChange={({ currentTarget }) =>
              setTyped({ applied, fields: { ...typed.fields, [field]: currentTarget.value } })
            }
          />
        ))}
        <Group gap={8} wrap="nowrap">
          <Button type="submit" size="xs" variant="default">
            {text('audit.filter.apply')}
          </Button>
          {isFiltered ? (
            <Button size="xs" variant="subtle" onClick={() => onChange({})}>
              {text('audit.filter.clear')}
            </Button>
          ) : null}
        </Group>
      </form>
    </search>
  );
}
