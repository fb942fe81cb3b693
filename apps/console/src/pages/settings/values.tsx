// Values of a record as people read them: rupees, per cent, kilograms, names instead of ids, words instead of codes.
import type { GridRule } from '@sutra/contracts/quality-grid';
import { type SettingField, settingFields } from '@sutra/contracts/setting-fields';
import type { SettingKind } from '@sutra/contracts/settings';
import type { Decimal } from '@sutra/contracts/wire';
import { useFormat } from '@sutra/ui/format';
import { formatDecimal } from '@sutra/ui/form/numbers.rules';
import type { ReactNode } from 'react';
import { type TextOf, useText } from '../../app/text.ts';
import { formatKilograms, formatScaled, GRAM_DECIMALS, MICRODEGREE_DECIMALS, PPM_DECIMALS } from './amounts.rules.ts';
import { useReferenceName } from './choices.ts';
import { RuleWords } from './grid/rule-words.tsx';
import { stateName } from './states.ts';
import styles from './settings.module.css';
import { optionLabel } from './words.ts';

export interface SettingValueProps {
  kind: SettingKind;
  field: string;
  value: unknown;
}

/** One value of a record. Nothing at all where there is nothing to say. */
export function SettingValue({ kind, field, value }: SettingValueProps) {
  const text = useText();
  const format = useFormat();
  const declared = settingFields(kind).find(({ name }) => name === field);
  if (isNothing(value) || declared === undefined) return null;
  switch (declared.type) {
    case 'reference':
      return <ReferenceName kind={declared.reference!} id={String(value)} />;
    case 'flag':
      return text(value === true ? 'ui.yes' : 'ui.no');
    case 'day':
      return format.day(String(value));
    case 'choice':
      return choiceWord(text, field, String(value));
    case 'decimal':
      return formatDecimal(value as Decimal);
    case 'integer':
      return integerText(text, format.money, declared, value as number);
    case 'list':
      return <ListValue field={field} value={value as readonly unknown[]} />;
    case 'text':
      return <span className={styles.typed}>{String(value)}</span>;
  }
}

/** Whether there is anything to show: an empty list or a false flag is as good as none. */
export function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

export function choiceWord(text: TextOf, field: string, value: string): string {
  const word = field === 'stateCode' ? stateName(value) : optionLabel(value);
  if (word === undefined) return value;
  return field === 'stateCode' ? `${value} · ${text(word)}` : text(word);
}

function integerText(text: TextOf, money: (paise: number) => string, field: SettingField, value: number): string {
  switch (unitOf(field)) {
    case 'paise':
      return money(value);
    case 'ppm':
      return percentText(text, field.name, formatScaled(value, PPM_DECIMALS));
    case 'grams':
      return text('settings.kilograms', { number: formatScaled(value, GRAM_DECIMALS) });
    case 'microdegrees':
      return `${formatScaled(value, MICRODEGREE_DECIMALS)}°`;
    case 'days':
      return text('settings.days', { count: value });
    case undefined:
    default:
      return formatDecimal({ unscaled: value, scale: 0 });
  }
}

function percentText(text: TextOf, field: string, number: string): string {
  return field.endsWith('PerYear') ? text('settings.percentPerYear', { number }) : `${number} %`;
}

/** What an integer counts: as declared, or as its name ends. */
export function unitOf({ name, unit }: SettingField): string | undefined {
  if (unit !== undefined) return unit;
  if (name.endsWith('Microdegrees')) return 'microdegrees';
  return name.endsWith('Days') ? 'days' : undefined;
}

export function ReferenceName({ kind, id }: { kind: SettingKind; id: string }) {
  const name = useReferenceName(kind, id);
  return <bdi className={styles.typed}>{name ?? '…'}</bdi>;
}

interface Unit {
  code: string;
  name: string;
  grams: Decimal;
}
interface Expected {
  parameter: string;
  from: Decimal | null;
  to: Decimal | null;
}
interface Carry {
  days: number | null;
  ppmPerYear: number;
}

function ListValue({ field, value }: { field: string; value: readonly unknown[] }) {
  const text = useText();
  const itemOf = (item: unknown): ReactNode => {
    switch (field) {
      case 'units': {
        const { code, name, grams } = item as Unit;
        return `${text('settings.unit', { code, number: formatKilograms(grams) })}${name === code ? '' : ` · ${name}`}`;
      }
      case 'expected': {
        const { parameter, from, to } = item as Expected;
        return `${parameter}: ${rangeText(text, from, to) ?? ''}`;
      }
      case 'carry': {
        const { days, ppmPerYear } = item as Carry;
        const rate = text('settings.percentPerYear', { number: formatScaled(ppmPerYear, PPM_DECIMALS) });
        return days === null
          ? text('settings.carry.after', { rate })
          : text('settings.carry.step', { count: days, rate });
      }
      case 'rules':
        return <RuleWords rule={item as GridRule} />;
      default:
        return String(item);
    }
  };
  if (field === 'choices') return <span className={styles.typed}>{value.join(' · ')}</span>;
  return (
    <ul className={styles.list}>
      {value.map((item, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- the items of a value have no identity but their place
        <li key={index}>{itemOf(item)}</li>
      ))}
    </ul>
  );
}

/** `28–30`, `from 28`, `up to 30`; null without either end. */
export function rangeText(text: TextOf, from: Decimal | null, to: Decimal | null): string | null {
  if (from === null && to === null) return null;
  if (from === null) return text('settings.range.to', { to: formatDecimal(to!) });
  if (to === null) return text('settings.range.from', { from: formatDecimal(from) });
  return `${formatDecimal(from)}–${formatDecimal(to)}`;
}
