// What the server tells by kind and values, as a sentence of ours. A kind that this page does not know yet gets a plain one.
import { useOptionalText } from '@sutra/ui/language';
import { useCallback } from 'react';
import { type ConsoleMessage, useText } from '../app/text.ts';

export interface Told {
  kind: string;
  values: Readonly<Record<string, string | number>>;
}
/** Kind → its sentence, and the values without which it cannot be said. */
export type Sentences = Readonly<Record<string, readonly [ConsoleMessage, ...string[]]>>;

export function useSentence(sentences: Sentences, fallback: ConsoleMessage): (told: Told) => string {
  const text = useText();
  const optional = useOptionalText();
  return useCallback(
    ({ kind, values }) => {
      const [id, ...needs] = Object.hasOwn(sentences, kind) ? sentences[kind]! : [fallback];
      if (needs.some((name) => values[name] === undefined)) return text(fallback);
      const record = values['kind'];
      return text(id, record === undefined ? values : { ...values, kind: optional(`record.${record}`) ?? record });
    },
    [text, optional, sentences, fallback],
  );
}
