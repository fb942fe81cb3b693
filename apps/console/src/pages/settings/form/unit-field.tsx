import type { SettingKind } from '@sutra/contracts/settings';
import { SelectField } from '@sutra/ui/form/form-fields';
import type { Field } from '@sutra/ui/form/form';
import { useQuery } from '@tanstack/react-query';
import { settingQuery } from '../setting-record.ts';
import type { SettingForm } from './setting-form.ts';

export interface UnitFieldProps {
  kind: SettingKind;
  form: SettingForm;
  field: Field<string | null>;
  label: string;
  description?: string;
  required: boolean;
}

/** One of the units of the commodity: those being entered beside it, or those of the commodity that is chosen. */
export function UnitField({ kind, form, field, ...shared }: UnitFieldProps) {
  const own = kind === 'commodities';
  const commodityId = form.values['commodityId'];
  const commodity = useQuery({
    ...settingQuery('commodities', String(commodityId)),
    enabled: !own && typeof commodityId === 'string',
  });
  const units = (own ? form.values['units'] : commodity.data?.['units']) as
    | readonly { code: string; name: string }[]
    | undefined;
  const options = (units ?? [])
    .filter(({ code }) => code !== '')
    .map(({ code, name }) => ({
      value: code,
      label: name === '' || name === code ? code : `${code} · ${name}`,
    }));
  const current = field.value;
  // What was chosen stays to be seen, even where it is no unit any more.
  if (current !== null && current !== '' && !options.some(({ value }) => value === current))
    options.push({ value: current, label: current });
  const unique = options.filter(({ value }, index) => options.findIndex((other) => other.value === value) === index);
  return <SelectField field={field} options={unique} {...shared} />;
}
