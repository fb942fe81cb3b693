import { optionalText, present } from '../../app/search.ts';

/** Most characters of a code with its percent-encoding: servers refuse an address that is much longer. */
const ADDRESS_LENGTH_MAX = 8000;

/** The longest input; no symbol holds as much. */
export const CODE_LENGTH_MAX = 65_536;

export interface InspectorSearch {
  code?: string;
  /** How a separator is written where it is not the GS character. */
  separator?: string;
  open?: string;
}

export function inspectorSearch(search: Record<string, unknown>): InspectorSearch {
  return present({
    code: optionalText(search, 'code', CODE_LENGTH_MAX),
    separator: optionalText(search, 'separator', 10),
    open: optionalText(search, 'open', 10),
  });
}

export function fitsAddress(code: string): boolean {
  return new URLSearchParams({ code }).toString().length <= ADDRESS_LENGTH_MAX;
}
