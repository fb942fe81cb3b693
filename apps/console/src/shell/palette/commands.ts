// What the palette offers without asking the server: the places of the console, and what can be done from everywhere.
import { useMantineColorScheme } from '@mantine/core';
import {
  AutomaticIcon,
  DarkIcon,
  LanguageIcon,
  LightIcon,
  OrganisationIcon,
  type ScanIcon,
  SignOutIcon,
  SwitchPersonIcon,
} from '@sutra/ui/icons';
import { LANGUAGES, useLanguage } from '@sutra/ui/language';
import { useNavigate } from '@tanstack/react-router';
import { useSignedIn } from '../../app/session.ts';
import { type ConsoleMessage, useText } from '../../app/text.ts';
import english from '../../i18n/en.ts';
import { useLeave } from '../leaving.tsx';
import { placesFor } from '../navigation.ts';
import { useSwitchOrganisation } from '../switch-organisation.ts';

export interface Command {
  id: string;
  label: string;
  description?: string;
  icon?: typeof ScanIcon;
  /** Other names that it is found by. */
  names?: readonly string[];
  run: () => void;
}

export function usePageCommands(): Command[] {
  const text = useText();
  const navigate = useNavigate();
  const { permissions } = useSignedIn();
  return placesFor(permissions).flatMap(({ label: group, places }) =>
    places.map(({ to, label, icon }) => ({
      id: `page ${to}`,
      label: text(label),
      ...(group === null ? {} : { description: text(group) }),
      icon,
      names: [english[label]],
      run: () => void navigate({ to }),
    })),
  );
}

const SCHEMES = [
  { scheme: 'light', label: 'palette.theme.light', icon: LightIcon },
  { scheme: 'dark', label: 'palette.theme.dark', icon: DarkIcon },
  { scheme: 'auto', label: 'palette.theme.auto', icon: AutomaticIcon },
] as const;

export function useActionCommands(onSignOut: () => void): Command[] {
  const text = useText();
  const navigate = useNavigate();
  const { organisation, organisations } = useSignedIn();
  const change = useSwitchOrganisation();
  const leave = useLeave();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { language, choose } = useLanguage();
  const named = (label: ConsoleMessage) => ({ label: text(label), names: [english[label]] });
  return [
    ...organisations
      .filter(({ id }) => id !== organisation.id)
      .map(({ id, name }) => ({
        id: `organisation ${id}`,
        label: text('palette.workIn', { name }),
        names: [english['palette.workIn'].replace('{name}', name)],
        icon: OrganisationIcon,
        run: () => leave(() => change.mutate({ organisationId: id })),
      })),
    ...SCHEMES.filter(({ scheme }) => scheme !== colorScheme).map(({ scheme, label, icon }) => ({
      id: `theme ${scheme}`,
      ...named(label),
      icon,
      run: () => setColorScheme(scheme),
    })),
    ...LANGUAGES.filter(({ id }) => id !== language).map(({ id, name }) => ({
      id: `language ${id}`,
      label: name,
      names: [id === 'hi' ? 'Hindi language' : 'English language', text('shell.language')],
      icon: LanguageIcon,
      run: () => void choose(id),
    })),
    {
      id: 'switch-person',
      ...named('shell.switchPerson'),
      icon: SwitchPersonIcon,
      run: () => void navigate({ to: '/switch' }),
    },
    { id: 'sign-out', ...named('shell.signOut'), icon: SignOutIcon, run: onSignOut },
  ];
}
