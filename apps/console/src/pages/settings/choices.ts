// What can be chosen of a kind, and the names of what was chosen.
import { listSettingChoices, type SettingChoice, type SettingKind } from '@sutra/contracts/settings';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { apiQuery } from '../../app/api.ts';
import { settingQuery } from './setting-record.ts';

const MOST_CHOICES = 1000;

/** The active records of a kind, by name; with `q` only those that it finds. */
export function useChoices(kind: SettingKind, q?: string) {
  const query = { kind, limit: MOST_CHOICES, ...(q === undefined || q === '' ? {} : { q }) };
  return useQuery({ ...apiQuery(listSettingChoices, { query }), placeholderData: keepPreviousData });
}

/** The name of a record: from the choices, or by itself if it is archived. Undefined while it is not known. */
export function useReferenceName(kind: SettingKind, id: string): string | undefined {
  const { data, isPlaceholderData } = useChoices(kind);
  const choice = data?.items.find((each) => each.id === id);
  const one = useQuery({
    ...settingQuery(kind, id),
    enabled: data !== undefined && !isPlaceholderData && choice === undefined,
  });
  return choice?.name ?? one.data?.name;
}

/** Code and name, for lists in which names alone may be alike. */
export function choiceLabel({ code, name }: Pick<SettingChoice, 'code' | 'name'>): string {
  return code === name ? name : `${name} · ${code}`;
}
