import { useFormat } from '@sutra/ui/format';
import { type ReactNode } from 'react';
import { useText } from '../../app/text.ts';
import { formatScaled, GRAM_DECIMALS, PPM_DECIMALS } from '../settings/amounts.rules.ts';
import styles from './rules.module.css';
import { figureLabel, unitOf } from './words.ts';

export type RuleFigures = Readonly<Record<string, number | boolean>>;

/** What a rule says, figure by figure. */
export function Figures({ body }: { body: RuleFigures }) {
  const text = useText();
  return (
    <dl className={styles.figures}>
      {Object.entries(body).map(([name, value]) => (
        <div key={name}>
          <dt>{text(figureLabel(name))}</dt>
          <dd>
            <Figure name={name} value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Figure({ name, value }: { name: string; value: number | boolean }): ReactNode {
  const text = useText();
  const format = useFormat();
  if (typeof value === 'boolean') return text(value ? 'ui.yes' : 'ui.no');
  switch (unitOf(name)) {
    case 'paise':
      return format.money(value);
    case 'ppm':
      return `${formatScaled(value, PPM_DECIMALS)} %`;
    case 'kilograms':
      return text('settings.kilograms', { number: formatScaled(value, GRAM_DECIMALS) });
    case 'flag':
    case 'count':
      return format.integer(value);
  }
}

/** `1 Oct 2025 – 30 Sep 2026`, `from 1 Oct 2025`. The last day is shown, as people say it. */
export function Validity({ from, to }: { from: string; to: string | null }) {
  const text = useText();
  const format = useFormat();
  if (to === null) return text('rules.validity.from', { from: format.day(from) });
  return text('rules.validity.range', { from: format.day(from), to: format.day(dayBefore(to)) });
}

function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}
