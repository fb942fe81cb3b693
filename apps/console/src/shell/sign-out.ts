import { useDescribeProblem } from '@sutra/ui/problem';
import { session } from '../app/session.ts';
import { useText } from '../app/text.ts';
import { useAnnounce } from './announce.ts';
import { useLeave } from './leaving.tsx';

/** Ends the session of this browser; asks first if something is unsaved. */
export function useSignOut(): () => void {
  const text = useText();
  const describe = useDescribeProblem();
  const announce = useAnnounce();
  const leave = useLeave();
  return () =>
    leave(() => {
      session
        .logout()
        .catch((error: unknown) =>
          announce({ title: text('shell.signOut.failed'), message: describe(error).title, isFailure: true }),
        );
    });
}
