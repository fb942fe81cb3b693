// Showing once more who one is, asked by any call of any page; the dialog is fetched when it is first needed.
import { useEffect, useEffectEvent } from 'react';
import { usePart } from '../../app/lazy-page.ts';
import { stepUpQuestion } from '../../app/questions.ts';
import { useSessionState } from '../../app/session.ts';
import { useText } from '../../app/text.ts';
import { useAnnounce } from '../announce.ts';

const load = () => import('./step-up-dialog.tsx').then((part) => part.StepUpDialog);

export function StepUp() {
  const text = useText();
  const announce = useAnnounce();
  const asked = stepUpQuestion.use();
  const { status } = useSessionState();
  const { Part: StepUpDialog, fetch } = usePart(load);
  const fail = useEffectEvent(() => {
    asked?.answer(false);
    announce({ title: text('shell.partFailed'), message: text('ui.problem.reload.help'), isFailure: true });
  });
  useEffect(() => {
    if (asked === null) return undefined;
    fetch().catch(() => fail());
    // Nobody is left who could answer: the shell is gone.
    return () => asked.answer(false);
  }, [asked, fetch]);
  useEffect(() => {
    if (status !== 'signed-in') asked?.answer(false);
  }, [status, asked]);
  return StepUpDialog === null ? null : <StepUpDialog asked={asked} />;
}
