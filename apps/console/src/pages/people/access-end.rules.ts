// When access ends, as people choose it: always with a day, at its last second on this device.

export type Until = 'none' | 'day' | 'week' | 'fortnight' | 'month' | 'date';

export interface ChosenEnd {
  until: Until;
  /** With `date`: `YYYY-MM-DD`. */
  untilDay: string | null;
}
export const NO_END: ChosenEnd = { until: 'none', untilDay: null };

const DAYS: Partial<Record<Until, number>> = { day: 1, week: 7, fortnight: 14 };

/** Null where access does not end, and where no day was chosen yet. */
export function accessEnd({ until, untilDay }: ChosenEnd, now: Date): Date | null {
  if (until === 'none') return null;
  if (until === 'date') {
    if (untilDay === null) return null;
    const [year = 0, month = 1, day = 1] = untilDay.split('-').map(Number);
    return lastSecondOf(year, month - 1, day);
  }
  const [year, month, day] = [now.getFullYear(), now.getMonth(), now.getDate()];
  if (until !== 'month') return lastSecondOf(year, month, day + (DAYS[until] ?? 0));
  // The same day of the next month, or its last day where there is no such day.
  const lastDay = new Date(year, month + 2, 0).getDate();
  return lastSecondOf(year, month + 1, Math.min(day, lastDay));
}

/** The day of an instant on this device, `YYYY-MM-DD`. */
export function dayOf(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

function lastSecondOf(year: number, month: number, day: number): Date {
  return new Date(year, month, day, 23, 59, 59);
}
