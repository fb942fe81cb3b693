import type { Member } from '@sutra/contracts/people';
import type { Role } from '@sutra/contracts/roles';
import type { TextOf } from '../../app/text.ts';
import { roleName } from './words.ts';

/** The roles that can be chosen: what the caller may give, and what the person has already. */
export function roleOptions(text: TextOf, roles: readonly Role[] = [], member?: Member) {
  return roles
    .filter(({ id, mayGive }) => mayGive || member?.roles.includes(id))
    .map(({ id, name }) => ({ value: id, label: name ?? roleName(text, id) }));
}
