import { Anchor } from '@mantine/core';
import { listCapturedMessages } from '@sutra/contracts/messaging';
import { Notice } from '@sutra/ui/notice';
import { useQuery } from '@tanstack/react-query';
import { apiQuery } from '../../app/api.ts';
import { MAY_BE_DEMO } from '../../app/demo.ts';
import { useText } from '../../app/text.ts';

/** In demo mode messages are captured; elsewhere the address does not exist and nothing is said. */
export function DemoHint({ to }: { to: string }) {
  const text = useText();
  const captured = useQuery({
    ...apiQuery(listCapturedMessages, { query: { to } }),
    enabled: MAY_BE_DEMO,
    retry: false,
    refetchOnWindowFocus: false,
  });
  if (!captured.isSuccess) return null;
  return (
    <Notice tone="info" title={text('signIn.demo')}>
      <Anchor
        size="sm"
        href={`${listCapturedMessages.path}?to=${encodeURIComponent(to)}`}
        target="_blank"
        rel="noopener"
        c="var(--sutra-info)"
        underline="always"
      >
        {text('signIn.demo.open')}
      </Anchor>
    </Notice>
  );
}
