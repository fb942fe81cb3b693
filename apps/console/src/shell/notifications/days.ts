// A list cut where the day changes, in the time zone of this device.

export interface Day<Item> {
  /** `YYYY-MM-DD` */
  day: string;
  /** 0 is today, 1 yesterday. */
  daysAgo: number;
  items: Item[];
}

const DAY_MS = 86_400_000;

/** Items that come newest first, day by day. */
export function byDay<Item extends { createdAt: Date }>(items: readonly Item[], now: Date): Day<Item>[] {
  const days: Day<Item>[] = [];
  for (const item of items) {
    const day = dayOf(item.createdAt);
    const last = days.at(-1);
    if (last?.day === day) last.items.push(item);
    else days.push({ day, daysAgo: (Date.parse(dayOf(now)) - Date.parse(day)) / DAY_MS, items: [item] });
  }
  return days;
}

function dayOf(instant: Date): string {
  const [year, month, day] = [instant.getFullYear(), instant.getMonth() + 1, instant.getDate()];
  return [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
}
