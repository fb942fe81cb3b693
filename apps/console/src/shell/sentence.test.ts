import { expect, it } from 'vitest';
import { chooseSentence, type Sentences } from './sentence.ts';

const SENTENCES: Sentences = { 'scan.recent': ['today.scan.recent', 'name'] };
const choose = (kind: string, values: Record<string, string | number>) =>
  chooseSentence(SENTENCES, 'today.other', { kind, values });

it('says what it knows, and something plain about anything else', () => {
  expect(choose('scan.recent', { name: 'Alprixyn 0.25' })).toBe('today.scan.recent');
  expect(choose('scan.recent', { name: '' })).toBe('today.scan.recent');
  expect(choose('scan.recent', {})).toBe('today.other');
  expect(choose('payment.due', { name: 'x' })).toBe('today.other');
  expect(choose('constructor', {})).toBe('today.other');
});
