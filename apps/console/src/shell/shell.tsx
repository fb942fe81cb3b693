import '@mantine/notifications/styles.css';
import { ActionIcon, AppShell, Drawer, Group, Stack } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { Notifications } from '@mantine/notifications';
import type { SignedIn } from '@sutra/contracts/identity';
import { MenuIcon } from '@sutra/ui/icons';
import { TableOwner } from '@sutra/ui/table/table-owner';
import { useQueryClient } from '@tanstack/react-query';
import { Navigate, Outlet, useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useState } from 'react';
import { lazyPage, usePart } from '../app/lazy-page.ts';
import { SignedInContext, useSessionState } from '../app/session.ts';
import { useText } from '../app/text.ts';
import logo from '../favicon.svg';
import { useAnnounce } from './announce.ts';
import { Leaving } from './leaving.tsx';
import { useLivePages } from './live.ts';
import { Menu, MenuFoot } from './menu.tsx';
import { Bell } from './notifications/bell.tsx';
import { Organisation } from './organisation.tsx';
import { SearchButton } from './palette/search-button.tsx';
import { Person } from './person.tsx';
import { LanguageSwitch, ThemeSwitch } from './preferences.tsx';
import { RecoveryCodes } from './recovery-codes/recovery-codes.tsx';
import styles from './shell.module.css';
import { useSignOut } from './sign-out.ts';
import { StatusBars } from './status-bars.tsx';
import { StepUp } from './step-up/step-up.tsx';

const PRELOAD_AFTER_MS = 3000;

const loadPalette = () => import('./palette/palette.tsx').then((part) => part.Palette);
const loadSignInAgain = () => import('./sign-in-again.tsx').then((part) => part.SignInAgain);
const SecondFactorRequired = lazyPage(() => import('./second-factor-required.tsx'), 'SecondFactorRequired');

/** What is around every page of somebody signed in. */
export function Shell() {
  const state = useSessionState();
  const now = state.status === 'signed-in' ? state.signedIn : null;
  // Between signing out and leaving, and while a session that ran out waits for its person, the page stays as it was.
  const [last, setLast] = useState(now);
  if (now !== null && now !== last) setLast(now);
  const signedIn = now ?? last;
  if (signedIn === null) return <Navigate to="/sign-in" replace />;
  const owner = `${signedIn.user.id} ${signedIn.organisation.id}`;
  const hasExpired = state.status === 'signed-out' && state.reason === 'expired';
  return (
    <SignedInContext value={signedIn}>
      <TableOwner value={owner}>
        <Leaving key={owner}>{signedIn.secondFactorRequired ? <SecondFactorRequired /> : <Frame />}</Leaving>
      </TableOwner>
      <StepUp />
      <RecoveryCodes />
      <Renewal isWanted={hasExpired} user={signedIn.user} />
    </SignedInContext>
  );
}

function Renewal({ isWanted, user }: { isWanted: boolean; user: SignedIn['user'] }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { Part: SignInAgain, fetch } = usePart(loadSignInAgain);
  const leave = useCallback(() => {
    queries.clear();
    void navigate({ to: '/sign-in', replace: true, ignoreBlocker: true });
  }, [queries, navigate]);
  // Fetched before it is needed: by then the server may have another build, and what was typed would be lost.
  useEffect(() => {
    const timer = setTimeout(() => void fetch().catch(() => undefined), PRELOAD_AFTER_MS);
    return () => clearTimeout(timer);
  }, [fetch]);
  const isMissing = isWanted && SignInAgain === null;
  useEffect(() => {
    if (isMissing) fetch().catch(leave);
  }, [isMissing, fetch, leave]);
  return SignInAgain === null ? null : <SignInAgain opened={isWanted} user={user} onLeave={leave} />;
}

function Frame() {
  const text = useText();
  const announce = useAnnounce();
  const [isSheetOpen, sheet] = useDisclosure(false);
  const [paletteOpened, setPaletteOpened] = useState(0);
  const { Part: Palette, fetch: fetchPalette } = usePart(loadPalette);
  const signOut = useSignOut();
  useLivePages();
  const openPalette = () => {
    sheet.close();
    setPaletteOpened((times) => times + 1);
    fetchPalette().catch(() =>
      announce({ title: text('shell.partFailed'), message: text('ui.problem.reload.help'), isFailure: true }),
    );
  };
  // In fields too: whoever types there may want to leave.
  useHotkeys([['mod+K', openPalette]], [], true);
  return (
    <AppShell
      header={{ height: 48 }}
      navbar={{ width: 212, breakpoint: 'sm', collapsed: { mobile: true } }}
      padding={0}
    >
      <a href="#page" className={styles.skip}>
        {text('shell.skip')}
      </a>
      <AppShell.Header className={styles.header}>
        <ActionIcon
          className={styles.burger}
          variant="subtle"
          color="gray"
          size={36}
          aria-label={text('shell.menu')}
          aria-expanded={isSheetOpen}
          onClick={sheet.open}
        >
          <MenuIcon size={20} stroke={1.7} aria-hidden />
        </ActionIcon>
        <span className={styles.brand}>
          <img src={logo} width={20} height={20} alt="" />
          <span className={styles.brandName}>Sutra</span>
        </span>
        <Organisation />
        <div className={styles.actions}>
          <SearchButton onOpen={openPalette} onNear={() => void fetchPalette().catch(() => undefined)} />
          <Group gap="xs" className={styles.tools}>
            <LanguageSwitch />
            <ThemeSwitch />
          </Group>
          <Bell />
          <div className={styles.person}>
            <Person onSignOut={signOut} />
          </div>
        </div>
      </AppShell.Header>
      <AppShell.Navbar className={styles.navbar} visibleFrom="sm" component="div">
        <Menu onNavigate={sheet.close} />
      </AppShell.Navbar>
      <Drawer
        opened={isSheetOpen}
        onClose={sheet.close}
        size={280}
        title="Sutra"
        closeButtonProps={{ 'aria-label': text('ui.close') }}
      >
        <Stack gap="lg">
          <Menu onNavigate={sheet.close} />
          <MenuFoot onSignOut={signOut}>
            <LanguageSwitch />
            <ThemeSwitch />
          </MenuFoot>
        </Stack>
      </Drawer>
      <AppShell.Main id="page" className={styles.main}>
        <Outlet />
      </AppShell.Main>
      <Notifications position="bottom-right" limit={3} />
      <StatusBars />
      {Palette === null ? null : <Palette opened={paletteOpened} onSignOut={signOut} />}
    </AppShell>
  );
}
