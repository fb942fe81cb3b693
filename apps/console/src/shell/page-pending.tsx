import { Center, Loader } from '@mantine/core';
import { useText } from '../app/text.ts';

/** A page that takes longer than a moment to come. */
export function PagePending() {
  const text = useText();
  return (
    <Center mih="50dvh">
      <output aria-label={text('shell.loading')}>
        <Loader size="sm" aria-hidden />
      </output>
    </Center>
  );
}
