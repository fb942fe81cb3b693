// The organisation asks for a second factor that this session has not shown: until it is there, nothing else is.
import { AppShell, Button, Group, Text } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { SignOutIcon } from '@sutra/ui/icons';
import { useSignedIn } from '../app/session.ts';
import { useText } from '../app/text.ts';
import logo from '../favicon.svg';
import { SecondFactors } from '../pages/security/second-factors.tsx';
import { useLivePages } from './live.ts';
import { Organisation } from './organisation.tsx';
import { Page } from './page.tsx';
import { LanguageSwitch, ThemeSwitch } from './preferences.tsx';
import styles from './shell.module.css';
import { useSignOut } from './sign-out.ts';
import { StatusBars } from './status-bars.tsx';

/** In the place of whatever page was wanted, which follows by itself: the address stays. */
export function SecondFactorRequired() {
  const text = useText();
  const { organisation, user } = useSignedIn();
  const signOut = useSignOut();
  useLivePages();
  return (
    <AppShell header={{ height: 48 }} padding={0}>
      <AppShell.Header className={styles.header}>
        <span className={styles.brand}>
          <img src={logo} width={20} height={20} alt="" />
          <span className={styles.brandName}>Sutra</span>
        </span>
        <Organisation />
      </AppShell.Header>
      <AppShell.Main id="page" className={styles.main}>
        <Page
          title={text('security.waiting.title')}
          intro={text('security.waiting', { organisation: organisation.name })}
        >
          <SecondFactors />
          <Group gap="sm">
            <Text size="sm" c="dimmed">
              {text('shell.signedInAs', { name: user.name })}
            </Text>
            <Button
              variant="default"
              size="xs"
              leftSection={<SignOutIcon size={15} stroke={1.7} aria-hidden />}
              onClick={signOut}
            >
              {text('shell.signOut')}
            </Button>
            <Group gap="xs">
              <LanguageSwitch />
              <ThemeSwitch />
            </Group>
          </Group>
        </Page>
      </AppShell.Main>
      <Notifications position="bottom-right" limit={3} />
      <StatusBars />
    </AppShell>
  );
}
