import { Container } from '@mantine/core';
import { Empty } from '@sutra/ui/empty';
import { UnknownIcon } from '@sutra/ui/icons';
import { useText } from '../app/text.ts';
import { useTitle } from '../app/title.ts';
import { TextLink } from '../shell/text-link.tsx';

export function NotFound() {
  const text = useText();
  useTitle(text('notFound.title'));
  return (
    <Container component="main" size="sm" py="xl">
      <Empty
        icon={UnknownIcon}
        title={<h1 style={{ font: 'inherit', margin: 0 }}>{text('notFound.title')}</h1>}
        action={<TextLink to="/">{text('notFound.home')}</TextLink>}
      >
        {text('notFound.help')}
      </Empty>
    </Container>
  );
}
