import type { Session } from '@sutra/sdk/session';
import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, Outlet, redirect } from '@tanstack/react-router';
import { PageError } from '../shell/page-error.tsx';
import { PagePending } from '../shell/page-pending.tsx';
import { lazyPage } from './lazy-page.ts';
import { optionalText, ownPath, present } from './search.ts';

interface RouterContext {
  session: Session;
  queries: QueryClient;
}

const root = createRootRouteWithContext<RouterContext>()({
  component: Outlet,
  notFoundComponent: lazyPage(() => import('../pages/not-found.tsx'), 'NotFound'),
  errorComponent: PageError,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>) => {
    const method: 'password' | undefined = search['method'] === 'password' ? 'password' : undefined;
    return present({ next: ownPath(optionalText(search, 'next', 2000)), method });
  },
  beforeLoad: async ({ context, search }) => {
    // Without an answer the page still shows; the call that follows says what is wrong.
    const state = await context.session.restore().catch(() => context.session.state);
    if (state.status === 'signed-in') throw redirect({ href: search.next ?? '/', replace: true });
  },
  component: lazyPage(() => import('../pages/sign-in/sign-in.tsx'), 'SignIn'),
});

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    const state = await context.session.restore();
    if (state.status !== 'signed-in')
      throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { next: location.href }, replace: true });
  },
  component: lazyPage(() => import('../shell/shell.tsx'), 'Shell'),
});

const home = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  beforeLoad: ({ context }) => {
    const { state } = context.session;
    const canScan = state.status === 'signed-in' && state.signedIn.permissions.includes('scan.create');
    throw redirect({ to: canScan ? '/scan' : '/sessions', replace: true });
  },
});

const scan = createRoute({
  getParentRoute: () => signedIn,
  path: '/scan',
  validateSearch: (search: Record<string, unknown>) =>
    present({ cursor: optionalText(search, 'cursor'), open: optionalText(search, 'open') }),
  component: lazyPage(() => import('../pages/scan/scan.tsx'), 'ScanPage'),
});

const sessions = createRoute({
  getParentRoute: () => signedIn,
  path: '/sessions',
  component: lazyPage(() => import('../pages/sessions/sessions.tsx'), 'SessionsPage'),
});

const audit = createRoute({
  getParentRoute: () => signedIn,
  path: '/audit',
  validateSearch: (search: Record<string, unknown>) =>
    present({
      action: optionalText(search, 'action', 80),
      objectType: optionalText(search, 'objectType', 80),
      objectId: optionalText(search, 'objectId', 80),
      cursor: optionalText(search, 'cursor'),
      open: optionalText(search, 'open'),
    }),
  component: lazyPage(() => import('../pages/audit/audit.tsx'), 'AuditPage'),
});

const tree = root.addChildren([signIn, signedIn.addChildren([home, scan, sessions, audit])]);

export function createAppRouter(context: RouterContext) {
  return createRouter({
    routeTree: tree,
    context,
    defaultPreload: 'intent',
    defaultErrorComponent: PageError,
    defaultPendingComponent: PagePending,
    defaultPendingMs: 300,
    scrollRestoration: true,
  });
}
export type AppRouter = ReturnType<typeof createAppRouter>;

declare module '@tanstack/react-router' {
  interface Register {
    router: AppRouter;
  }
}
