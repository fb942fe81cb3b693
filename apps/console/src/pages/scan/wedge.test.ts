import { describe, expect, it } from 'vitest';
import { SEPARATOR, toRaw, toShown, WedgeKeys } from './wedge.ts';

const key = (name: string, more: Partial<Parameters<WedgeKeys['down']>[0]> = {}) => ({
  key: name,
  code: '',
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  timeStamp: 0,
  ...more,
});

describe('keys of a scanner', () => {
  it('reads Ctrl+] and the character itself as a separator', () => {
    const keys = new WedgeKeys();
    expect(keys.down(key(']', { ctrlKey: true }))).toBe('separator');
    expect(keys.down(key(SEPARATOR))).toBe('separator');
    expect(keys.down(key(']'))).toBeNull();
  });

  it('reads Alt with 029 on the number pad as one separator, typed by the system or not', () => {
    const keys = new WedgeKeys();
    keys.down(key('Alt', { altKey: true }));
    for (const digit of '029') expect(keys.down(key(digit, { code: `Numpad${digit}`, altKey: true }))).toBe('swallow');
    expect(keys.up(key('Alt', { timeStamp: 50 }))).toBe('separator');
    expect(keys.repeats(SEPARATOR, 60)).toBe(true);
    expect(keys.repeats(SEPARATOR, 900)).toBe(false);
    expect(keys.repeats('2', 60)).toBe(false);
  });

  it('leaves other Alt codes and a lone Alt alone', () => {
    const keys = new WedgeKeys();
    keys.down(key('Alt', { altKey: true }));
    keys.down(key('6', { code: 'Numpad6', altKey: true }));
    expect(keys.up(key('Alt'))).toBeNull();
    keys.down(key('Alt', { altKey: true }));
    expect(keys.up(key('Alt'))).toBeNull();
  });

  it('ends at Enter always, and at Tab only after typing that no hand can do', () => {
    const fast = new WedgeKeys();
    expect(fast.down(key('Enter'))).toBe('end');
    for (let at = 0; at < 8; at += 1) fast.down(key('1', { timeStamp: 1000 + at * 4 }));
    expect(fast.down(key('Tab', { timeStamp: 1034 }))).toBe('end');

    const person = new WedgeKeys();
    for (let at = 0; at < 8; at += 1) person.down(key('1', { timeStamp: 1000 + at * 120 }));
    expect(person.down(key('Tab', { timeStamp: 1960 }))).toBeNull();
  });

  it('shows separators and gives them back', () => {
    const raw = `0109876543210982${SEPARATOR}10AB`;
    expect(toShown(raw)).not.toContain(SEPARATOR);
    expect(toRaw(toShown(raw))).toBe(raw);
  });

  it('keeps the lines of a label apart in a field of one line', () => {
    expect(toShown('Batch: A1\r\nExp: 02/2027')).not.toMatch(/[\r\n]/);
    expect(toRaw(toShown('Batch: A1\r\nExp: 02/2027'))).toBe('Batch: A1\nExp: 02/2027');
  });
});
