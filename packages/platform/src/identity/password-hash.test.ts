import { expect, test } from 'vitest';
import { hashPassword, isPassword } from './password-hash.ts';

test('a password is known again however it was typed, and no other one is', async () => {
  const kept = await hashPassword('चाय ＆ 5 कप');
  expect(kept).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await isPassword(kept, 'चाय & 5 कप')).toBe(true);
  expect(await isPassword(kept, 'चाय & 6 कप')).toBe(false);
});

test('of a crowd the first two hundred and two are answered, the rest is told at once to come again', async () => {
  const kept = await hashPassword('one of many');
  const startedMs = performance.now();
  const refusedAfterMs: number[] = [];
  const answers = await Promise.all(
    Array.from({ length: 260 }, () =>
      isPassword(kept, 'one of many').catch((error: { failure: { code: string } }) => {
        refusedAfterMs.push(performance.now() - startedMs);
        return error.failure.code;
      }),
    ),
  );
  expect(answers.filter((answer) => answer === true)).toHaveLength(202);
  expect(answers.filter((answer) => answer === 'server.busy')).toHaveLength(58);
  expect(Math.max(...refusedAfterMs)).toBeLessThan(1000);
  expect(await isPassword(kept, 'one of many')).toBe(true);
});
