// Values of changes as people say them, where they are codes.
import type { TextOf } from '../../app/text.ts';
import { permissionWords, roleName } from '../people/words.ts';

/** Roles by their names, an own role by the one that it had then; undefined for what is shown as it is. */
export function valueInWords(text: TextOf, value: unknown, field: string): string | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const wordOf = field === 'roles' ? roleWord : field === 'permissions' ? permissionWord : undefined;
  if (wordOf === undefined) return undefined;
  const words = value.map((item) => wordOf(text, item));
  return words.includes(undefined) ? undefined : words.join(', ');
}

function roleWord(text: TextOf, role: unknown): string | undefined {
  if (typeof role === 'string') return roleName(text, role);
  const name = typeof role === 'object' && role !== null && 'name' in role ? role.name : undefined;
  return typeof name === 'string' ? name : undefined;
}

function permissionWord(text: TextOf, permission: unknown): string | undefined {
  return typeof permission === 'string' ? permissionWords(text, permission) : undefined;
}
