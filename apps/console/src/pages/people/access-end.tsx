import type { RecordFormState } from '@sutra/ui/form/form';
import { DayField, SelectField } from '@sutra/ui/form/form-fields';
import { useFormat, useNow } from '@sutra/ui/format';
import { useEffect } from 'react';
import { type ConsoleMessage, useText } from '../../app/text.ts';
import { accessEnd, type ChosenEnd, dayOf, type Until } from './access-end.rules.ts';

const WORDS: Readonly<Record<Until, ConsoleMessage>> = {
  none: 'people.until.none',
  day: 'people.until.day',
  week: 'people.until.week',
  fortnight: 'people.until.fortnight',
  month: 'people.until.month',
  date: 'people.until.date',
};
const UNTILS = Object.keys(WORDS) as Until[];

/** Until when somebody may work here; says the moment that a choice means. */
export function AccessEndFields<Values extends ChosenEnd>({ form }: { form: RecordFormState<Values> }) {
  const text = useText();
  const format = useFormat();
  // What the form holds besides is nothing to these two fields.
  const own = form as unknown as RecordFormState<ChosenEnd>;
  const { until } = own.values;
  const now = new Date(useNow(60_000));
  const end = accessEnd(own.values, now);
  const says = end === null ? text('people.until.none.help') : text('people.until.ends', { at: format.exact(end) });
  return (
    <>
      <SelectField
        field={own.field('until')}
        label={text('people.until')}
        description={until === 'date' ? undefined : says}
        clearable={false}
        options={UNTILS.map((value) => ({ value, label: text(WORDS[value]) }))}
      />
      {until === 'date' ? <EndDay form={own} today={dayOf(now)} says={end === null ? undefined : says} /> : null}
    </>
  );
}

interface EndDayProps {
  form: RecordFormState<ChosenEnd>;
  today: string;
  says: string | undefined;
}

function EndDay({ form, today, says }: EndDayProps) {
  const text = useText();
  const field = form.field('untilDay');
  const { registry, path, value } = field;
  // Without a day it would be access without end, which nobody chose.
  useEffect(() => {
    registry.setUnreadable(path, value === null ? { key: 'ui.form.error.required' } : null);
    return () => registry.setUnreadable(path, null);
  }, [registry, path, value]);
  return <DayField field={field} label={text('people.until.on')} description={says} required min={today} />;
}
