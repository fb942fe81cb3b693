import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SEPARATOR, toCode, toShown, toVisible } from './characters.ts';
import { CODE_LENGTH_MAX, fitsAddress, inspectorSearch } from './search.ts';

describe('the field', () => {
  it('shows control characters and gives them back', () => {
    expect(toShown(`[)>\u001e06${SEPARATOR}1P\u0004\u007f`)).toBe('[)>␞06␝1P␄␡');
    const anyCode = fc.string({ unit: 'binary' }).filter((code) => !/[\u2400-\u2421]/.test(code));
    fc.assert(fc.property(anyCode, (code) => toCode(toShown(code), 'gs') === code));
  });

  it('drops the line break at the end of what was copied, and keeps one within', () => {
    expect(toCode('10A\r\n', 'gs')).toBe('10A');
    expect(toCode('10A\n21B', 'gs')).toBe('10A\n21B');
  });

  it('makes a written separator one only where that was chosen', () => {
    expect(toCode('10A<GS>21B<gs>', 'words')).toBe(`10A${SEPARATOR}21B${SEPARATOR}`);
    expect(toCode('10A<GS>21B', 'gs')).toBe('10A<GS>21B');
    expect(toCode('10A^21B', 'caret')).toBe('10A^21B');
  });
});

it('names what is invisible or turns the direction of the text', () => {
  expect(toVisible('A\u202eB\u200b\u0085\ud800')).toBe('A‹U+202E›B‹U+200B›‹U+0085›‹U+D800›');
  expect(toVisible(`<b>&${SEPARATOR}ह`)).toBe('<b>&‹GS›ह');
  expect(toVisible(`${SEPARATOR.repeat(2)}|${'\u{e0001}'.repeat(9)}`)).toBe('‹GS›‹GS›|‹U+E0001×9›');
});

describe('the address', () => {
  it('holds a code as long as a symbol can be, and refuses what servers refuse', () => {
    expect(fitsAddress('0'.repeat(7089))).toBe(true);
    expect(fitsAddress(SEPARATOR.repeat(4000))).toBe(false);
  });

  it('is read leniently', () => {
    expect(inspectorSearch({ code: 8901234567890, separator: 'caret', other: 1 })).toEqual({
      code: '8901234567890',
      separator: 'caret',
    });
    expect(inspectorSearch({ code: 'x'.repeat(CODE_LENGTH_MAX + 1), open: '' })).toEqual({});
  });
});
