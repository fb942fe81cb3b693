// What a user agent tells about a device, without versions, so that an update is no other device.

const BROWSERS: readonly [string, RegExp][] = [
  ['Edge', /\bEdgA?\//],
  ['Opera', /\bOPR\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:Chrome|CriOS|HeadlessChrome)\//],
  ['Safari', /\bSafari\//],
];
const PLATFORMS: readonly [string, RegExp][] = [
  ['Android', /\bAndroid\b/],
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Windows', /\bWindows\b/],
  ['Mac', /\bMacintosh\b/],
  ['Linux', /\bLinux\b/],
];

/** Browser and platform (`Chrome on Android`), or the first product name of any other client. */
export function userAgentFamily(userAgent: string): string {
  const browser = BROWSERS.find(([, pattern]) => pattern.test(userAgent))?.[0];
  const platform = PLATFORMS.find(([, pattern]) => pattern.test(userAgent))?.[0];
  if (browser !== undefined) return platform === undefined ? browser : `${browser} on ${platform}`;
  const product = /^[A-Za-z0-9._-]{1,40}/.exec(userAgent)?.[0];
  return product ?? 'unknown client';
}

/** The name and kind of a device that gave none. */
export function describeDevice(userAgent: string): { name: string; kind: 'mobile' | 'browser' } {
  return { name: userAgentFamily(userAgent), kind: /\b(Android|iPhone|iPad)\b/.test(userAgent) ? 'mobile' : 'browser' };
}
