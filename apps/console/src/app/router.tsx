import type { Session } from '@sutra/sdk/session';
import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  notFound,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { readFilter } from '../pages/audit/filter.ts';
import { inspectorSearch } from '../pages/code-inspector/search.ts';
import { newSettingSearch, settingSearch, settingsSearch } from '../pages/settings/search.ts';
import { PageError } from '../shell/page-error.tsx';
import { PagePending } from '../shell/page-pending.tsx';
import { MAY_BE_DEMO } from './demo.ts';
import { lazyPage } from './lazy-page.ts';
import { optionalText, ownPath, present } from './search.ts';
import { loadAllWords } from './text.ts';

interface RouterContext {
  session: Session;
  queries: QueryClient;
}

/** Pages under it may use every word; those beside it only the first ones. */
async function withAllWords<M>(part: Promise<M>): Promise<M> {
  const [loaded] = await Promise.all([part, loadAllWords()]);
  return loaded;
}

const root = createRootRouteWithContext<RouterContext>()({
  component: Outlet,
  notFoundComponent: lazyPage(() => import('../pages/not-found.tsx'), 'NotFound'),
  errorComponent: PageError,
});

const SignIn = lazyPage(() => import('../pages/sign-in/sign-in.tsx'), 'SignIn');

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>) => {
    const method: 'password' | undefined = search['method'] === 'password' ? 'password' : undefined;
    return present({ next: ownPath(optionalText(search, 'next', 2000)), method });
  },
  beforeLoad: async ({ context, search }) => {
    // Fetched while the server is asked; what goes wrong with it is told when the page is to show.
    void SignIn.preload?.()?.catch(() => undefined);
    // Without an answer the page still shows; the call that follows says what is wrong.
    const state = await context.session.restore().catch(() => context.session.state);
    if (state.status === 'signed-in') throw redirect({ href: search.next ?? '/', replace: true });
  },
  component: SignIn,
});

// For whoever has the link of a message, signed in or not: what stands after # never leaves the browser by itself.
const notMe = createRoute({
  getParentRoute: () => root,
  path: '/not-me',
  component: lazyPage(() => withAllWords(import('../pages/not-me/not-me.tsx')), 'NotMePage'),
});

// At a counter that several people share: nothing of the person before is shown there.
const switchPerson = createRoute({
  getParentRoute: () => root,
  path: '/switch',
  beforeLoad: async ({ context }) => {
    // Whoever was here may go back; without an answer the page still shows.
    await context.session.restore().catch(() => undefined);
  },
  component: lazyPage(() => withAllWords(import('../pages/switch/switch.tsx')), 'SwitchPage'),
});

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    const state = await context.session.restore();
    if (state.status !== 'signed-in')
      throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { next: location.href }, replace: true });
  },
  component: lazyPage(() => withAllWords(import('../shell/shell.tsx')), 'Shell'),
});

const today = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  component: lazyPage(() => import('../pages/today/today.tsx'), 'TodayPage'),
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
  validateSearch: (search: Record<string, unknown>) =>
    present({ tab: optionalText(search, 'tab', 20), cursor: optionalText(search, 'cursor') }),
  component: lazyPage(() => import('../pages/sessions/sessions.tsx'), 'SessionsPage'),
});

const security = createRoute({
  getParentRoute: () => signedIn,
  path: '/security',
  component: lazyPage(() => import('../pages/security/security.tsx'), 'SecurityPage'),
});

const audit = createRoute({
  getParentRoute: () => signedIn,
  path: '/audit',
  validateSearch: (search: Record<string, unknown>) =>
    present({ ...readFilter(search), cursor: optionalText(search, 'cursor'), open: optionalText(search, 'open') }),
  component: lazyPage(() => import('../pages/audit/audit.tsx'), 'AuditPage'),
});

const devUi = createRoute({
  getParentRoute: () => root,
  path: '/dev/ui',
  validateSearch: (search: Record<string, unknown>) =>
    present({
      q: optionalText(search, 'q', 80),
      sort: optionalText(search, 'sort', 40),
      cursor: optionalText(search, 'cursor'),
      open: optionalText(search, 'open'),
      tab: optionalText(search, 'tab', 40),
    }),
  beforeLoad: () => {
    if (!MAY_BE_DEMO) throw notFound();
  },
  component: lazyPage(() => withAllWords(import('../pages/dev-ui/dev-ui.tsx')), 'DevUiPage'),
});

const codeInspector = createRoute({
  getParentRoute: () => signedIn,
  path: '/tools/code-inspector',
  validateSearch: inspectorSearch,
  component: lazyPage(() => import('../pages/code-inspector/code-inspector.tsx'), 'CodeInspectorPage'),
});

