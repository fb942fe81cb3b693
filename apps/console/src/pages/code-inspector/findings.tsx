import { Stack, Text } from '@mantine/core';
import type { Gs1Error, Note } from '@sutra/gs1/types';
import { useOptionalText } from '@sutra/ui/language';
import { Notice } from '@sutra/ui/notice';
import { useText } from '../../app/text.ts';
import { errorWords, helpFor } from './words.ts';

/** What is wrong, where, and what to do; below it, small, the parser's own sentence, which names the AIs concerned. */
export function ErrorNotice({ error }: { error: Gs1Error }) {
  const text = useText();
  const optional = useOptionalText();
  const { code, message, start, end } = error;
  return (
    <Notice tone="danger" title={errorWords(error, optional)}>
      <Text size="sm" fw={500}>
        {text(helpFor(code))}
      </Text>
      <Text size="sm">{text('ui.code.position', { count: Math.max(end - start, 1), from: start + 1, to: end })}</Text>
      <Text size="xs" c="dimmed" lang="en">
        {code}: {message}
      </Text>
    </Notice>
  );
}

/** What was assumed while reading. */
export function Notes({ notes }: { notes: readonly Note[] }) {
  const text = useText();
  const optional = useOptionalText();
  if (notes.length === 0) return null;
  return (
    <section aria-label={text('codeInspector.notes')}>
      <Stack gap="xs">
        {notes.map(({ code, message }) => {
          const words = optional(`codeInspector.note.${code}`);
          return <Notice key={`${code} ${message}`} tone="info" title={words ?? <span lang="en">{message}</span>} />;
        })}
      </Stack>
    </section>
  );
}
