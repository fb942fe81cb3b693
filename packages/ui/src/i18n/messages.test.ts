import { expect, it } from 'vitest';
import { checkMessages } from './check-messages.ts';
import en from './en.json';
import hi from './hi.json';

it('has every word in every language, and none too many', () => {
  const sources = import.meta.glob<string>(['../**/*.{ts,tsx}', '!../**/*.test.ts'], {
    query: '?raw',
    import: 'default',
    eager: true,
  });
  expect(Object.keys(sources).length).toBeGreaterThan(10);
  expect(checkMessages({ languages: { en, hi }, sources })).toEqual([]);
});

it('finds what is wrong', () => {
  const problems = checkMessages({
    languages: {
      en: { 'a.used': 'One {count}', 'a.unused': 'Two', 'a.same': 'Three' },
      hi: { 'a.used': 'एक', 'a.same': 'Three', 'a.extra': 'चार' },
    },
    sources: { 'x.tsx': "text('a.used') text('a.same') text('a.unknown')" },
  });
  expect(problems).toEqual([
    'a.unused is used nowhere',
    'a.unknown is used and not in en',
    'a.used takes other values in hi',
    'a.unused is missing in hi',
    'a.same is not translated in hi',
    'a.extra is in hi only',
  ]);
});
