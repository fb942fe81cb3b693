import { expect, it } from 'vitest';
import { Question } from './question.ts';

it('is answered for nobody where no shell listens', async () => {
  expect(await new Question<string, boolean>(false).ask('anybody there?')).toBe(false);
});
