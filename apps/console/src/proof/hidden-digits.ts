// A field that shows a dot for each digit, and what was meant by a change of it.
export const DOT = '•';
const LENGTH_MOST = 6;

/** The PIN after a change: dots stand for what was there, digits before the caret are new. */
export function pinAfter(before: string, shown: string, caretAt: number | null): string {
  const caret = caretAt ?? shown.length;
  const kept = /^•*/.exec(shown.slice(0, caret))![0].length;
  const typed = shown.slice(kept, caret).replaceAll(/\D/g, '');
  const after = before.slice(Math.max(kept, before.length - (shown.length - caret)));
  return (before.slice(0, kept) + typed + after).slice(0, LENGTH_MOST);
}
