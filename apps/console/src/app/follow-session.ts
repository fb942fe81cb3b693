// What the page does when the session changes under it: another person, another organisation, or none.
import type { Session } from '@sutra/sdk/session';
import type { QueryClient } from '@tanstack/react-query';
import type { AppRouter } from './router.tsx';

export function followSession(session: Session, router: AppRouter, queries: QueryClient): void {
  let scope = scopeOf(session);
  session.subscribe(() => {
    const next = scopeOf(session);
    if (next === scope) return;
    const last = scope;
    scope = next;
    if (last !== null) {
      // Nothing of one person or organisation may be seen by the next.
      void queries.cancelQueries();
      queries.clear();
    }
    if (session.state.status === 'signed-out') void leave(session.state.reason === 'signed-out', router);
    else void router.invalidate();
  });
}

function scopeOf({ state }: Session): string | null {
  return state.status === 'signed-in'
    ? `${state.signedIn.user.id} ${state.signedIn.sessionId} ${state.signedIn.organisation.id}`
    : null;
}

/** To the sign-in page; whoever was thrown out comes back to where they were. */
function leave(isWanted: boolean, router: AppRouter): Promise<void> {
  const { href, pathname } = router.state.location;
  if (pathname === '/sign-in') return router.invalidate();
  return router.navigate({ to: '/sign-in', search: isWanted ? {} : { next: href }, replace: true });
}
