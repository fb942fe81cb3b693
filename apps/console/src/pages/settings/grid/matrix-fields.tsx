import { SegmentedControl } from '@mantine/core';
import type { Adjustment } from '@sutra/contracts/quality-grid';
import { MultiSelectField, SelectField } from '@sutra/ui/form/form-fields';
import { useState } from 'react';
import { useText } from '../../../app/text.ts';
import { fieldAt } from '../form/setting-form.ts';
import { parameterOf } from '../parameters.ts';
import { type AmountUnit, currencySign, unitOf } from './adjustments.rules.ts';
import { resized } from './grid-form.ts';
import styles from './grid.module.css';
import { MatrixTable } from './matrix-table.tsx';
import { optionsOf, type RuleFieldsProps } from './rule-fields.ts';

/** Two graded values together: one cell for each pair. */
export function MatrixFields({ form, path, rule, parameters, currency, priceUnit }: RuleFieldsProps<'matrix'>) {
  const text = useText();
  const [unit, setUnit] = useState<AmountUnit>(() => firstUnit(rule.cells));
  const replace = (next: typeof rule) => fieldAt<typeof rule>(form, path).onChange(next);
  const grades = {
    rows: parameterOf(parameters, rule.rowParameter)?.choices ?? [],
    columns: parameterOf(parameters, rule.columnParameter)?.choices ?? [],
  };
  const side = (name: 'rows' | 'columns', label: string) => {
    const field = fieldAt<readonly string[]>(form, `${path}.${name}`);
    const all = [...new Set([...grades[name], ...rule[name]])];
    return (
      <MultiSelectField
        field={{
          ...field,
          // In the order of the grades, best first, whatever the order of choosing.
          onChange: (next) => replace(resized(rule, { [name]: all.filter((grade) => next.includes(grade)) })),
        }}
        label={label}
        options={all.map((value) => ({ value, label: value }))}
        required
      />
    );
  };
  const column = fieldAt<string>(form, `${path}.columnParameter`);
  return (
    <div className={styles.matrix}>
      <SelectField
        field={{
          ...column,
          onChange: (next) =>
            replace(
              resized({ ...rule, columnParameter: next }, { columns: parameterOf(parameters, next)?.choices ?? [] }),
            ),
        }}
        label={text('settings.grid.columns')}
        options={optionsOf(parameters, rule.columnParameter, 'choice')}
        empty=""
        required
      />
      <SegmentedControl
        size="xs"
        aria-label={text('settings.grid.matrixUnit')}
        value={unit}
        onChange={(next) => setUnit(next)}
        data={[
          {
            value: 'paise' as const,
            label:
              priceUnit === ''
                ? currencySign(currency).trim()
                : text('settings.grid.perUnit', { sign: currencySign(currency).trim(), unit: priceUnit }),
          },
          { value: 'ppm' as const, label: text('settings.grid.share') },
        ]}
      />
      {side('rows', text('settings.grid.rowGrades'))}
      {side('columns', text('settings.grid.columnGrades'))}
      <MatrixTable
        field={fieldAt<readonly (readonly Adjustment[])[]>(form, `${path}.cells`)}
        label={`${rule.rowParameter} × ${rule.columnParameter}`}
        corner={rule.rowParameter}
        rows={rule.rows}
        columns={rule.columns}
        unit={unit}
      />
    </div>
  );
}

function firstUnit(cells: readonly (readonly Adjustment[])[]): AmountUnit {
  const first = cells.flat().find((cell) => cell !== null);
  return first === undefined || first === null ? 'paise' : unitOf(first);
}
