// Actions and types of objects as people say them. A code that this page does not know yet is shown as it is.
import { useOptionalText } from '@sutra/ui/language';
import { useMemo } from 'react';
import { useText } from '../../app/text.ts';
import english from '../../i18n/en/audit.json';
import { fieldWord } from '../settings/words.ts';

const ACTION = 'audit.action.';
const GROUP = 'audit.group.';
const TYPE = 'audit.type.';
const FIELD = 'audit.field.';

export interface Words {
  action: (code: string) => string;
  group: (name: string) => string;
  type: (code: string) => string;
  /** A column of what changed. */
  field: (column: string) => string;
}

export function useWords(): Words {
  const optional = useOptionalText();
  const text = useText();
  return useMemo(
    () => ({
      action: (code) => optional(`${ACTION}${code}`) ?? code,
      group: (name) => optional(`${GROUP}${name}`) ?? name,
      type: (code) => optional(`${TYPE}${code}`) ?? code,
      field: (column) => {
        const setting = fieldWord(column.replaceAll(/_[a-z0-9]/g, (part) => part.slice(1).toUpperCase()));
        return (setting && text(setting)) ?? optional(`${FIELD}${column}`) ?? column.replaceAll('_', ' ');
      },
    }),
    [optional, text],
  );
}

const codesWith = (prefix: string) =>
  Object.keys(english).flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []));

export const KNOWN_ACTIONS: readonly string[] = codesWith(ACTION);
export const KNOWN_GROUPS: readonly string[] = codesWith(GROUP);
export const KNOWN_TYPES: readonly string[] = codesWith(TYPE);

/** What stands before the point. */
export const groupOf = (action: string): string => action.split('.')[0]!;
