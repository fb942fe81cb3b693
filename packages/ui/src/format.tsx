// Dates, times and money as people in India read them.
import { useEffect, useMemo, useState } from 'react';
import { useIntl } from 'react-intl';

export interface Format {
  /** 21 Nov 2026; of an instant in this device's time zone. */
  date: (value: Date) => string;
  /** 21 Nov 2026 of a calendar day `YYYY-MM-DD`, whatever the time zone; `Nov 2026` without the day. */
  day: (iso: string, options?: { monthOnly?: boolean }) => string;
  /** 21 Nov 2026, 14:05:09 */
  exact: (value: Date) => string;
  /** ₹12,34,567.00 */
  money: (amountPaise: number) => string;
  /** ₹12.3L, for an axis. */
  moneyShort: (amountPaise: number) => string;
  integer: (value: number) => string;
  /** 12,34,567.5, with the decimals it has. */
  number: (value: number) => string;
  /** 12.3L, for an axis. */
  numberShort: (value: number) => string;
}

export function useFormat(): Format {
  const intl = useIntl();
  return useMemo(() => {
    const { locale } = intl;
    const date = new Intl.DateTimeFormat(locale, { day: '2-digit', month: 'short', year: 'numeric' });
    const day = new Intl.DateTimeFormat(locale, { day: '2-digit', month: 'short', year: 'numeric', timeZone: 'UTC' });
    const month = new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' });
    const exact = new Intl.DateTimeFormat(locale, {
      day: '2-digit',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    });
    const money = new Intl.NumberFormat(locale, { style: 'currency', currency: 'INR' });
    const integer = new Intl.NumberFormat(locale);
    const compact = { notation: 'compact', maximumFractionDigits: 1 } as const;
    const moneyShort = new Intl.NumberFormat(locale, { style: 'currency', currency: 'INR', ...compact });
    const numberShort = new Intl.NumberFormat(locale, compact);
    const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 20 });
    return {
      date: (value) => shortMonth(date.format(value)),
      day: (iso, options) => shortMonth((options?.monthOnly ? month : day).format(new Date(`${iso}T00:00:00Z`))),
      exact: (value) => shortMonth(exact.format(value)),
      money: (amountPaise) => money.format(amountPaise / 100),
      moneyShort: (amountPaise) => moneyShort.format(amountPaise / 100),
      integer: (value) => integer.format(value),
      number: (value) => number.format(value),
      numberShort: (value) => numberShort.format(value),
    };
  }, [intl]);
}

// Indian English has one month of four letters, which breaks the column and differs from what is printed on packs.
const shortMonth = (text: string) => text.replace('Sept', 'Sep');

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit & ('second' | 'minute' | 'hour' | 'day'), number])[] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];
const NOW_SECONDS = 45;
const RELATIVE_DAYS = 7;

/** `3 minutes ago`, with the exact time on hover; older than a week it is the date. */
export function RelativeTime({ value }: { value: Date }) {
  const intl = useIntl();
  const format = useFormat();
  const seconds = (value.getTime() - useNow(30_000)) / 1000;
  return (
    <time dateTime={value.toISOString()} title={format.exact(value)}>
      {relative(seconds)}
    </time>
  );

  function relative(distance: number): string {
    const size = Math.abs(distance);
    if (size > RELATIVE_DAYS * 86_400) return format.date(value);
    if (size < NOW_SECONDS) return intl.formatRelativeTime(0, 'second', { numeric: 'auto' });
    const [unit, length] = UNITS.find(([, each]) => size >= each) ?? ['minute', 60];
    return intl.formatRelativeTime(Math.round(distance / length) || Math.sign(distance), unit, { numeric: 'auto' });
  }
}

/** The time in milliseconds, read again every so often. */
export function useNow(everyMs: number): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return nowMs;
}