const organisation = createRoute({
  getParentRoute: () => signedIn,
  path: '/organisation',
  validateSearch: (search: Record<string, unknown>) => present({ tab: optionalText(search, 'tab', 20) }),
  component: lazyPage(() => import('../pages/organisation/organisation.tsx'), 'OrganisationPage'),
});

const people = createRoute({
  getParentRoute: () => signedIn,
  path: '/people',
  validateSearch: (search: Record<string, unknown>) =>
    present({
      tab: optionalText(search, 'tab', 20),
      q: optionalText(search, 'q', 100),
      state: optionalText(search, 'state', 20),
      cursor: optionalText(search, 'cursor'),
      open: optionalText(search, 'open'),
    }),
  component: lazyPage(() => import('../pages/people/people.tsx'), 'PeoplePage'),
});

const serviceAccounts = createRoute({
  getParentRoute: () => signedIn,
  path: '/service-accounts',
  validateSearch: (search: Record<string, unknown>) => present({ open: optionalText(search, 'open') }),
  component: lazyPage(() => import('../pages/service-accounts/service-accounts.tsx'), 'ServiceAccountsPage'),
});

const organisations = createRoute({
  getParentRoute: () => signedIn,
  path: '/operator/organisations',
  validateSearch: (search: Record<string, unknown>) =>
    present({
      q: optionalText(search, 'q', 100),
      kind: optionalText(search, 'kind', 20),
      status: optionalText(search, 'status', 20),
      cursor: optionalText(search, 'cursor'),
      open: optionalText(search, 'open'),
    }),
  component: lazyPage(() => import('../pages/operator/organisations.tsx'), 'OrganisationsPage'),
});

const settings = createRoute({
  getParentRoute: () => signedIn,
  path: '/settings',
  component: lazyPage(() => import('../pages/settings/overview.tsx'), 'SettingsOverviewPage'),
});

const settingsRules = createRoute({
  getParentRoute: () => signedIn,
  path: '/settings/rules',
  validateSearch: (search: Record<string, unknown>) =>
    present({
      on: optionalText(search, 'on', 10),
      kind: optionalText(search, 'kind', 80),
      open: optionalText(search, 'open', 200),
    }),
  component: lazyPage(() => import('../pages/rules/rules.tsx'), 'RulesPage'),
});

// The contract of the settings comes with their pages, not with the first page.
const requireKind = async (kind: string) => {
  const { isSettingKind } = await import('../pages/settings/setting-record.ts');
  if (!isSettingKind(kind)) throw notFound();
};

const settingsList = createRoute({
  getParentRoute: () => signedIn,
  path: '/settings/$kind',
  beforeLoad: ({ params }) => requireKind(params.kind),
  validateSearch: settingsSearch,
  component: lazyPage(() => import('../pages/settings/list/list-page.tsx'), 'SettingsListPage'),
});

const newSetting = createRoute({
  getParentRoute: () => signedIn,
  path: '/settings/$kind/new',
  beforeLoad: ({ params }) => requireKind(params.kind),
  validateSearch: newSettingSearch,
  component: lazyPage(() => import('../pages/settings/form/new-setting.tsx'), 'NewSettingPage'),
});

const setting = createRoute({
  getParentRoute: () => signedIn,
  path: '/settings/$kind/$recordId',
  beforeLoad: ({ params }) => requireKind(params.kind),
  validateSearch: settingSearch,
  component: lazyPage(() => import('../pages/settings/record/record-page.tsx'), 'SettingRecordPage'),
});

const startImport = createRoute({
  getParentRoute: () => signedIn,
  path: '/settings/$kind/import',
  beforeLoad: ({ params }) => requireKind(params.kind),
  component: lazyPage(() => import('../pages/settings/import/start-import.tsx'), 'StartImportPage'),
});

const imports = createRoute({
  getParentRoute: () => signedIn,
  path: '/settings/imports',
  component: lazyPage(() => import('../pages/settings/import/imports-page.tsx'), 'ImportsPage'),
});

const oneImport = createRoute({
  getParentRoute: () => signedIn,
  path: '/settings/imports/$importId',
  component: lazyPage(() => import('../pages/settings/import/import-page.tsx'), 'ImportPage'),
});

const tree = root.addChildren([
  signIn,
  notMe,
  switchPerson,
  devUi,
  signedIn.addChildren([
    today,
    scan,
    organisation,
    people,
    sessions,
    security,
    serviceAccounts,
    organisations,
    audit,
    settings,
    settingsRules,
    settingsList,
    newSetting,
    setting,
    startImport,
    imports,
    oneImport,
    codeInspector,
  ]),
]);

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
