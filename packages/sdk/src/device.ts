// What to call this browser in the list of sessions.
import type { DeviceKind } from '@sutra/contracts/identity';
import type { z } from 'zod';

export interface Device {
  name: string;
  kind: z.infer<typeof DeviceKind>;
}

const BROWSERS: readonly (readonly [string, RegExp])[] = [
  ['Edge', /\bEdg(?:A|iOS)?\//],
  ['Opera', /\bOPR\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:Chrome|CriOS|HeadlessChrome)\//],
  ['Safari', /\bSafari\//],
];
const PLATFORMS: readonly (readonly [string, RegExp, Device['kind']])[] = [
  ['Android', /\bAndroid\b/, 'mobile'],
  ['iPhone', /\biPhone\b/, 'mobile'],
  ['iPad', /\biPad\b/, 'mobile'],
  ['Windows', /\bWindows\b/, 'desktop'],
  ['Mac', /\bMacintosh\b/, 'desktop'],
  ['ChromeOS', /\bCrOS\b/, 'desktop'],
  ['Linux', /\bLinux\b/, 'desktop'],
];

/** Names a device by its user agent, as in `Chrome on Android`; kind `browser` where the machine cannot be told. */
export function describeDevice(userAgent: string, maxTouchPoints = 0): Device {
  const browser = BROWSERS.find(([, pattern]) => pattern.test(userAgent))?.[0] ?? 'Browser';
  const platform = PLATFORMS.find(([, pattern]) => pattern.test(userAgent));
  if (!platform) return { name: browser, kind: 'browser' };
  // An iPad asks for desktop pages and calls itself a Mac; no Mac has a touch screen.
  if (platform[0] === 'Mac' && maxTouchPoints > 1) return { name: `${browser} on iPad`, kind: 'mobile' };
  return { name: `${browser} on ${platform[0]}`, kind: platform[2] };
}
