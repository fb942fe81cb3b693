// What is typed about a key, as the contract wants it.

/** The last moment of a day on this device, ISO 8601. */
export function endOfDay(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date, 23, 59, 59, 999).toISOString();
}

/** Today on this device, `YYYY-MM-DD`. */
export function today(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

/** Addresses and networks, separated by whatever people separate them with. */
export function networksOf(text: string): string[] {
  return text.split(/[\s,;]+/).filter((network) => network !== '');
}
