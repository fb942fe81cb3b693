// The rules of a grid, to be read.
import { Table } from '@mantine/core';
import type { Adjustment, GridRule } from '@sutra/contracts/quality-grid';
import { formatDecimal } from '@sutra/ui/form/numbers.rules';
import type { ReactNode } from 'react';
import { useText } from '../../../app/text.ts';
import { parameterOf, useParameters } from '../parameters.ts';
import type { Grid } from './grid-form.ts';
import styles from './grid.module.css';
import { effectWords, ruleName, wordsOf } from './rule-words.tsx';

export function GridRules({ rules, currency, priceUnit, commodityId }: Grid) {
  const text = useText();
  const parameters = useParameters(commodityId);
  return (
    <div className={styles.rules}>
      <p className={styles.help}>{text('settings.grid.reading', { unit: priceUnit })}</p>
      {rules.map((rule, index) => {
        const known = rule.type === 'matrix' ? undefined : parameterOf(parameters, rule.parameter);
        const name = known?.name ?? ruleName(rule);
        return (
          // oxlint-disable-next-line react/no-array-index-key -- rules have no identity but their place
          <section key={index} className={styles.ruleCard} aria-label={name}>
            <h3 className={styles.ruleTitle}>
              <bdi>{name}</bdi>
              {known?.unit ? <span className={styles.unit}> {known.unit}</span> : null}
            </h3>
            <RuleTable rule={rule} currency={currency} name={name} />
          </section>
        );
      })}
    </div>
  );
}

function RuleTable({ rule, currency, name }: { rule: GridRule; currency: string; name: string }) {
  const text = useText();
  const effect = (adjustment: Adjustment) => <EffectWord adjustment={adjustment} currency={currency} />;
  switch (rule.type) {
    case 'bands':
      return (
        <Lines
          label={name}
          head={[text('settings.grid.band'), text('settings.grid.effect')]}
          lines={rule.bands.map(({ from, adjustment }, index) => {
            const next = rule.bands[index + 1]?.from ?? null;
            return [
              bandWords(from === null ? null : formatDecimal(from), next && formatDecimal(next)),
              effect(adjustment),
            ];
          })}
        />
      );
    case 'choices':
      return (
        <Lines
          label={name}
          head={[text('settings.choices.grade'), text('settings.grid.effect')]}
          lines={[
            ...rule.choices.map(({ value, adjustment }): [ReactNode, ReactNode] => [
              <bdi key="grade">{value}</bdi>,
              effect(adjustment),
            ]),
            [text('settings.grid.otherwise'), effect(rule.otherwise)],
          ]}
        />
      );
    case 'matrix':
      return <MatrixView rule={rule} currency={currency} label={name} />;
    case 'steps':
      return <p className={styles.sentence}>{wordsOf(text, rule, currency)}</p>;
  }

  function bandWords(from: string | null, to: string | null): string {
    if (from === null) return to === null ? text('settings.grid.any') : text('settings.grid.belowValue', { to });
    return to === null ? text('settings.grid.fromValue', { from }) : text('settings.grid.fromTo', { from, to });
  }
}

function Lines({
  label,
  head,
  lines,
}: {
  label: string;
  head: readonly [string, string];
  lines: readonly (readonly [ReactNode, ReactNode])[];
}) {
  return (
    <Table aria-label={label} className={styles.lines} verticalSpacing={4} withRowBorders={false}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{head[0]}</Table.Th>
          <Table.Th ta="right">{head[1]}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {lines.map(([what, effect], index) => (
          // oxlint-disable-next-line react/no-array-index-key -- the lines of a rule have no identity but their place
          <Table.Tr key={index}>
            <Table.Td>{what}</Table.Td>
            <Table.Td ta="right">{effect}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function MatrixView({
  rule,
  currency,
  label,
}: {
  rule: Extract<GridRule, { type: 'matrix' }>;
  currency: string;
  label: string;
}) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- wider than its place, the table scrolls by itself; to be scrolled by keyboard it takes the focus
    <section className={styles.matrixScroll} tabIndex={0} aria-label={label}>
      <table className={styles.matrixTable} aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{rule.rowParameter}</th>
            {rule.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rule.rows.map((row, at) => (
            <tr key={row}>
              <th scope="row">{row}</th>
              {rule.columns.map((column, across) => (
                <td key={column}>
                  <EffectWord adjustment={rule.cells[at]?.[across] ?? null} currency={currency} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** A sign and a word, and colour only beside them. */
function EffectWord({ adjustment, currency }: { adjustment: Adjustment; currency: string }) {
  const text = useText();
  const amount = adjustment === null ? 0 : 'ppm' in adjustment ? adjustment.ppm : adjustment.paise;
  const tone = adjustment === null ? 'refused' : amount > 0 ? 'premium' : amount < 0 ? 'discount' : 'neutral';
  return (
    <span className={styles.effect} data-tone={tone}>
      {effectWords(text, adjustment, currency)}
    </span>
  );
}
