// What the addresses of the settings hold beyond the path.
import { optionalText, present } from '../../app/search.ts';

type Search = Record<string, unknown>;

const SORTS = ['name', '-name', 'code', '-code', 'updatedAt', '-updatedAt'] as const;
const ARCHIVED = ['only', 'all'] as const;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export interface SettingsSearch {
  q?: string;
  sort?: (typeof SORTS)[number];
  archived?: (typeof ARCHIVED)[number];
  commodityId?: string;
  cursor?: string;
  open?: string;
}

export function settingsSearch(search: Search): SettingsSearch {
  return present({
    q: optionalText(search, 'q', 100),
    sort: SORTS.find((sort) => sort === search['sort']),
    archived: ARCHIVED.find((archived) => archived === search['archived']),
    commodityId: optionalUuid(search, 'commodityId'),
    cursor: optionalText(search, 'cursor'),
    open: optionalUuid(search, 'open'),
  });
}

/** What a new record begins with: another one that it is copied from, or a commodity. */
export function newSettingSearch(search: Search): { copyOf?: string; commodityId?: string } {
  return present({ copyOf: optionalUuid(search, 'copyOf'), commodityId: optionalUuid(search, 'commodityId') });
}

export function settingSearch(search: Search): { edit?: 'yes'; tab?: string } {
  const edit: 'yes' | undefined = search['edit'] === 'yes' ? 'yes' : undefined;
  return present({ edit, tab: optionalText(search, 'tab', 20) });
}

function optionalUuid(search: Search, key: string): string | undefined {
  const value = optionalText(search, key, 36);
  return value !== undefined && UUID.test(value) ? value : undefined;
}
