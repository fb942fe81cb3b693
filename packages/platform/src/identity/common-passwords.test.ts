import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findGuessable } from './common-passwords.ts';

const guessable = (password: string, ownWords: readonly string[] = ['asha', 'patel', 'ashak', '0000001']) =>
  findGuessable(password, ownWords);

describe('a password', () => {
  test.each([
    'tulip ladder 49 gravel',
    'Gx7!vobelisk',
    'नदी के पार पुराना बरगद',
    'chai at four, rain at five',
    'पासवर्ड-नहीं-यह',
    'kX9#mPq2vL',
    'red sun sky',
    'abacus abdomen abide',
    'ﷺ',
  ])('like %j is taken', async (password) => expect(await guessable(password)).toBeNull());

  // oxfmt-ignore
  test.each([
    'password12', 'P@ssw0rd2026', 'Passw0rd!!', 'welcome@123', 'Admin@12345', 'iloveyou-india', 'jaishreeram1', '1234567890', '0987654321',
    'qwertyuiop', 'qwerty123456', '1qaz2wsx3edc', 'asdfghjkl;', 'aaaaaaaaaaaa', 'abcabcabcabc', '12341234123', 'abcdefghij', 'Pharmacy@2026',
    '!!cricket!!', '!l0vey0u!!1', 'password48151623', 'ｐａｓｓｗｏｒｄ１２',
  ])('like %j is too common', async (password) => expect(await guessable(password)).toBe('common'));

  // oxfmt-ignore
  test.each([
    'Ahmedabad@1', 'ahm3d@b@d12', 'dabademha1', 'omnamahshivaya', 'OmNamahShivaya108', 'ganpati@123', 'virat18kohli', 'Gujarat@2025', 'medicalstore1',
    'harharmahadev', 'paracetamol1', 'dolo650dolo650', 'Sutra@2035', 'diwali2025', 'mumbai@2024', 'Ramesh@1975', 'bharatmata1', 'vandemataram',
  ])('like %j, near at hand in India, is too common', async (password) => expect(await guessable(password)).toBe('common'));

  test.each(['9825374610', '+91 98253 74610', '2203-1968-11', '９８２５３７４６１０'])(
    'that is a number like %j is too common',
    async (password) => expect(await guessable(password)).toBe('common'),
  );

  test.each(['4sh4p4t3l99', 'LETAPahsa1', 'p@tel#@$h@'])(
    'like %j is soon guessed by whoever knows its owner, and is nothing to others',
    async (password) => {
      expect(await guessable(password)).toBe('personal');
      expect(await guessable(password, [])).not.toBe('personal');
    },
  );

  test('of a few characters that come again is never taken, whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 3 }),
        fc.nat(40),
        async (piece, times) => {
          expect(await guessable(piece.repeat(times + 4))).toBe('common');
        },
      ),
    );
  });

  test('of 256 characters, chosen to keep the lists busy, is looked at in a moment', async () => {
    await guessable('loads the lists first');
    const pieces = ['4@8({[<369&#!1/|0$5+7%2', '|-|()|)|_|/\\', 'p@ssw0rd', '12/12/1999', '1', 'vv/\\/|'];
    const timesMs = [];
    for (const piece of pieces) {
      const password = piece.repeat(256).slice(0, 256);
      const each = [];
      for (let round = 0; round < 5; round += 1) {
        const startedMs = performance.now();
        await guessable(password);
        each.push(performance.now() - startedMs);
      }
      timesMs.push(Math.min(...each)); // the machine does other things too
    }
    expect(Math.max(...timesMs)).toBeLessThan(20);
  });

  test('of any characters and any own words makes nothing throw', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.array(fc.string({ unit: 'binary', maxLength: 60 }), { maxLength: 5 }),
        async (password, words) => {
          expect([null, 'common', 'personal']).toContain(await guessable(password, words));
        },
      ),
      { numRuns: 60 },
    );
  });
});
