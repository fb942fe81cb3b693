// New recovery codes above whatever page is there: nothing that happens to the page may take them away unread.
import { useEffect } from 'react';
import { usePart } from '../../app/lazy-page.ts';
import { recoveryCodesQuestion } from '../../app/questions.ts';

// Whoever asks for codes has loaded it already.
const load = () => import('./recovery-codes-dialog.tsx').then((part) => part.RecoveryCodesDialog);

export function RecoveryCodes() {
  const asked = recoveryCodesQuestion.use();
  const { Part: RecoveryCodesDialog, fetch } = usePart(load);
  const isWanted = asked !== null;
  useEffect(() => {
    if (isWanted) void fetch();
  }, [isWanted, fetch]);
  return RecoveryCodesDialog === null || asked === null ? null : (
    <RecoveryCodesDialog codes={asked.question} onKept={() => asked.answer()} />
  );
}
