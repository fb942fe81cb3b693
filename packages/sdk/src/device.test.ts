import { describe, expect, it } from 'vitest';
import { describeDevice } from './device.ts';
import { formatMobile, normaliseMobile } from './mobile-number.ts';

describe('the name of a device', () => {
  it.each([
    [
      'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36',
      'Chrome on Android',
      'mobile',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0',
      'Edge on Windows',
      'desktop',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1',
      'Safari on iPhone',
      'mobile',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux', 'desktop'],
    [
      'Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36',
      'Samsung Internet on Android',
      'mobile',
    ],
    ['Lynx/2.9', 'Browser', 'browser'],
  ])('%s', (userAgent, name, kind) => {
    expect(describeDevice(userAgent)).toEqual({ name, kind });
  });

  it('tells an iPad that calls itself a Mac by its touch screen', () => {
    const safari =
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15';
    expect(describeDevice(safari, 5)).toEqual({ name: 'Safari on iPad', kind: 'mobile' });
    expect(describeDevice(safari, 0)).toEqual({ name: 'Safari on Mac', kind: 'desktop' });
  });
});

describe('mobile numbers', () => {
  it.each([
    ['98000 00001', '+919800000001'],
    ['098000-00001', '+919800000001'],
    ['91 98000 00001', '+919800000001'],
    ['+91 98000 00001', '+919800000001'],
    ['0091 98000 00001', '+919800000001'],
    ['+44 7700 900123', '+447700900123'],
    ['12345', null],
    ['5800000001', null],
    ['98000 0000x', null],
    ['', null],
  ])('%s', (typed, expected) => {
    expect(normaliseMobile(typed)).toBe(expected);
  });

  it('are shown the way they are read aloud', () => {
    expect(formatMobile('+919800000001')).toBe('+91 98000 00001');
    expect(formatMobile('+447700900123')).toBe('+447700900123');
  });
});
