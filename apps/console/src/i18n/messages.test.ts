import { checkMessages } from '@sutra/ui/i18n/check-messages.ts';
import { expect, it } from 'vitest';
import en from './en.ts';
import enFirst from './en-first.ts';
import hi from './hi.ts';

it('has every word in every language, and none too many', () => {
  const sources = import.meta.glob<string>(['../**/*.{ts,tsx}', '!../**/*.test.ts'], {
    query: '?raw',
    import: 'default',
    eager: true,
  });
  const contracts = Object.values(
    import.meta.glob<string>('../../../../packages/contracts/src/*.ts', {
      query: '?raw',
      import: 'default',
      eager: true,
    }),
  ).join('\n');
  const isDeclared = (code: string) => new RegExp(`failure\\(\\s*'${code}'`).test(contracts);
  const problems = checkMessages({
    languages: { en, hi },
    sources,
    lookedUp: (key) =>
      (key.startsWith('problem.') && isDeclared(key.slice('problem.'.length))) ||
      /^audit\.(?:action|field|group|type)\./.test(key) || // compared with what is recorded in pages/audit/words.test.ts
      /^codeInspector\.(?:ai|error|note)\./.test(key), // compared with the parser in pages/code-inspector/words.test.ts
    same: ['scan.gtin', 'audit.field.gtin', 'audit.field.pan'],
  });
  expect(Object.keys(sources).length).toBeGreaterThan(20);
  expect(problems).toEqual([]);
});

it('has the words of signing in among those that are there before anybody has', () => {
  const sources = import.meta.glob<string>('../{pages/sign-in,proof}/*.{ts,tsx}', {
    query: '?raw',
    import: 'default',
    eager: true,
  });
  const used = Object.values(sources).flatMap((source) => source.match(/(?<=')[a-zA-Z]+(?:\.[a-zA-Z_]+)+(?=')/g) ?? []);
  const words = used.filter((id) => id in en);
  expect(words.length).toBeGreaterThan(30);
  expect(words.filter((id) => !(id in enFirst))).toEqual([]);
});
