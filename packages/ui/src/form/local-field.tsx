import { useId, useState } from 'react';
import { createFieldRegistry } from './field-registry.ts';
import type { IssueWords } from './form-issues.rules.ts';
import { useText } from '../language.tsx';
import type { Field } from './use-record-form.tsx';

/** A field that belongs to no form: what is entered counts at once, and nothing is saved. */
export function useLocalField<Value>(path: string, value: Value, onChange: (value: Value) => void): Field<Value> {
  const text = useText();
  const id = useId();
  const [registry] = useState(createFieldRegistry);
  const [words, setWords] = useState<IssueWords | null>(null);
  return {
    path,
    id,
    value,
    onChange: (next) => {
      setWords(null);
      onChange(next);
    },
    onBlur: () => setWords(registry.unreadable()[0]?.words ?? null),
    error: words === null ? undefined : 'own' in words ? words.own : text(words.key, words.values),
    revision: 0,
    registry,
  };
}
