// The menu: grouped by work, filtered by what the person may do.
import { AuditIcon, DesktopIcon, ScanIcon } from '@sutra/ui/icons';
import type { ConsoleMessage } from '../app/text.ts';

export interface Place {
  to: '/scan' | '/sessions' | '/audit';
  label: ConsoleMessage;
  icon: typeof ScanIcon;
  /** Everybody who is signed in, if left out. */
  permission?: string;
}
export interface PlaceGroup {
  label: ConsoleMessage;
  places: readonly Place[];
}

const GROUPS: readonly PlaceGroup[] = [
  { label: 'nav.pharmacy', places: [{ to: '/scan', label: 'nav.scan', icon: ScanIcon, permission: 'scan.create' }] },
  {
    label: 'nav.organisation',
    places: [
      { to: '/sessions', label: 'nav.sessions', icon: DesktopIcon },
      { to: '/audit', label: 'nav.audit', icon: AuditIcon, permission: 'audit.read' },
    ],
  },
];

export function placesFor(permissions: readonly string[]): PlaceGroup[] {
  return GROUPS.map((group) => ({
    ...group,
    places: group.places.filter(({ permission }) => permission === undefined || permissions.includes(permission)),
  })).filter(({ places }) => places.length > 0);
}
