// What the page does when the session changes under it: another person, another organisation, or none.
import type { Session } from '@sutra/sdk/session';
import type { QueryClient } from '@tanstack/react-query';
import type { AppRouter } from './router.tsx';

/** Whose data the page holds, and by which sign-in. */
interface Scope {
  owner: string;
  sessionId: string;
}

export function followSession(session: Session, router: AppRouter, queries: QueryClient): void {
  let scope = scopeOf(session);
  session.subscribe(() => {
    const { state } = session;
    // Nobody ended it: the page stays, covered by the question who goes on (`shell/sign-in-again.tsx`).
    if (state.status === 'signed-out' && state.reason === 'expired' && scope !== null) return;
    const next = scopeOf(session);
    if (next?.owner === scope?.owner && next?.sessionId === scope?.sessionId) return;
    const last = scope;
    scope = next;
    if (last !== null && last.owner === next?.owner) {
      // Signed in again by the same person: what was typed stays, what was shown may be old.
      void queries.invalidateQueries();
    } else if (last !== null) {
      // Nothing of one person or organisation may be seen by the next.
      void queries.cancelQueries();
      queries.clear();
    }
    if (state.status === 'signed-out') void leave(state.reason === 'signed-out', router);
    else void router.invalidate();
  });
}

function scopeOf({ state }: Session): Scope | null {
  if (state.status !== 'signed-in') return null;
  const { user, organisation, sessionId } = state.signedIn;
  return { owner: `${user.id} ${organisation.id}`, sessionId };
}

/** To the sign-in page; whoever was thrown out comes back to where they were. */
function leave(isWanted: boolean, router: AppRouter): Promise<void> {
  const { href, pathname } = router.state.location;
  if (pathname === '/sign-in' || pathname === '/switch') return router.invalidate();
  return router.navigate({
    to: '/sign-in',
    search: isWanted ? {} : { next: href },
    replace: true,
    ignoreBlocker: true,
  });
}
