import { describe, expect, it } from 'vitest';
import { splitCode } from './code-parts.tsx';

const GS = '\u001d';
const brief = (parts: ReturnType<typeof splitCode>) =>
  parts.map(({ text, kind, isWrong }) => `${isWrong ? '!' : ''}${kind}:${text}`);

describe('a code cut for display', () => {
  it('tells identifiers, values and separators of an element string apart', () => {
    const elements = [
      { ai: '01', value: '09876543210982' },
      { ai: '10', value: 'AB' },
      { ai: '21', value: '7' },
    ];
    expect(brief(splitCode(`010987654321098210AB${GS}217`, elements))).toEqual([
      'ai:01',
      'value:09876543210982',
      'ai:10',
      'value:AB',
      `separator:${GS}`,
      'ai:21',
      'value:7',
    ]);
  });

  it('finds elements in brackets and in a Digital Link', () => {
    expect(brief(splitCode('(01)09876543210982', [{ ai: '01', value: '09876543210982' }]))).toEqual([
      'plain:(',
      'ai:01',
      'plain:)',
      'value:09876543210982',
    ]);
    const link = splitCode('https://id.gs1.org/01/09876543210982?17=271130', [
      { ai: '01', value: '09876543210982' },
      { ai: '17', value: '271130' },
    ]);
    expect(brief(link)).toEqual([
      'plain:https://id.gs1.org/',
      'ai:01',
      'plain:/',
      'value:09876543210982',
      'plain:?',
      'ai:17',
      'plain:=',
      'value:271130',
    ]);
  });

  it('marks the wrong characters in place', () => {
    expect(brief(splitCode('0109876543210988', [], { start: 15, end: 16 }))).toEqual([
      'plain:010987654321098',
      '!plain:8',
    ]);
  });

  it('marks the place behind the end where something is missing', () => {
    expect(brief(splitCode('01098', [], { start: 5, end: 5 }))).toEqual(['plain:01098', '!plain:']);
  });

  it('loses no character, whatever the elements say', () => {
    for (const raw of ['', GS, `${GS}${GS}`, 'text', '10AB10AB']) {
      const parts = splitCode(
        raw,
        [
          { ai: '10', value: 'AB' },
          { ai: '99', value: 'none' },
        ],
        { start: 0, end: 1 },
      );
      expect(parts.map(({ text }) => text).join('')).toBe(raw);
    }
  });
});
