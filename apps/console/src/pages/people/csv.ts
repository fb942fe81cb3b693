// A table as CSV: UTF-8 with the mark that spreadsheets look for, lines as RFC 4180 has them.

// A spreadsheet would compute a cell that begins so; a name may begin with anything.
const FORMULA = /^[=+\-@\t\r]/;

export function toCsv(lines: readonly (readonly string[])[]): string {
  return `\uFEFF${lines.map((cells) => `${cells.map(toCell).join(',')}\r\n`).join('')}`;
}

function toCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
