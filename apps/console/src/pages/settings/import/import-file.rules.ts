// Which files an import takes.
import { FILE_LIMIT_BYTES } from '@sutra/contracts/endpoint';

export type NotTaken = 'unknown-format' | 'too-large' | 'empty';

/** The format that a name ends in, as the endpoint calls it. */
export function formatOf(fileName: string): 'csv' | 'xlsx' | null {
  const ending = fileName.toLowerCase().split('.').at(-1);
  return ending === 'csv' || ending === 'xlsx' ? ending : null;
}

/** Why a file is not taken, known before it is sent; null if it is. */
export function notTaken({ name, size }: { name: string; size: number }): NotTaken | null {
  if (formatOf(name) === null) return 'unknown-format';
  if (size === 0) return 'empty';
  return size > FILE_LIMIT_BYTES ? 'too-large' : null;
}
