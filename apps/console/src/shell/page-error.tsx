import { Container } from '@mantine/core';
import { Problem } from '@sutra/ui/problem';
import { useRouter } from '@tanstack/react-router';
import { useContext, useEffect } from 'react';
import { SignedInContext } from '../app/session.ts';

/** A page that failed: what happened, and another try. */
export function PageError({ error, reset }: { error: unknown; reset?: () => void }) {
  const router = useRouter();
  const isInShell = useContext(SignedInContext) !== null;
  useEffect(() => {
    console.error(error);
  }, [error]);
  const retry = () => {
    reset?.();
    void router.invalidate();
  };
  // The shell around it is a <main> already.
  return (
    <Container component={isInShell ? 'div' : 'main'} size="sm" py="xl">
      <Problem error={error} onRetry={retry} />
    </Container>
  );
}
