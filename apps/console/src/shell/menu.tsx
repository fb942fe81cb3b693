import { Divider, NavLink, Stack, Text } from '@mantine/core';
import { SignOutIcon, SwitchPersonIcon } from '@sutra/ui/icons';
import type { ReactNode } from 'react';
import { useSignedIn } from '../app/session.ts';
import { useText } from '../app/text.ts';
import { MenuLink } from './menu-link.tsx';
import { type Place, placesFor } from './navigation.ts';
import styles from './shell.module.css';

export function Menu({ onNavigate }: { onNavigate: () => void }) {
  const text = useText();
  const { permissions } = useSignedIn();
  return (
    <nav aria-label={text('nav.label')}>
      <Stack gap="md">
        {placesFor(permissions).map(({ label, places }) =>
          label === null ? (
            <Places key="" places={places} onNavigate={onNavigate} />
          ) : (
            <section key={label} aria-label={text(label)}>
              <Text className={styles.groupLabel} aria-hidden>
                {text(label)}
              </Text>
              <Places places={places} onNavigate={onNavigate} />
            </section>
          ),
        )}
      </Stack>
    </nav>
  );
}

function Places({ places, onNavigate }: { places: readonly Place[]; onNavigate: () => void }) {
  const text = useText();
  return (
    <div>
      {places.map(({ to, label, icon: Icon }) => (
        <MenuLink
          key={to}
          to={to}
          className={styles.place ?? ''}
          activeProps={{ 'data-active': true, 'aria-current': 'page' } as object}
          preload="viewport"
          activeOptions={{ includeSearch: false, exact: to === '/' }}
          label={text(label)}
          leftSection={<Icon size={17} stroke={1.7} aria-hidden />}
          onClick={onNavigate}
        />
      ))}
    </div>
  );
}

/** What the header offers on a wide screen, at the foot of the sheet on a phone. */
export function MenuFoot({ children, onSignOut }: { children: ReactNode; onSignOut: () => void }) {
  const text = useText();
  const { user } = useSignedIn();
  return (
    <Stack gap="sm">
      <Divider />
      {children}
      <Divider />
      <Text size="sm" c="dimmed" px={10}>
        {text('shell.signedInAs', { name: user.name })}
      </Text>
      <MenuLink
        to="/switch"
        className={styles.place ?? ''}
        preload="viewport"
        label={text('shell.switchPerson')}
        leftSection={<SwitchPersonIcon size={17} stroke={1.7} aria-hidden />}
      />
      <NavLink
        component="button"
        type="button"
        className={styles.place ?? ''}
        label={text('shell.signOut')}
        leftSection={<SignOutIcon size={17} stroke={1.7} aria-hidden />}
        onClick={onSignOut}
      />
    </Stack>
  );
}
