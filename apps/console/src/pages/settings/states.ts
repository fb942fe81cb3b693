// The names of the states that GST numbers begin with, in the words of the page.
import { GST_STATES } from '@sutra/contracts/india';
import type { ConsoleMessage } from '../../app/text.ts';

const STATES: Readonly<Record<string, ConsoleMessage>> = {
  '01': 'state.01',
  '02': 'state.02',
  '03': 'state.03',
  '04': 'state.04',
  '05': 'state.05',
  '06': 'state.06',
  '07': 'state.07',
  '08': 'state.08',
  '09': 'state.09',
  '10': 'state.10',
  '11': 'state.11',
  '12': 'state.12',
  '13': 'state.13',
  '14': 'state.14',
  '15': 'state.15',
  '16': 'state.16',
  '17': 'state.17',
  '18': 'state.18',
  '19': 'state.19',
  '20': 'state.20',
  '21': 'state.21',
  '22': 'state.22',
  '23': 'state.23',
  '24': 'state.24',
  '26': 'state.26',
  '27': 'state.27',
  '29': 'state.29',
  '30': 'state.30',
  '31': 'state.31',
  '32': 'state.32',
  '33': 'state.33',
  '34': 'state.34',
  '35': 'state.35',
  '36': 'state.36',
  '37': 'state.37',
  '38': 'state.38',
  '97': 'state.97',
};

export const STATE_CODES: readonly string[] = Object.keys(GST_STATES).sort();

/** Undefined for a code that is no state. */
export function stateName(code: string): ConsoleMessage | undefined {
  return Object.hasOwn(STATES, code) ? STATES[code] : undefined;
}
