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
    (told) => {
      const { values } = told;
      const record = values['kind'];
      const words = record === undefined ? values : { ...values, kind: optional(`record.${record}`) ?? record };
      return text(chooseSentence(sentences, fallback, told), words);
    },
    [text, optional, sentences, fallback],
  );
}

/** The sentence of a kind; the plain one if it is not known here or a value for it is missing. */
export function chooseSentence(sentences: Sentences, fallback: ConsoleMessage, { kind, values }: Told): ConsoleMessage {
  const [id, ...needs] = Object.hasOwn(sentences, kind) ? sentences[kind]! : [fallback];
  return needs.every((name) => values[name] !== undefined) ? id : fallback;
}
