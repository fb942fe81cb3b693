// Fields by the kind of their value: each takes `form.field('path')` and a label.
import { MultiSelect, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { createContext, type HTMLAttributes, type ReactNode, useContext, useEffect } from 'react';
import { useText } from '../language.tsx';
import type { Field } from './use-record-form.tsx';

export interface FieldProps<Value> {
  field: Field<Value>;
  label: string;
  /** What to enter, where the label does not say it all. */
  description?: ReactNode;
  required?: boolean;
  disabled?: boolean;
}
export interface Option<Value extends string = string> {
  value: Value;
  label: string;
}
/** What an emptied field holds: `null` or `undefined` where the schema wants that rather than an empty text. */
export interface MayBeEmpty<Value> {
  empty?: Value;
}
type OptionalText = string | null | undefined;

/** What the fields of a row belong to, as the summary of what is wrong names it. */
export const FieldGroup = createContext<string | null>(null);

/** What every field gives to its input, and the form's knowledge that it is there. */
export function useFieldInput<Value>(
  { field, label, description, required, disabled }: FieldProps<Value>,
  formatNumber?: (value: number) => string,
) {
  const { path, id, registry, error, onBlur } = field;
  const group = useContext(FieldGroup);
  const name = group === null ? label : `${group}, ${label}`;
  useEffect(
    () => registry.register(path, { id, label: name, ...(formatNumber === undefined ? {} : { formatNumber }) }),
    [registry, path, id, name, formatNumber],
  );
  return {
    id,
    label,
    name: path,
    description,
    error,
    onBlur,
    // The star beside the label; the browser's own message would come before ours.
    withAsterisk: required ?? false,
    'aria-required': required ?? false,
    disabled: disabled ?? false,
    inputWrapperOrder: ORDER,
  };
}

// Fields beside each other stand in line, whether they have a description or not.
const ORDER: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'error', 'description'];

export interface TextFieldProps<Value extends OptionalText> extends FieldProps<Value>, MayBeEmpty<Value> {
  maxLength?: number;
  placeholder?: string;
  type?: 'text' | 'email' | 'tel' | 'url' | 'password';
  autoComplete?: string;
  inputMode?: HTMLAttributes<HTMLInputElement>['inputMode'];
}

export function TextField<Value extends OptionalText>(props: TextFieldProps<Value>) {
  const { field, maxLength, placeholder, type, autoComplete = 'off', inputMode } = props;
  return (
    <TextInput
      {...useFieldInput(props)}
      {...optional({ maxLength, placeholder, type, inputMode })}
      autoComplete={autoComplete}
      value={field.value ?? ''}
      onChange={({ currentTarget: { value } }) => field.onChange(value === '' ? emptied(props, '') : (value as Value))}
    />
  );
}

export interface TextAreaFieldProps<Value extends OptionalText> extends FieldProps<Value>, MayBeEmpty<Value> {
  maxLength?: number;
  rows?: number;
}

export function TextAreaField<Value extends OptionalText>(props: TextAreaFieldProps<Value>) {
  const { field, maxLength, rows = 3 } = props;
  return (
    <Textarea
      {...useFieldInput(props)}
      {...optional({ maxLength })}
      rows={rows}
      value={field.value ?? ''}
      onChange={({ currentTarget: { value } }) => field.onChange(value === '' ? emptied(props, '') : (value as Value))}
    />
  );
}

export interface DayFieldProps<Value extends OptionalText> extends FieldProps<Value>, MayBeEmpty<Value> {
  /** First and last day that can be chosen, `YYYY-MM-DD`. */
  min?: string;
  max?: string;
}

/** A calendar day, `YYYY-MM-DD`, with the calendar of the browser; null while there is none. */
export function DayField<Value extends OptionalText>(props: DayFieldProps<Value>) {
  const { field, min, max } = props;
  const { registry, path } = field;
  useEffect(() => () => registry.setUnreadable(path, null), [registry, path]);
  return (
    <TextInput
      {...useFieldInput(props)}
      {...optional({ min, max })}
      key={field.revision}
      type="date"
      value={field.value ?? ''}
      onChange={({ currentTarget: { value } }) =>
        field.onChange(value === '' ? emptied(props, null) : (value as Value))
      }
      onInput={({ currentTarget: { validity } }) =>
        registry.setUnreadable(path, validity.badInput ? { key: 'ui.form.error.day' } : null)
      }
    />
  );
}

export interface SelectFieldProps<Value extends OptionalText> extends FieldProps<Value>, MayBeEmpty<Value> {
  options: readonly Option<NonNullable<Value> & string>[];
  placeholder?: string;
  /** Whether nothing may be chosen again; so it is where the field is not required. */
  clearable?: boolean;
}

/** One of many, found by typing; null while none is chosen. */
export function SelectField<Value extends OptionalText>(props: SelectFieldProps<Value>) {
  const { field, options, placeholder, clearable = props.required !== true } = props;
  const text = useText();
  return (
    <Select
      {...useFieldInput(props)}
      {...optional({ placeholder })}
      searchable
      clearable={clearable}
      clearButtonProps={{ 'aria-label': text('ui.form.clear', { field: props.label }) }}
      nothingFoundMessage={text('ui.form.nothingFound')}
      comboboxProps={{ shadow: 'none' }}
      data={[...options]}
      value={field.value === undefined || field.value === '' ? null : field.value}
      onChange={(value) => field.onChange(value === null ? emptied(props, null) : value)}
    />
  );
}

export interface MultiSelectFieldProps<Value extends string> extends FieldProps<readonly Value[]> {
  options: readonly Option<Value>[];
  placeholder?: string;
}

export function MultiSelectField<Value extends string>(props: MultiSelectFieldProps<Value>) {
  const { field, options, placeholder } = props;
  const text = useText();
  return (
    <MultiSelect
      {...useFieldInput(props)}
      {...optional({ placeholder })}
      searchable
      hidePickedOptions
      nothingFoundMessage={text('ui.form.nothingFound')}
      comboboxProps={{ shadow: 'none' }}
      data={[...options]}
      value={[...field.value]}
      onChange={(value) => field.onChange(value)}
    />
  );
}

export function SwitchField(props: FieldProps<boolean>) {
  const { field } = props;
  const { withAsterisk: _, 'aria-required': __, inputWrapperOrder: ___, ...input } = useFieldInput(props);
  return (
    <Switch {...input} checked={field.value} onChange={({ currentTarget: { checked } }) => field.onChange(checked)} />
  );
}

/** What the page wants of an emptied field; `undefined` may be just that. */
export function emptied<Value>(props: MayBeEmpty<Value>, otherwise: '' | null): Value {
  return 'empty' in props ? props.empty : (otherwise as Value);
}

/** Only what has a value: a property of the components below may be left out but not undefined. */
function optional<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
