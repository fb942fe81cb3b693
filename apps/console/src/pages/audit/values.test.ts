import { expect, it } from 'vitest';
import type { TextOf } from '../../app/text.ts';
import en from '../../i18n/en.ts';
import { valueInWords } from './values.ts';

const text = ((key: keyof typeof en) => en[key]) as TextOf;

it.each([
  [
    'roles',
    ['owner', { id: '01900000-0000-7000-8000-00000000dead', name: 'Night counter', version: 2 }],
    'Owner, Night counter',
  ],
  ['roles', ['role_of_tomorrow'], 'role_of_tomorrow'],
  ['permissions', ['scan.create', 'of.tomorrow'], 'Scan medicines, of.tomorrow'],
  ['roles', [], undefined],
  ['roles', 'owner', undefined],
  ['roles', [{ id: 'x' }], undefined],
  ['permissions', [5], undefined],
  ['address_lines', ['owner'], undefined],
])('%s %j reads %j', (field, value, words) => expect(valueInWords(text, value, field)).toBe(words));
