import { describe, expect, it } from 'vitest';
import en from '../../i18n/en/audit.json';
import hi from '../../i18n/hi/audit.json';
import { groupOf, KNOWN_ACTIONS, KNOWN_GROUPS } from './words.ts';

const CONTRACTS = import.meta.glob<string>(['../../../../../packages/contracts/src/*.ts', '!**/*.test.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
});
const SERVICES = import.meta.glob<string>(
  ['../../../../../packages/{platform,pharmacy,cotton}/src/**/*.ts', '!**/*.test.ts'],
  { query: '?raw', import: 'default', eager: true },
);

const found = (sources: Record<string, string>, pattern: RegExp) =>
  Object.values(sources).flatMap((source) => [...source.matchAll(pattern)].map((match) => match[1]!));

const ACTION = String.raw`'([a-z_]+\.[a-z_]+)'`;
/** What endpoints declare, and what services record beside it. */
const ACTIONS = new Set([
  ...found(CONTRACTS, new RegExp(`\\baudit: ${ACTION}`, 'g')),
  ...found(SERVICES, new RegExp(`\\baction: ${ACTION}`, 'g')),
  ...found(SERVICES, new RegExp(`\\brecordSystem\\(\\w+, ${ACTION}`, 'g')),
]);

describe.each([
  ['en', en as Record<string, string>],
  ['hi', hi as Record<string, string>],
])('in %s', (_, words) => {
  it('every action that is recorded has words', () => {
    expect(ACTIONS.size).toBeGreaterThan(15);
    expect([...ACTIONS].filter((action) => words[`audit.action.${action}`] === undefined)).toEqual([]);
  });

  it('every group of actions has words', () => {
    const groups = new Set([...ACTIONS].map(groupOf));
    expect([...groups].filter((group) => words[`audit.group.${group}`] === undefined)).toEqual([]);
  });
});

it('there are no words for actions that nobody records', () => {
  expect(KNOWN_ACTIONS.filter((action) => !ACTIONS.has(action))).toEqual([]);
  expect(KNOWN_GROUPS.filter((group) => !KNOWN_ACTIONS.some((action) => groupOf(action) === group))).toEqual([]);
});
