// Premiums and discounts as text: `+₹350`, `−1.5 %`.
import type { Adjustment } from '@sutra/contracts/quality-grid';
import { formatDecimal, type NumberReading, parseDecimal } from '@sutra/ui/form/numbers.rules';
import { formatScaled, PPM_DECIMALS, signed } from '../amounts.rules.ts';

export type Amount = NonNullable<Adjustment>;
export type AmountUnit = 'paise' | 'ppm';

/** The sign before an amount; other currencies than ours are named. */
export function currencySign(currency: string): string {
  return currency === 'INR' ? '₹' : `${currency} `;
}

/** `₹350`, `₹350.50`; without a currency the number alone. */
export function formatMoney(paise: number, currency?: string): string {
  const whole = paise % 100 === 0;
  const number = formatDecimal(whole ? { unscaled: paise / 100, scale: 0 } : { unscaled: paise, scale: 2 });
  const sign = currency === undefined ? '' : currencySign(currency);
  return number.startsWith('-') ? `-${sign}${number.slice(1)}` : `${sign}${number}`;
}

/** `+₹350`, `−1.5 %`, `0`. */
export function formatAmount(amount: Amount, currency?: string): string {
  if ('ppm' in amount) return `${signed(formatScaled(amount.ppm, PPM_DECIMALS))} %`;
  return signed(formatMoney(amount.paise, currency));
}

export function unitOf(amount: Amount): AmountUnit {
  return 'ppm' in amount ? 'ppm' : 'paise';
}

export function numberOf(amount: Amount): number {
  return 'ppm' in amount ? amount.ppm : amount.paise;
}

export function amountOf(unit: AmountUnit, value: number): Amount {
  return unit === 'ppm' ? { ppm: value } : { paise: value };
}

const DECIMALS: Readonly<Record<AmountUnit, number>> = { paise: 2, ppm: PPM_DECIMALS };

/** What is typed into a cell of a table: `-350`, `-1.5%`; a bare number has the unit of the table. */
export function parseCell(text: string, unit: AmountUnit): NumberReading<Amount> {
  const bare = text.trim().replace(/^([+\-−]?)\s*₹\s*/, '$1');
  const isShare = bare.endsWith('%');
  const own = isShare ? 'ppm' : bare === text.trim() ? unit : 'paise';
  const reading = parseDecimal(isShare ? bare.slice(0, -1) : bare, DECIMALS[own]);
  return 'problem' in reading ? reading : { value: amountOf(own, reading.value.unscaled) };
}

/** As it is typed: `-350`, and `-1.5%` where the table is in rupees. */
export function writeCell(amount: Amount, unit: AmountUnit): string {
  // A table in per cent has no way to write rupees but with their sign.
  if ('paise' in amount) return unit === 'paise' ? formatMoney(amount.paise) : formatMoney(amount.paise, 'INR');
  const share = formatScaled(amount.ppm, PPM_DECIMALS);
  return unit === 'ppm' ? share : `${share}%`;
}
