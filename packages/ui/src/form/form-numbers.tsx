// Numbers as text that is read exactly: grouped as in India, in any Indian script.
import { Text, TextInput } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { emptied, type FieldProps, type MayBeEmpty, useFieldInput } from './form-fields.tsx';
import type { IssueWords } from './form-issues.rules.ts';
import { isSame } from '../change/merge.rules.ts';
import {
  type Decimal,
  formatDecimal,
  formatInteger,
  formatPaise,
  type NumberProblem,
  type NumberReading,
  parseDecimal,
  parseInteger,
  parsePaise,
} from './numbers.rules.ts';

export type { Decimal } from './numbers.rules.ts';

interface NumberFieldProps<Value> extends FieldProps<Value>, MayBeEmpty<Value> {
  /** Beside the number: quintals, %, days. */
  unit?: ReactNode;
  placeholder?: string;
}
export type IntegerFieldProps<Value extends number | null | undefined> = NumberFieldProps<Value>;
export type MoneyFieldProps<Value extends number | null | undefined> = NumberFieldProps<Value>;
export interface DecimalFieldProps<Value extends Decimal | null | undefined> extends NumberFieldProps<Value> {
  /** Decimals of the value, always; without it as many as were typed. */
  scale?: number;
}

export function IntegerField<Value extends number | null | undefined>(props: IntegerFieldProps<Value>) {
  return <NumberText {...props} read={parseInteger} write={formatInteger} limit={formatInteger} inputMode="numeric" />;
}

/** An amount in integer paise, typed and shown in rupees. */
export function MoneyField<Value extends number | null | undefined>(props: MoneyFieldProps<Value>) {
  return <NumberText {...props} read={parsePaise} write={formatPaise} limit={rupees} inputMode="decimal" sign="₹" />;
}

/** A decimal as `{unscaled, scale}`. */
export function DecimalField<Value extends Decimal | null | undefined>({ scale, ...props }: DecimalFieldProps<Value>) {
  return (
    <NumberText
      {...props}
      read={(text) => parseDecimal(text, scale)}
      write={formatDecimal}
      limit={formatInteger}
      inputMode="decimal"
    />
  );
}

const rupees = (paise: number) => `₹${formatPaise(paise)}`;

export interface NumberTextProps<Value, Known> extends NumberFieldProps<Value> {
  read: (text: string) => NumberReading<Known>;
  write: (value: Known) => string;
  /** How a limit of the schema is written. */
  limit: (value: number) => string;
  inputMode: 'numeric' | 'decimal';
  sign?: string;
}

/** Any number that is written as text: `read` and `write` are each other's opposite, to the last digit. */
export function NumberText<Value, Known>(props: NumberTextProps<Value, Known>) {
  const { field, unit, placeholder, read, write, limit, inputMode, sign } = props;
  const { registry, path, revision, value } = field;
  // The text counts as long as it stands for the value; a value from elsewhere takes its place.
  const [typed, setTyped] = useState<{ text: string; value: Value; revision: number } | null>(null);
  const isTyped = typed !== null && typed.revision === revision && isSame(typed.value, value);
  const shown = isTyped ? typed.text : isNothing(value) ? '' : write(value as unknown as Known);
  const problem = isTyped ? problemOf(typed.text, read) : null;
  useEffect(() => {
    registry.setUnreadable(path, problem === null ? null : PROBLEMS[problem]);
    return () => registry.setUnreadable(path, null);
  }, [registry, path, problem]);
  const input = useFieldInput(props, limit);
  return (
    <TextInput
      {...input}
      {...(placeholder === undefined ? {} : { placeholder })}
      {...(sign === undefined ? {} : { leftSection: <Text size="sm">{sign}</Text>, leftSectionWidth: 28 })}
      {...(unit === undefined
        ? {}
        : {
            rightSection: (
              <Text size="sm" c="dimmed">
                {unit}
              </Text>
            ),
            rightSectionWidth: 'auto',
            rightSectionProps: { style: { paddingInline: 10 } },
          })}
      inputMode={inputMode}
      autoComplete="off"
      value={shown}
      onChange={({ currentTarget: { value: text } }) => {
        const reading = text.trim() === '' ? null : read(text);
        const next =
          reading !== null && 'value' in reading ? (reading.value as unknown as Value) : emptied(props, null);
        setTyped({ text, value: next, revision });
        field.onChange(next);
      }}
      onBlur={() => {
        if (problem === null) setTyped(null);
        input.onBlur();
      }}
    />
  );
}

const PROBLEMS: Readonly<Record<NumberProblem, IssueWords>> = {
  unreadable: { key: 'ui.form.error.number' },
  'too-precise': { key: 'ui.form.error.tooPrecise' },
  'too-large': { key: 'ui.form.error.tooLarge' },
};

function problemOf<Known>(text: string, read: (text: string) => NumberReading<Known>): NumberProblem | null {
  if (text.trim() === '') return null;
  const reading = read(text);
  return 'problem' in reading ? reading.problem : null;
}

const isNothing = (value: unknown) => value === null || value === undefined;
