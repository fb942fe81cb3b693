// Every place of the console, grouped by work and filtered by what the person may do: for the menu and the command palette.
import {
  AuditIcon,
  DesktopIcon,
  InspectIcon,
  KeyIcon,
  OrganisationIcon,
  OrganisationsIcon,
  PeopleIcon,
  ScanIcon,
  SecurityIcon,
  SettingsIcon,
  TodayIcon,
} from '@sutra/ui/icons';
import type { ConsoleMessage } from '../app/text.ts';

export interface Place {
  to:
    | '/'
    | '/scan'
    | '/organisation'
    | '/people'
    | '/sessions'
    | '/security'
    | '/service-accounts'
    | '/audit'
    | '/settings'
    | '/operator/organisations'
    | '/tools/code-inspector';
  label: ConsoleMessage;
  icon: typeof ScanIcon;
  /** Everybody who is signed in, if left out. */
  permission?: string;
}
export interface PlaceGroup {
  /** Null above what belongs to no group. */
  label: ConsoleMessage | null;
  places: readonly Place[];
}

const GROUPS: readonly PlaceGroup[] = [
  { label: null, places: [{ to: '/', label: 'nav.today', icon: TodayIcon }] },
  {
    label: 'nav.operator',
    places: [
      {
        to: '/operator/organisations',
        label: 'nav.organisations',
        icon: OrganisationsIcon,
        permission: 'organisations.read',
      },
    ],
  },
  { label: 'nav.pharmacy', places: [{ to: '/scan', label: 'nav.scan', icon: ScanIcon, permission: 'scan.create' }] },
  {
    label: 'nav.organisation',
    places: [
      { to: '/organisation', label: 'nav.profile', icon: OrganisationIcon },
      { to: '/people', label: 'nav.people', icon: PeopleIcon, permission: 'people.read' },
      { to: '/sessions', label: 'nav.sessions', icon: DesktopIcon },
      { to: '/security', label: 'nav.security', icon: SecurityIcon },
      {
        to: '/service-accounts',
        label: 'nav.serviceAccounts',
        icon: KeyIcon,
        permission: 'service-account.manage',
      },
      { to: '/audit', label: 'nav.audit', icon: AuditIcon, permission: 'audit.read' },
      { to: '/settings', label: 'nav.settings', icon: SettingsIcon, permission: 'settings.read' },
    ],
  },
  {
    label: 'nav.tools',
    places: [{ to: '/tools/code-inspector', label: 'nav.codeInspector', icon: InspectIcon, permission: 'scan.create' }],
  },
];

export function placesFor(permissions: readonly string[]): PlaceGroup[] {
  return GROUPS.map((group) => ({
    ...group,
    places: group.places.filter(({ permission }) => permission === undefined || permissions.includes(permission)),
  })).filter(({ places }) => places.length > 0);
}
