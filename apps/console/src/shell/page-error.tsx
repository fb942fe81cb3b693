import { Container, Stack } from '@mantine/core';
import { Problem } from '@sutra/ui/problem';
import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';

/** A page that failed: what happened, and another try. */
export function PageError({ error, reset }: { error: unknown; reset?: () => void }) {
  const router = useRouter();
  useEffect(() => {
    console.error(error);
  }, [error]);
  const retry = () => {
    reset?.();
    void router.invalidate();
  };
  return (
    <Container component="main" size="sm" py="xl">
      <Stack>
        <Problem error={error} onRetry={retry} />
      </Stack>
    </Container>
  );
}
