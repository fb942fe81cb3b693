import { Button, Stack, Text, Title } from '@mantine/core';
import { Breadcrumbs } from '@sutra/ui/breadcrumbs';
import { Diff } from '@sutra/ui/change/diff';
import { useFormat } from '@sutra/ui/format';
import { RecordPage } from '@sutra/ui/record-page';
import { StateBadge } from '@sutra/ui/state-badge';
import { Timeline } from '@sutra/ui/change/timeline';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ConsoleMessage, useText } from '../../app/text.ts';
import { TextLink } from '../../shell/text-link.tsx';
import { hostileNames } from './samples.ts';

const BEFORE = {
  buyer: 'Kaveri Spinners',
  price: { amountPaise: 56_200_00, perGrams: 356_000 },
  lots: ['L-00012', 'L-00013'],
  notes: 'Ex gin, weighed by the buyer',
  days: 15,
  station: 'Rajkot',
};
const AFTER = {
  buyer: 'Kaveri Spinners',
  price: { amountPaise: 57_100_00, perGrams: 356_000 },
  lots: ['L-00012', 'L-00013', 'L-00044'],
  notes: hostileNames[0],
  insured: true,
  days: 30,
  script: hostileNames[5],
};
const LABELS: Readonly<Record<string, ConsoleMessage>> = {
  price: 'devUi.form.price',
  lots: 'devUi.form.lots',
  notes: 'devUi.form.notes',
  insured: 'devUi.form.insured',
  days: 'devUi.form.days',
  station: 'devUi.station',
};
const HOUR_MS = 3_600_000;

export function Records() {
  const text = useText();
  const format = useFormat();
  const search = useSearch({ from: '/dev/ui' });
  const navigate = useNavigate({ from: '/dev/ui' });
  const now = new Date('2026-11-21T09:00:00Z').getTime();
  const entries = [
    { id: '1', at: new Date(now - 50 * HOUR_MS), title: text('devUi.record.drafted'), by: 'Asha Patel' },
    { id: '3', at: new Date(now - HOUR_MS), title: text('devUi.record.signed'), by: hostileNames[2]! },
    {
      id: '2',
      at: new Date(now - 20 * HOUR_MS),
      title: text('devUi.record.weighed'),
      body: <Text size="sm">{hostileNames[0]}</Text>,
    },
  ];
  const labelOf = (field: string) => {
    const label = LABELS[field];
    return label === undefined ? field : text(label);
  };
  const diff = <Diff label={text('devUi.record.history')} before={BEFORE} after={AFTER} labelOf={labelOf} />;
  return (
    <Stack gap="lg">
      <RecordPage
        headingOrder={3}
        breadcrumbs={
          <Breadcrumbs
            items={[
              {
                label: text('devUi.title'),
                link: (
                  <TextLink to="/dev/ui" size="sm">
                    {text('devUi.title')}
                  </TextLink>
                ),
              },
              { label: 'C-2026-0042' },
            ]}
          />
        }
        title="C-2026-0042"
        state={<StateBadge tone="warning">{text('devUi.state.disputed')}</StateBadge>}
        actions={<Button>{text('devUi.record.sign')}</Button>}
        facts={[
          { label: text('devUi.form.buyer'), value: 'Kaveri Spinners' },
          { label: text('devUi.record.seller'), value: hostileNames[1] },
          { label: text('devUi.form.price'), value: format.money(57_100_00) },
          { label: text('devUi.form.delivery'), value: format.day('2026-12-15') },
          { label: text('devUi.form.notes'), value: null },
        ]}
        activity={<Timeline label={text('ui.record.activity')} entries={entries} />}
        tabs={[
          { id: 'changes', label: text('devUi.record.history'), render: () => diff },
          {
            id: 'documents',
            label: text('devUi.record.more'),
            render: () => <Timeline label={text('devUi.record.more')} entries={[]} />,
          },
        ]}
        tab={search.tab}
        onTab={(tab) => void navigate({ search: { ...search, tab }, replace: true, resetScroll: false })}
      />
      <Title order={3}>{text('devUi.record.none')}</Title>
      <Diff label={text('devUi.record.none')} changes={{ days: { before: 15, after: 15 } }} />
      <Timeline label={text('devUi.table.loading')} entries={undefined} />
    </Stack>
  );
}
