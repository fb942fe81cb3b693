// Lists within a record: units of a commodity, grades of a parameter, what a variety is like, interest in steps.
import type { Decimal } from '@sutra/contracts/wire';
import { SelectField, TextField } from '@sutra/ui/form/form-fields';
import { ListField } from '@sutra/ui/form/form-list';
import { DecimalField, IntegerField, NumberText } from '@sutra/ui/form/form-numbers';
import { formatInteger } from '@sutra/ui/form/numbers.rules';
import { useText } from '../../../app/text.ts';
import { formatKilograms, parseKilograms, PPM_DECIMALS } from '../amounts.rules.ts';
import { useParameters } from '../parameters.ts';
import { ScaledField } from './scaled-field.tsx';
import { fieldAt, type SettingForm } from './setting-form.ts';

interface ListProps {
  form: SettingForm;
  label: string;
  description?: string;
}

interface Unit {
  code: string;
  name: string;
  grams: Decimal | null;
}

export function UnitsField({ form, ...shared }: ListProps) {
  const text = useText();
  return (
    <ListField<Unit>
      field={fieldAt(form, 'units')}
      {...shared}
      add={text('settings.units.add')}
      newItem={() => ({ code: '', name: '', grams: null })}
      nameOf={(index) => text('settings.units.row', { number: index + 1 })}
      max={30}
      columns={[text('settings.field.code'), text('settings.field.name'), text('settings.units.weight')]}
    >
      {(index) => (
        <>
          <TextField
            field={fieldAt<string>(form, `units.${index}.code`)}
            label={text('settings.field.code')}
            maxLength={40}
            required
          />
          <TextField
            field={fieldAt<string>(form, `units.${index}.name`)}
            label={text('settings.field.name')}
            maxLength={200}
            required
          />
          <NumberText
            field={fieldAt<Decimal | null>(form, `units.${index}.grams`)}
            label={text('settings.units.weight')}
            unit={text('settings.unit.kilograms')}
            read={parseKilograms}
            write={formatKilograms}
            limit={formatInteger}
            inputMode="decimal"
            required
          />
        </>
      )}
    </ListField>
  );
}

export function ChoicesField({ form, ...shared }: ListProps) {
  const text = useText();
  return (
    <ListField<string>
      field={fieldAt(form, 'choices')}
      {...shared}
      add={text('settings.choices.add')}
      newItem={() => ''}
      nameOf={(index) => text('settings.choices.row', { number: index + 1 })}
      columns={[text('settings.choices.grade')]}
    >
      {(index) => (
        <TextField
          field={fieldAt<string>(form, `choices.${index}`)}
          label={text('settings.choices.grade')}
          maxLength={40}
          required
        />
      )}
    </ListField>
  );
}

interface Expected {
  parameter: string;
  from: Decimal | null;
  to: Decimal | null;
}

export function ExpectedField({ form, ...shared }: ListProps) {
  const text = useText();
  const parameters = useParameters(form.values['commodityId']);
  const numbers = parameters.filter(({ measure }) => measure === 'number');
  const rows = form.values['expected'] as readonly Expected[];
  return (
    <ListField<Expected>
      field={fieldAt(form, 'expected')}
      {...shared}
      add={text('settings.expected.add')}
      newItem={() => ({ parameter: '', from: null, to: null })}
      nameOf={(index) => text('settings.expected.row', { number: index + 1 })}
      max={30}
      columns={[text('settings.grid.parameter'), text('settings.expected.from'), text('settings.expected.to')]}
    >
      {(index) => {
        const parameter = numbers.find(({ code }) => code === rows[index]?.parameter);
        const measure = {
          ...(parameter === undefined ? {} : { scale: parameter.scale }),
          ...(parameter?.unit ? { unit: parameter.unit } : {}),
        };
        return (
          <>
            <SelectField
              field={fieldAt<string>(form, `expected.${index}.parameter`)}
              label={text('settings.grid.parameter')}
              options={numbers.map(({ code, name }) => ({ value: code, label: name }))}
              empty=""
              required
            />
            <DecimalField
              field={fieldAt<Decimal | null>(form, `expected.${index}.from`)}
              label={text('settings.expected.from')}
              {...measure}
            />
            <DecimalField
              field={fieldAt<Decimal | null>(form, `expected.${index}.to`)}
              label={text('settings.expected.to')}
              {...measure}
            />
          </>
        );
      }}
    </ListField>
  );
}

interface CarryStep {
  days: number | null;
  ppmPerYear: number | null;
}

export function CarryField({ form, ...shared }: ListProps) {
  const text = useText();
  return (
    <ListField<CarryStep>
      field={fieldAt(form, 'carry')}
      {...shared}
      add={text('settings.carry.add')}
      newItem={() => ({ days: null, ppmPerYear: null })}
      nameOf={(index) => text('settings.carry.row', { number: index + 1 })}
      max={10}
      columns={[text('settings.carry.days'), text('settings.carry.rate')]}
    >
      {(index) => (
        <>
          <IntegerField
            field={fieldAt<number | null>(form, `carry.${index}.days`)}
            label={text('settings.carry.days')}
            unit={text('settings.unit.days')}
            placeholder={text('settings.carry.noEnd')}
          />
          <ScaledField
            field={fieldAt<number | null>(form, `carry.${index}.ppmPerYear`)}
            label={text('settings.carry.rate')}
            decimals={PPM_DECIMALS}
            unit={text('settings.unit.percentPerYear')}
            required
          />
        </>
      )}
    </ListField>
  );
}
