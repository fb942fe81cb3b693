// What zod says is wrong, in words of the page; with real schemas, so that a new version of zod is noticed.
import { fieldFor, firstOfEach, pathOf, serverIssues, wordsOf } from '@sutra/ui/form/form-issues.rules';
import { describe, expect, it, test } from 'vitest';
import { z } from 'zod';

function wordsFor(schema: z.ZodType, value: unknown, formatNumber?: (value: number) => string) {
  const { error } = schema.safeParse(value);
  return wordsOf(error!.issues[0]!, value, formatNumber);
}

describe('words for what a schema refuses', () => {
  it.each<[string, z.ZodType, unknown, object]>([
    ['text that is missing', z.string().min(1), '', { key: 'ui.form.error.required' }],
    ['nothing at all', z.string(), undefined, { key: 'ui.form.error.required' }],
    ['no number', z.int(), null, { key: 'ui.form.error.required' }],
    ['no choice', z.enum(['a', 'b']), null, { key: 'ui.form.error.required' }],
    ['no day', z.iso.date(), '', { key: 'ui.form.error.required' }],
    ['no record', z.object({}), null, { key: 'ui.form.error.required' }],
    ['a short text', z.string().min(3), 'ab', { key: 'ui.form.error.tooShort', values: { count: 3 } }],
    ['a long text', z.string().max(2), 'abc', { key: 'ui.form.error.tooLong', values: { count: 2 } }],
    ['an empty list', z.array(z.string()).min(1), [], { key: 'ui.form.error.tooFew', values: { count: 1 } }],
    ['a long list', z.array(z.string()).max(1), ['a', 'b'], { key: 'ui.form.error.tooMany', values: { count: 1 } }],
    ['a small number', z.number().min(5), 4, { key: 'ui.form.error.tooSmall', values: { limit: '5' } }],
    ['a number that is not more', z.number().gt(5), 5, { key: 'ui.form.error.notMore', values: { limit: '5' } }],
    ['a big number', z.number().max(5), 6, { key: 'ui.form.error.tooBig', values: { limit: '5' } }],
    ['a number that is not less', z.number().lt(5), 5, { key: 'ui.form.error.notLess', values: { limit: '5' } }],
    ['a fraction', z.int(), 1.5, { key: 'ui.form.error.integer' }],
    ['a text for a number', z.number(), 'x', { key: 'ui.form.error.number' }],
    ['a number between steps', z.number().multipleOf(5), 7, { key: 'ui.form.error.multiple', values: { of: '5' } }],
    ['no e-mail', z.email(), 'nobody', { key: 'ui.form.error.email' }],
    ['no address', z.url(), 'nowhere', { key: 'ui.form.error.url' }],
    ['no such day', z.iso.date(), '2026-02-30', { key: 'ui.form.error.day' }],
    ['a wrong form', z.string().regex(/^x/), 'y', { key: 'ui.form.error.format' }],
    ['another choice', z.enum(['a', 'b']), 'c', { key: 'ui.form.error.choice' }],
    ['an early time', z.date().min(new Date(5)), new Date(0), { key: 'ui.form.error.tooEarly' }],
    ['a late time', z.date().max(new Date(5)), new Date(9), { key: 'ui.form.error.tooLate' }],
    ['an unknown name', z.strictObject({}), { a: 1 }, { key: 'ui.form.error.invalid' }],
    ['none of several', z.union([z.literal(1), z.boolean()]), 'x', { key: 'ui.form.error.invalid' }],
    ['a rule without words', z.string().refine(() => false), 'x', { key: 'ui.form.error.invalid' }],
  ])('%s', (_, schema, value, words) => {
    expect(wordsFor(schema, value)).toEqual(words);
  });

  it('are those of the schema where somebody wrote them', () => {
    expect(wordsFor(z.string().regex(/^x/, 'must begin with x'), 'y')).toEqual({ own: 'must begin with x' });
    expect(wordsFor(z.string().min(3, 'the whole name'), '')).toEqual({ own: 'the whole name' });
  });

  it('write a limit as the field writes its value', () => {
    expect(wordsFor(z.int().min(100_000), 5, (paise) => `₹${paise / 100}`)).toEqual({
      key: 'ui.form.error.tooSmall',
      values: { limit: '₹1000' },
    });
  });
});

describe('where an issue belongs', () => {
  const fields = ['price', 'lots', 'lots.0.name', 'lots.10.name'];

  test('to its field, or to the nearest that holds it', () => {
    expect(fieldFor('lots.0.name', fields)).toBe('lots.0.name');
    expect(fieldFor('lots.1.name', fields)).toBe('lots');
    expect(fieldFor('price.unscaled', fields)).toBe('price');
    expect(fieldFor('priceless', fields)).toBeNull();
    expect(fieldFor('', fields)).toBeNull();
  });

  test('a path of zod is names and places joined by dots', () => {
    const { error } = z.object({ lots: z.array(z.object({ name: z.string() })) }).safeParse({ lots: [{ name: 1 }] });
    expect(pathOf(error!.issues[0]!)).toBe('lots.0.name');
  });

  test('of the server it is a part of the body', () => {
    const problem = {
      errors: [
        { path: 'body.price.amountPaise', message: 'blocked' },
        { path: 'body', message: 'Invalid input' },
        { path: 'query.limit', message: 'Too big: expected number to be <=200' },
      ],
    };
    expect(serverIssues({ problem })).toEqual([
      { path: 'price.amountPaise', words: { own: 'blocked' } },
      { path: '', words: { key: 'ui.form.error.invalid' } },
      { path: 'query.limit', words: { key: 'ui.form.error.invalid' } },
    ]);
    for (const error of [null, undefined, 'text', new Error('away'), { problem: {} }])
      expect(serverIssues(error)).toEqual([]);
  });

  test('a field has one at a time, the record as a whole several', () => {
    const words = (own: string) => ({ own });
    const issues = [
      { path: 'a', words: words('one') },
      { path: 'a', words: words('two') },
      { path: '', words: words('three') },
      { path: '', words: words('four') },
      { path: '', words: words('four') },
    ];
    expect(firstOfEach(issues).map(({ words: said }) => said)).toEqual(['one', 'three', 'four'].map(words));
  });
});
