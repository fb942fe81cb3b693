/** At most two letters by which one knows a name at a glance; of Indian scripts whole ones, with their vowel signs. */
export function initialsOf(name: string): string {
  const letters = new Intl.Segmenter();
  const first = (word: string) => letters.segment(word)[Symbol.iterator]().next().value?.segment ?? '';
  const words = name.trim().split(/\s+/u);
  const ends = words.length > 1 ? [words[0]!, words.at(-1)!] : words;
  return ends.map((word) => first(word).toLocaleUpperCase()).join('');
}
