import type { SettingKind } from '@sutra/contracts/settings';
import { useDebouncedValue } from '@mantine/hooks';
import { Select } from '@mantine/core';
import { type FieldProps, useFieldInput } from '@sutra/ui/form/form-fields';
import { useState } from 'react';
import { useText } from '../../../app/text.ts';
import styles from './form.module.css';
import { choiceLabel, useChoices, useReferenceName } from '../choices.ts';

export interface ReferenceFieldProps extends FieldProps<string | null> {
  kind: SettingKind;
}

const PAUSE_MS = 200;

/** One active record of another kind, found by typing. Where there are more than a list can hold, the server searches. */
export function ReferenceField(props: ReferenceFieldProps) {
  const { kind, field, label, required = false } = props;
  const text = useText();
  const [typed, setTyped] = useState('');
  const [wanted] = useDebouncedValue(typed, PAUSE_MS);
  const all = useChoices(kind);
  const isCut = all.data !== undefined && all.data.total > all.data.items.length;
  const found = useChoices(kind, isCut ? wanted : undefined);
  const options = (found.data?.items ?? []).map((choice) => ({ value: choice.id, label: choiceLabel(choice) }));
  return (
    <>
      <Select
        {...useFieldInput(props)}
        searchable
        clearable={!required}
        clearButtonProps={{ 'aria-label': text('ui.form.clear', { field: label }) }}
        nothingFoundMessage={text('ui.form.nothingFound')}
        comboboxProps={{ shadow: 'none' }}
        data={options}
        value={field.value}
        onChange={field.onChange}
        onSearchChange={setTyped}
      />
      {field.value !== null && all.data !== undefined && !options.some(({ value }) => value === field.value) ? (
        <Unlisted kind={kind} id={field.value} />
      ) : null}
    </>
  );
}

/** What was chosen before and cannot be chosen any more. */
function Unlisted({ kind, id }: { kind: SettingKind; id: string }) {
  const text = useText();
  const name = useReferenceName(kind, id);
  return name === undefined ? null : (
    <div className={styles.archived}>{text('settings.reference.archived', { name })}</div>
  );
}
