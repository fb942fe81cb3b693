import { expect, test } from 'vitest';
import { describeDevice, userAgentFamily } from './device.rules.ts';

const ANDROID =
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36';

test.each([
  [ANDROID, 'Chrome on Android'],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0',
    'Edge on Windows',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1',
    'Safari on iPhone',
  ],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
  ['curl/8.5.0', 'curl'],
  ['', 'unknown client'],
  ['<script>alert(1)</script>', 'unknown client'],
])('%s is %s', (userAgent, family) => {
  expect(userAgentFamily(userAgent)).toBe(family);
});

test('an update of the browser is no other device', () => {
  expect(userAgentFamily(ANDROID.replace('142', '143'))).toBe(userAgentFamily(ANDROID));
});

test('a phone is a mobile, everything else a browser', () => {
  expect(describeDevice(ANDROID)).toEqual({ name: 'Chrome on Android', kind: 'mobile' });
  expect(describeDevice('curl/8.5.0').kind).toBe('browser');
});
