// One field of a record by what its schema says of it: each kind of value has one way to be entered.
import { type SettingField as Declared } from '@sutra/contracts/setting-fields';
import type { SettingKind } from '@sutra/contracts/settings';
import type { Decimal } from '@sutra/contracts/wire';
import { DayField, SelectField, SwitchField, TextAreaField, TextField } from '@sutra/ui/form/form-fields';
import { DecimalField, IntegerField, MoneyField } from '@sutra/ui/form/form-numbers';
import { useText } from '../../../app/text.ts';
import { GRAM_DECIMALS, MICRODEGREE_DECIMALS, PPM_DECIMALS } from '../amounts.rules.ts';
import { RulesField } from '../grid/rules-field.tsx';
import { STATE_CODES } from '../states.ts';
import { choiceWord, unitOf } from '../values.tsx';
import { fieldHint, fieldLabel } from '../words.ts';
import { CarryField, ChoicesField, ExpectedField, UnitsField } from './list-fields.tsx';
import { ReferenceField } from './reference-field.tsx';
import { ScaledField } from './scaled-field.tsx';
import { fieldAt, type SettingForm } from './setting-form.ts';
import { UnitField } from './unit-field.tsx';

export interface SettingFieldProps {
  kind: SettingKind;
  form: SettingForm;
  declared: Declared;
}

export function SettingField({ kind, form, declared }: SettingFieldProps) {
  const text = useText();
  const { name, type, isOptional } = declared;
  const hint = fieldHint(declared);
  const shared = {
    label: text(fieldLabel(kind, name)),
    required: !isOptional,
    ...(hint === undefined ? {} : { description: text(hint) }),
  };
  switch (type) {
    case 'text':
      return <TextInput kind={kind} form={form} declared={declared} shared={shared} />;
    case 'integer':
      return <NumberInput field={fieldAt<number | null>(form, name)} declared={declared} {...shared} />;
    case 'flag':
      return <SwitchField field={fieldAt<boolean>(form, name)} {...shared} required={false} />;
    case 'day':
      return <DayField field={fieldAt<string | null>(form, name)} {...shared} />;
    case 'decimal':
      return (
        <DecimalField
          field={fieldAt<Decimal | null>(form, name)}
          {...shared}
          {...(typeof form.values['scale'] === 'number' ? { scale: form.values['scale'] } : {})}
          {...(typeof form.values['unit'] === 'string' ? { unit: form.values['unit'] } : {})}
        />
      );
    case 'reference':
      return <ReferenceField field={fieldAt<string | null>(form, name)} kind={declared.reference!} {...shared} />;
    case 'choice': {
      const values = name === 'stateCode' ? STATE_CODES : (declared.options ?? []);
      const options = values.map((value) => ({ value, label: choiceWord(text, name, value) }));
      return <SelectField field={fieldAt<string | null>(form, name)} options={options} {...shared} />;
    }
    case 'list':
      return <ListInput form={form} declared={declared} shared={shared} />;
  }
}

interface Shared {
  label: string;
  required: boolean;
  description?: string;
}
interface InputProps {
  form: SettingForm;
  declared: Declared;
  shared: Shared;
}

const UPPER_CASE = new Set(['gstin', 'ifsc', 'currency']);
const LONG = new Set(['note', 'source']);

function TextInput({ kind, form, declared, shared }: InputProps & { kind: SettingKind }) {
  const { name, isOptional, maxLength } = declared;
  const field = fieldAt<string | null>(form, name);
  const limit = maxLength === undefined ? {} : { maxLength };
  const empty = { empty: isOptional && field.value !== '' ? null : '' };
  if (name === 'priceUnit' || name === 'packUnit')
    return <UnitField kind={kind} form={form} field={field} {...shared} />;
  if (LONG.has(name)) return <TextAreaField field={field} rows={2} {...shared} {...limit} {...empty} />;
  if (!UPPER_CASE.has(name)) return <TextField field={field} {...shared} {...limit} {...empty} />;
  const change = (value: string | null) => {
    const upper = value?.replaceAll(/\s/g, '').toUpperCase() ?? null;
    field.onChange(upper);
    // A GSTIN begins with its state.
    const state = upper?.slice(0, 2) ?? '';
    if (name === 'gstin' && STATE_CODES.includes(state)) fieldAt<string | null>(form, 'stateCode').onChange(state);
  };
  return <TextField field={{ ...field, onChange: change }} {...shared} {...limit} {...empty} />;
}

interface NumberInputProps extends Shared {
  field: ReturnType<typeof fieldAt<number | null>>;
  declared: Declared;
}

const DECIMALS: Readonly<Record<string, number>> = {
  ppm: PPM_DECIMALS,
  grams: GRAM_DECIMALS,
  microdegrees: MICRODEGREE_DECIMALS,
};

function NumberInput({ field, declared, ...shared }: NumberInputProps) {
  const text = useText();
  const unit = unitOf(declared);
  if (unit === 'paise') return <MoneyField field={field} {...shared} />;
  const decimals = DECIMALS[unit ?? ''];
  if (decimals !== undefined) {
    const perYear = declared.name.endsWith('PerYear');
    const word =
      unit === 'grams'
        ? text('settings.unit.kilograms')
        : unit === 'ppm'
          ? perYear
            ? text('settings.unit.percentPerYear')
            : '%'
          : '°';
    return <ScaledField field={field} decimals={decimals} unit={word} {...shared} />;
  }
  if (unit === 'days') return <IntegerField field={field} unit={text('settings.unit.days')} {...shared} />;
  return <IntegerField field={field} {...shared} />;
}

function ListInput({ form, declared: { name }, shared }: InputProps) {
  switch (name) {
    case 'units':
      return <UnitsField form={form} {...shared} />;
    case 'choices':
      return <ChoicesField form={form} {...shared} />;
    case 'expected':
      return <ExpectedField form={form} {...shared} />;
    case 'carry':
      return <CarryField form={form} {...shared} />;
    default:
      return <RulesField form={form} {...shared} />;
  }
}
