import { Button, NativeSelect, SimpleGrid, Stack } from '@mantine/core';
import { NetworkFailure, SutraProblem } from '@sutra/sdk/problem';
import { type Field, RecordForm, useRecordForm } from '@sutra/ui/form/form';
import {
  DayField,
  MultiSelectField,
  SelectField,
  SwitchField,
  TextAreaField,
  TextField,
} from '@sutra/ui/form/form-fields';
import { ListField } from '@sutra/ui/form/form-list';
import { type Decimal, DecimalField, IntegerField, MoneyField } from '@sutra/ui/form/form-numbers';
import { MergeDialog } from '@sutra/ui/change/merge-dialog';
import { useState } from 'react';
import { z } from 'zod';
import { useText } from '../../app/text.ts';

const ANSWERS = ['saves', 'slow', 'refuses', 'away', 'changed'] as const;
type Answer = (typeof ANSWERS)[number];
const SLOW_MS = 2500;
const STATIONS = ['Rajkot', 'Akola', 'Amreli', 'Adilabad', 'Guntur', 'Sirsa'] as const;

const StapleLength = z.object({ unscaled: z.int().min(200).max(400), scale: z.literal(1) });
const Contract = z.object({
  buyer: z.string().min(3).max(80),
  email: z.email().nullable(),
  station: z.enum(STATIONS),
  delivery: z.iso.date(),
  pricePaise: z.int().min(1_000_00),
  staple: StapleLength,
  days: z.int().min(0).max(180),
  inspections: z.array(z.string()).min(1),
  isInsured: z.boolean(),
  notes: z.string().max(500).nullable(),
  lots: z.array(z.object({ name: z.string().min(1), bales: z.int().min(1) })).min(1),
});

interface Values {
  buyer: string;
  email: string | null;
  station: (typeof STATIONS)[number] | null;
  delivery: string | null;
  pricePaise: number | null;
  staple: Decimal | null;
  days: number | null;
  inspections: readonly string[];
  isInsured: boolean;
  notes: string | null;
  lots: readonly { name: string; bales: number | null }[];
}
const EMPTY: Values = {
  buyer: '',
  email: null,
  station: null,
  delivery: null,
  pricePaise: null,
  staple: null,
  days: 15,
  inspections: [],
  isInsured: false,
  notes: null,
  lots: [],
};

export function ContractForm() {
  const text = useText();
  const [answer, setAnswer] = useState<Answer>('saves');
  const [theirs, setTheirs] = useState<Values | null>(null);
  const [changedAt] = useState(() => new Date());
  const [isSaved, setSaved] = useState(false);
  const form = useRecordForm({
    schema: Contract,
    initialValues: EMPTY,
    onSubmit: async (contract, values) => {
      setSaved(false);
      if (answer === 'changed') {
        setTheirs({ ...values, buyer: `${contract.buyer} & Sons`, days: 30 });
        return false;
      }
      return respond(answer);
    },
    onSaved: () => setSaved(true),
  });
  const labels: Readonly<Record<string, string>> = {
    buyer: text('devUi.form.buyer'),
    days: text('devUi.form.days'),
  };
  return (
    <Stack gap="sm" maw={760}>
      <NativeSelect
        maw={240}
        label={text('devUi.form.answer')}
        value={answer}
        onChange={({ currentTarget }) => setAnswer(ANSWERS.find((each) => each === currentTarget.value) ?? 'saves')}
        data={[
          { value: 'saves', label: text('devUi.form.answer.saves') },
          { value: 'slow', label: text('devUi.form.answer.slow') },
          { value: 'refuses', label: text('devUi.form.answer.refuses') },
          { value: 'away', label: text('devUi.form.answer.away') },
          { value: 'changed', label: text('devUi.form.answer.changed') },
        ]}
      />
      <RecordForm
        form={form}
        label={text('devUi.form')}
        submit={text('devUi.form.save')}
        staysOnPage
        actions={
          <>
            <Button variant="default" disabled={!form.isDirty} onClick={() => form.reset()}>
              {text('devUi.form.discard')}
            </Button>
            <output>{isSaved && !form.isDirty ? text('devUi.form.saved') : null}</output>
          </>
        }
      >
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md" verticalSpacing="md">
          <TextField
            field={form.field('buyer')}
            label={text('devUi.form.buyer')}
            description={text('devUi.form.buyer.help')}
            required
          />
          <TextField field={form.field('email')} label="E-mail" type="email" empty={null} />
          <SelectField
            field={form.field('station')}
            label={text('devUi.station')}
            options={STATIONS.map((name) => ({ value: name, label: name }))}
            required
          />
          <DayField field={form.field('delivery')} label={text('devUi.form.delivery')} required />
          <MoneyField field={form.field('pricePaise')} label={text('devUi.form.price')} required />
          <DecimalField field={form.field('staple')} label={text('devUi.form.quality')} scale={1} unit="mm" required />
          <IntegerField
            field={form.field('days')}
            label={text('devUi.form.days')}
            unit={text('devUi.form.days.unit')}
            required
          />
          <MultiSelectField
            field={form.field('inspections')}
            label={text('devUi.form.inspections')}
            options={['HVI', 'Moisture', 'Trash'].map((name) => ({ value: name, label: name }))}
            required
          />
        </SimpleGrid>
        <SwitchField field={form.field('isInsured')} label={text('devUi.form.insured')} />
        <TextAreaField field={form.field('notes')} label={text('devUi.form.notes')} empty={null} maxLength={500} />
        <ListField
          field={form.field('lots')}
          label={text('devUi.form.lots')}
          add={text('devUi.form.lots.add')}
          newItem={() => ({ name: '', bales: null })}
          nameOf={(index) => text('devUi.form.lots.name', { place: index + 1 })}
        >
          {(index) => <LotFields name={form.field(`lots.${index}.name`)} bales={form.field(`lots.${index}.bales`)} />}
        </ListField>
      </RecordForm>
      {theirs === null ? null : (
        <MergeDialog
          opened
          onClose={() => setTheirs(null)}
          base={EMPTY}
          mine={form.values}
          theirs={theirs}
          changedBy="Meera Shah"
          changedAt={changedAt}
          labelOf={(field) => labels[field] ?? field}
          onSave={async (merged) => form.reset(merged)}
        />
      )}
    </Stack>
  );
}

function LotFields({ name, bales }: { name: Field<string>; bales: Field<number | null> }) {
  const text = useText();
  return (
    <>
      <TextField field={name} label={text('devUi.lot')} required />
      <IntegerField field={bales} label={text('devUi.bales')} required />
    </>
  );
}

/** What a server may answer. */
async function respond(answer: Answer): Promise<void> {
  const problem = { type: 'about:blank', title: 'refused', status: 422 };
  if (answer === 'slow') await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
  if (answer === 'away') throw new NetworkFailure('away');
  if (answer === 'refuses') {
    throw new SutraProblem({
      ...problem,
      code: 'request.invalid',
      errors: [
        { path: 'body.buyer', message: 'This buyer is blocked since 3 November' },
        { path: 'body.pricePaise', message: 'Too small: expected number to be >=5000000' },
        { path: 'body.season', message: 'The season 2025-26 is closed' },
      ],
    });
  }
}
