import { Menu, UnstyledButton } from '@mantine/core';
import { formatMobile } from '@sutra/sdk/mobile-number';
import { OpenIcon, PersonIcon, SecurityIcon, SignOutIcon, SwitchPersonIcon } from '@sutra/ui/icons';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { useSignedIn } from '../app/session.ts';
import { useText } from '../app/text.ts';
import styles from './shell.module.css';

export function Person({ onSignOut }: { onSignOut: () => void }) {
  const text = useText();
  const { user } = useSignedIn();
  const navigate = useNavigate();
  const router = useRouter();
  // Fetched before it is wanted: the page is to be hidden at once.
  const prepare = () => void router.preloadRoute({ to: '/switch' }).catch(() => undefined);
  return (
    <Menu position="bottom-end" width={240} shadow="none" onOpen={prepare}>
      <Menu.Target>
        <UnstyledButton className={styles.personButton} aria-label={text('shell.account', { name: user.name })}>
          <PersonIcon size={17} stroke={1.7} aria-hidden />
          <span className={styles.personName}>{user.name}</span>
          <OpenIcon size={15} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{user.mobile === null ? user.email : formatMobile(user.mobile)}</Menu.Label>
        <Menu.Item
          leftSection={<SecurityIcon size={16} stroke={1.6} aria-hidden />}
          onClick={() => void navigate({ to: '/security' })}
        >
          {text('nav.security')}
        </Menu.Item>
        <Menu.Item
          leftSection={<SwitchPersonIcon size={16} stroke={1.6} aria-hidden />}
          onClick={() => void navigate({ to: '/switch' })}
        >
          {text('shell.switchPerson')}
        </Menu.Item>
        <Menu.Item leftSection={<SignOutIcon size={16} stroke={1.6} aria-hidden />} onClick={onSignOut}>
          {text('shell.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
