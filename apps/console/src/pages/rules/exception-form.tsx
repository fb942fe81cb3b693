import { createRuleOverride, type RuleKind } from '@sutra/contracts/reference';
import { type Field, RecordForm, useRecordForm } from '@sutra/ui/form/form';
import { DayField, SwitchField, TextAreaField } from '@sutra/ui/form/form-fields';
import { IntegerField, MoneyField } from '@sutra/ui/form/form-numbers';
import { session } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { GRAM_DECIMALS, PPM_DECIMALS } from '../settings/amounts.rules.ts';
import { ScaledField } from '../settings/form/scaled-field.tsx';
import type { RuleFigures } from './figures.tsx';
import { figureLabel, unitOf } from './words.ts';

export interface ExceptionFormProps {
  kind: RuleKind;
  ruleKey: string;
  /** What the rule says now: where the form begins. */
  body: RuleFigures;
  onClose: () => void;
  onSaved: () => void;
}

/** Lets something else hold in the organisation, from a day on. */
export function ExceptionForm({ kind, ruleKey, body, onClose, onSaved }: ExceptionFormProps) {
  const text = useText();
  const form = useRecordForm({
    schema: createRuleOverride.body,
    initialValues: { validFrom: '', validTo: null as string | null, body: { ...body }, reason: '' },
    onSubmit: (input) => session.call(createRuleOverride, { params: { kind, key: ruleKey }, body: input }),
    onSaved: () => {
      onSaved();
      onClose();
    },
  });
  return (
    <RecordForm
      form={form}
      label={text('rules.exception.add')}
      submit={text('rules.exception.save')}
      onCancel={onClose}
    >
      <DayField field={form.field('validFrom')} label={text('rules.validFrom')} required />
      <DayField
        field={form.field('validTo')}
        label={text('rules.validTo')}
        description={text('rules.validTo.help')}
        empty={null}
      />
      {Object.keys(body).map((name) => (
        <FigureField key={name} name={name} field={form.field(`body.${name}`)} />
      ))}
      <TextAreaField field={form.field('reason')} label={text('rules.reason')} required maxLength={500} />
    </RecordForm>
  );
}

function FigureField({ name, field }: { name: string; field: Field<number | boolean> }) {
  const text = useText();
  const label = text(figureLabel(name));
  const number = field as Field<number | null>;
  switch (unitOf(name)) {
    case 'flag':
      return <SwitchField field={field as Field<boolean>} label={label} />;
    case 'paise':
      return <MoneyField field={number} label={label} required empty={null} />;
    case 'ppm':
      return <ScaledField field={number} label={label} required decimals={PPM_DECIMALS} unit="%" />;
    case 'kilograms':
      return (
        <ScaledField
          field={number}
          label={label}
          required
          decimals={GRAM_DECIMALS}
          unit={text('settings.unit.kilograms')}
        />
      );
    case 'count':
      return <IntegerField field={number} label={label} required empty={null} />;
  }
}
