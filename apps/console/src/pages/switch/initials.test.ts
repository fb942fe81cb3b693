import { expect, it } from 'vitest';
import { initialsOf } from './initials.ts';

it.each([
  ['Ravi Kumar', 'RK'],
  ['asha', 'A'],
  ['  Meena  Ben  Patel ', 'MP'],
  ['कीर्ति शाह', 'कीशा'],
  ['👩‍⚕️ Nurse', '👩‍⚕️N'],
  ['', ''],
])('%s is %s', (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});
