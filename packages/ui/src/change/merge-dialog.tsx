// Somebody else saved first: what both changed is decided field by field.
import { Button, Group, Radio, Stack, Text } from '@mantine/core';
import { Dialog } from '../dialog.tsx';
import { type ReactNode, useMemo, useState } from 'react';
import { useDelayed } from '../delayed.tsx';
import { RelativeTime } from '../format.tsx';
import { useText } from '../language.tsx';
import { type Conflict, decided, mergeThreeWay } from './merge.rules.ts';
import styles from './merge-dialog.module.css';
import { Problem } from '../problem.tsx';
import { ShownValue } from './shown-value.tsx';

export interface MergeDialogProps<Row extends object> {
  opened: boolean;
  onClose: () => void;
  /** The record as it was when it was opened here, with what was typed, and as it is stored now. */
  base: Row;
  mine: Row;
  theirs: Row;
  /** Who changed it meanwhile, and when. */
  changedBy: string;
  changedAt: Date;
  labelOf: (field: string) => string;
  /** Shows a value of a field; without it values show as they are. */
  formatValue?: (value: unknown, field: string) => ReactNode;
  /** Saves; a failure is shown and the dialog stays. */
  onSave: (merged: Row) => Promise<unknown>;
}

export function MergeDialog<Row extends object>(props: MergeDialogProps<Row>) {
  const { opened, onClose, base, mine, theirs, changedBy, changedAt, onSave } = props;
  const text = useText();
  const merge = useMemo(() => mergeThreeWay(base, mine, theirs), [base, mine, theirs]);
  const [choices, setChoices] = useState<Readonly<Record<string, 'mine' | 'theirs'>>>({});
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const isLong = useDelayed(isBusy);
  const isDecided = merge.conflicts.every(({ field }) => choices[field] !== undefined);
  const close = () => {
    if (isBusy) return;
    setError(null);
    onClose();
  };
  const save = async () => {
    if (isBusy) return;
    setBusy(true);
    setError(null);
    try {
      await onSave(decided(merge, choices));
      onClose();
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog opened={opened} onClose={close} size={720} title={text('ui.merge.title')}>
      <Stack gap="md">
        <Text size="sm">
          {text('ui.merge.changedBy', { name: changedBy })} · <RelativeTime value={changedAt} />
          <br />
          {merge.conflicts.length === 0
            ? text('ui.merge.none')
            : text('ui.merge.help', { count: merge.conflicts.length })}
        </Text>
        {merge.conflicts.map((conflict) => (
          <Choice
            key={conflict.field}
            conflict={conflict}
            value={choices[conflict.field]}
            onChange={(choice) => setChoices({ ...choices, [conflict.field]: choice })}
            {...props}
          />
        ))}
        {error === null ? null : <Problem error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close} disabled={isBusy}>
            {text('ui.cancel')}
          </Button>
          <Button onClick={() => void save()} loading={isLong} disabled={!isDecided}>
            {text('ui.merge.save')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

interface ChoiceProps {
  conflict: Conflict;
  value: 'mine' | 'theirs' | undefined;
  onChange: (choice: 'mine' | 'theirs') => void;
  changedBy: string;
  labelOf: (field: string) => string;
  formatValue?: (value: unknown, field: string) => ReactNode;
}

function Choice({ conflict, value, onChange, changedBy, labelOf, formatValue }: ChoiceProps) {
  const text = useText();
  const { field, base, mine, theirs } = conflict;
  const show = (side: unknown) => <ShownValue value={side} field={field} {...(formatValue ? { formatValue } : {})} />;
  return (
    <Radio.Group
      value={value ?? null}
      onChange={(next) => onChange(next)}
      label={labelOf(field)}
      description={
        <>
          {text('ui.merge.before')}: {show(base)}
        </>
      }
    >
      <div className={styles.sides}>
        <Radio.Card value="mine" className={styles.side ?? ''}>
          <Radio.Indicator size="xs" />
          <div>
            <div className={styles.whose}>{text('ui.merge.mine')}</div>
            {show(mine)}
          </div>
        </Radio.Card>
        <Radio.Card value="theirs" className={styles.side ?? ''}>
          <Radio.Indicator size="xs" />
          <div>
            <div className={styles.whose}>{changedBy}</div>
            {show(theirs)}
          </div>
        </Radio.Card>
      </div>
    </Radio.Group>
  );
}
