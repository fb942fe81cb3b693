import '@mantine/notifications/styles.css';
import { ActionIcon, AppShell, Drawer, Group, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Notifications } from '@mantine/notifications';
import { MenuIcon } from '@sutra/ui/icons';
import { useDescribeProblem } from '@sutra/ui/problem';
import { Outlet } from '@tanstack/react-router';
import { useState } from 'react';
import { session, SignedInContext, useSessionState } from '../app/session.ts';
import { useText } from '../app/text.ts';
import logo from '../favicon.svg';
import { useAnnounce } from './announce.ts';
import { useLivePages } from './live.ts';
import { Menu, MenuFoot } from './menu.tsx';
import { Organisation } from './organisation.tsx';
import { Person } from './person.tsx';
import { LanguageSwitch, ThemeSwitch } from './preferences.tsx';
import styles from './shell.module.css';

/** What is around every page of somebody signed in. */
export function Shell() {
  const state = useSessionState();
  const now = state.status === 'signed-in' ? state.signedIn : null;
  // In the moment between signing out and leaving, the page stays as it was rather than blank.
  const [last, setLast] = useState(now);
  if (now !== null && now !== last) setLast(now);
  const signedIn = now ?? last;
  if (signedIn === null) return null;
  return (
    <SignedInContext value={signedIn}>
      <Frame key={`${signedIn.user.id} ${signedIn.organisation.id}`} />
    </SignedInContext>
  );
}

function Frame() {
  const text = useText();
  const describe = useDescribeProblem();
  const announce = useAnnounce();
  const [isSheetOpen, sheet] = useDisclosure(false);
  useLivePages();
  const signOut = () => {
    session
      .logout()
      .catch((error: unknown) =>
        announce({ title: text('shell.signOut.failed'), message: describe(error).title, isFailure: true }),
      );
  };
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
        <Group gap="xs" className={styles.tools}>
          <LanguageSwitch />
          <ThemeSwitch />
          <Person onSignOut={signOut} />
        </Group>
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
    </AppShell>
  );
}
