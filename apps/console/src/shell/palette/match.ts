// Finding something by name as it is being typed.

/** True if every word of the query is somewhere in the names: in any order, whatever the case. */
export function matches(query: string, names: readonly string[]): boolean {
  const all = names.map(plain).join('\n');
  return plain(query)
    .split(/\s+/)
    .every((word) => all.includes(word));
}

/** Without case and Latin accents; signs of other scripts stay, since they make another word. */
function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .trim();
}
