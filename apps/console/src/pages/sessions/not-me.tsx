import { Button } from '@mantine/core';
import { listLoginEvents } from '@sutra/contracts/identity';
import { listSessions } from '@sutra/contracts/sessions';
import { disownSession } from '@sutra/contracts/sign-in-risk';
import { Confirm } from '@sutra/ui/confirm';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { session, useSignedIn } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { useAnnounce } from '../../shell/announce.ts';

interface NotMeProps {
  sessionId: string;
  device: string;
}

/** Says of one of my sessions that it was somebody else; of the one that I am using there is nothing to say. */
export function NotMe({ sessionId, device }: NotMeProps) {
  const text = useText();
  const announce = useAnnounce();
  const queries = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  if (useSignedIn().sessionId === sessionId) return null;
  return (
    <>
      <Button
        size="xs"
        variant="default"
        aria-haspopup="dialog"
        aria-label={text('notMe.action.named', { device })}
        onClick={() => setAsked(true)}
      >
        {text('notMe.action')}
      </Button>
      <Confirm
        opened={isAsked}
        onClose={() => setAsked(false)}
        title={text('notMe.ask', { device })}
        consequence={text('notMe.ask.consequence')}
        action={text('notMe.action')}
        onConfirm={async () => {
          await session.call(disownSession, { params: { sessionId } });
          announce({ title: text('notMe.done'), message: text('notMe.done.signedIn') });
          await Promise.all(
            [listSessions, listLoginEvents].map(({ id }) => queries.invalidateQueries({ queryKey: [id] })),
          );
        }}
      />
    </>
  );
}
