import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { segmentsOf } from './spending.rules.ts';
import { declaredMessages, fill, messageTemplate, mostSegments, registeredText, valuesForSms } from './templates.ts';

const invited = messageTemplate({
  id: 'test-invited',
  purpose: 'code',
  places: { who: 'alphanumeric', code: 'numeric', link: 'url' },
  sms: '{who} invites you to Sutra with {code}: {link} ({who})',
  mail: { subject: 'Come', text: '{who} {code} {link}' },
});

describe('a declared message', () => {
  test('names each of its places, in each of its texts', () => {
    const wrong = {
      id: 'test-wrong',
      purpose: 'notice',
      places: { code: 'numeric' },
      sms: 'nothing',
      mail: null,
    } as const;
    expect(() => messageTemplate(wrong)).toThrow('test-wrong');
    expect(() => messageTemplate({ ...wrong, sms: '{code} {more}' })).toThrow('test-wrong');
    expect(() => messageTemplate({ ...wrong, sms: '{code}', mail: { subject: '', text: '' } })).toThrow('test-wrong');
    expect(declaredMessages().map(({ id }) => id)).toEqual(['test-invited']);
  });

  test('is the only one of its name', () => {
    expect(() => messageTemplate(invited)).toThrow('two messages are called test-invited');
  });

  test('costs at most what its longest values make of it', () => {
    expect(mostSegments(invited)).toBe(2);
    expect(mostSegments({ ...invited, sms: '{code}' })).toBe(1);
    expect(mostSegments({ ...invited, sms: 'नमस्ते {who} {link}' })).toBe(3);
  });

  test('is registered with a tag for each place', () => {
    expect(registeredText(invited)).toBe(
      '{#alphanumeric#} invites you to Sutra with {#numeric#}: {#url#} ({#alphanumeric#})',
    );
  });
});

describe('what stands in a place of an SMS', () => {
  const who = (value: string) =>
    valuesForSms(invited, { who: value, code: '123456', link: 'https://sutra.example/x' }).who;
  test.each([
    ['Asha Medical Stores', 'Asha Medical Stores'],
    ['Patel & Sons (Kadi), Pvt. Ltd.', 'Patel Sons Kadi Pvt Ltd'],
    ['Pay now: https://evil.example/a?b=1', 'Pay now https evil example a b 1'],
    ['नर्मदा कॉटन', 'नर्मदा कॉटन'],
    ['Ａｓｈａ', 'Asha'],
    ['two\nlines {code}', 'two lines code'],
    ['व्यापार्\u200dयांचे', 'व्यापार्यांचे'],
    ['@@@', 'unnamed'],
    [`${'A'.repeat(38)}क्षि`, 'A'.repeat(38)],
    ['A'.repeat(60), 'A'.repeat(40)],
    [`${'A'.repeat(39)} B`, 'A'.repeat(39)],
  ])('%s → %s', (value, expected) => expect(who(value)).toBe(expected));

  test('is never more than its tag allows, whatever was given, and never another place', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (name, code) => {
        const values = valuesForSms(invited, { who: name, code, link: 'https://sutra.example' });
        expect(values.who).toMatch(/^[\p{L}\p{M}\p{N}]+( [\p{L}\p{M}\p{N}]+)*$/u);
        expect(Array.from(values.who).length).toBeLessThanOrEqual(40);
        expect(values.code).toMatch(/^\d*$/);
        expect(fill(invited.sms, values)).toContain(`${values.who} invites you to Sutra with ${values.code}: https`);
      }),
    );
  });
});

// 3GPP TS 23.040, 9.2.3.24.1, and TS 23.038, 6.2.1.
test.each([
  ['', 1],
  ['a'.repeat(160), 1],
  ['a'.repeat(161), 2],
  ['a'.repeat(306), 2],
  ['a'.repeat(307), 3],
  ['€'.repeat(80), 1],
  ['€'.repeat(81), 2],
  ['अ'.repeat(70), 1],
  ['अ'.repeat(71), 2],
  ['अ'.repeat(134), 2],
  ['अ'.repeat(135), 3],
  ['😀'.repeat(35), 1],
  ['😀'.repeat(36), 2],
  [`${'a'.repeat(70)}’`, 2],
])('a message like %j… is billed as %i', (text, segments) => expect(segmentsOf(text)).toBe(segments));
