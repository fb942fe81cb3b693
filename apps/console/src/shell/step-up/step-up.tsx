// Showing once more who one is, asked by any call of any page; the dialog is fetched when it is first needed.
import { useEffect, useEffectEvent, useLayoutEffect } from 'react';
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
  useEscape(asked !== null, () => asked?.answer(false));
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

/**
 * Escape is for this dialog alone: the one below it stays as it is. Who listens first hears first, so this listens before any
 * page: not from when the dialog was fetched, and in a layout effect, which comes before those of a page shown with it.
 */
function useEscape(isOpen: boolean, onEscape: () => void): void {
  const escape = useEffectEvent((event: KeyboardEvent) => {
    if (!isOpen || event.key !== 'Escape' || event.isComposing) return;
    event.stopImmediatePropagation();
    onEscape();
  });
  useLayoutEffect(() => {
    const listener = (event: KeyboardEvent) => escape(event);
    window.addEventListener('keydown', listener, { capture: true });
    return () => window.removeEventListener('keydown', listener, { capture: true });
  }, []);
}
