import { Button, Group, Stack, Text } from '@mantine/core';
import type { HandlerOutput } from '@sutra/contracts/endpoint';
import { beginStepUp, listSecondFactors } from '@sutra/contracts/second-factors';
import { Problem } from '@sutra/ui/problem';
import { Dialog } from '@sutra/ui/dialog';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { Asked } from '../../app/question.ts';
import type { StepUpQuestion } from '../../app/questions.ts';
import { session } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { SecondProofForm } from '../../proof/second-proof.tsx';
import { Ways } from '../../proof/ways.tsx';
import { ByPassword } from '../../proof/by-password.tsx';
import { ByMessage } from './by-message.tsx';

type StepUpAsked = Asked<StepUpQuestion, boolean>;

// Above the dialog of the page that asks.
const Z_INDEX = 500;
// Longer than it takes to close.
const FOCUS_AFTER_MS = 250;

/** The words stay while it closes. */
export function StepUpDialog({ asked }: { asked: StepUpAsked | null }) {
  const text = useText();
  const [shown, setShown] = useState({ asked, times: 0 });
  if (asked !== null && asked !== shown.asked) setShown({ asked, times: shown.times + 1 });
  const cancel = () => asked?.answer(false);
  useFocusBack(asked !== null);
  return (
    <Dialog
      opened={asked !== null}
      onClose={cancel}
      closeOnEscape={false}
      closeOnClickOutside={false}
      zIndex={Z_INDEX}
      size="sm"
      title={text('stepUp.title')}
    >
      {shown.asked === null ? null : (
        <Content key={shown.times} times={shown.times} asked={shown.asked} onCancel={cancel} />
      )}
    </Dialog>
  );
}

interface ContentProps {
  asked: StepUpAsked;
  times: number;
  onCancel: () => void;
}

function Content({ asked, times, onCancel }: ContentProps) {
  const text = useText();
  const query = useQuery({
    queryKey: [beginStepUp.id, times],
    queryFn: () => session.call(beginStepUp),
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  });
  const { data: begun, error, isFetching } = query;
  const again = () => void query.refetch();
  return (
    <Stack gap="md">
      {error === null ? null : <Problem error={error} onRetry={again} />}
      {begun === undefined ? (
        <Text size="sm" component="output">
          {isFetching ? text('shell.loading') : null}
        </Text>
      ) : (
        <Begun asked={asked} begun={begun} onAgain={again} onCancel={onCancel} />
      )}
    </Stack>
  );
}

interface BegunProps {
  asked: StepUpAsked;
  begun: HandlerOutput<typeof beginStepUp>;
  onAgain: () => void;
  onCancel: () => void;
}

function Begun({ asked, begun, onAgain, onCancel }: BegunProps) {
  const text = useText();
  const { ceremonyId, methods, passkey, mobile } = begun;
  const hasSecond = methods.some((way) => way !== 'pwd' && way !== 'otp');
  if (asked.question.needsSecondFactor && !hasSecond) return <SetUpFirst onLeave={onCancel} />;
  const prove = async (proof: Parameters<typeof session.stepUp>[0]) => {
    await session.stepUp(proof);
    asked.answer(true);
  };
  const submit = text('stepUp.submit');
  return (
    <>
      <Text size="sm">{text(asked.question.needsSecondFactor ? 'stepUp.help.second' : 'stepUp.help')}</Text>
      {methods.length === 0 ? <Text size="sm">{text('stepUp.none')}</Text> : null}
      <Ways ways={methods}>
        {(way) =>
          way === 'pwd' ? (
            <ByPassword submit={submit} prove={(password) => prove({ method: 'pwd', password })} />
          ) : way === 'otp' ? (
            <ByMessage
              mobile={mobile ?? ''}
              submit={submit}
              prove={(challengeId, code) => prove({ method: 'otp', challengeId, code })}
            />
          ) : (
            <SecondProofForm
              way={way}
              submit={submit}
              passkey={passkey}
              prove={(proof) =>
                proof.method === 'passkey'
                  ? // A challenge is signed once: another try needs another.
                    prove({ ...proof, ceremonyId }).catch((error: unknown) => {
                      onAgain();
                      throw error;
                    })
                  : prove(proof)
              }
              onAgain={onAgain}
            />
          )
        }
      </Ways>
      <Group justify="flex-end">
        <Button variant="default" onClick={onCancel}>
          {text('ui.cancel')}
        </Button>
      </Group>
    </>
  );
}

/** Nothing to show yet that would be enough. */
function SetUpFirst({ onLeave }: { onLeave: () => void }) {
  const text = useText();
  const navigate = useNavigate();
  const queries = useQueryClient();
  return (
    <>
      <Text size="sm">{text('stepUp.setUp.help')}</Text>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onLeave}>
          {text('ui.cancel')}
        </Button>
        <Button
          data-autofocus
          onClick={() => {
            onLeave();
            void queries.invalidateQueries({ queryKey: [listSecondFactors.id] });
            void navigate({ to: '/security' });
          }}
        >
          {text('stepUp.setUp')}
        </Button>
      </Group>
    </>
  );
}

/** What had the focus may have been switched off while the call was going on, and then nothing has it. */
function useFocusBack(isOpen: boolean): void {
  useEffect(() => {
    if (!isOpen) return undefined;
    const opener = document.activeElement;
    return () => {
      setTimeout(() => {
        if (document.activeElement !== document.body) return;
        const below = [...document.querySelectorAll('[role="dialog"]')].at(-1);
        const candidates = [opener, below?.querySelector('[data-autofocus]'), below?.querySelector('button')];
        const next = candidates.find((one) => one instanceof HTMLElement && one !== document.body && one.isConnected);
        (next as HTMLElement | undefined)?.focus();
      }, FOCUS_AFTER_MS);
    };
  }, [isOpen]);
}
