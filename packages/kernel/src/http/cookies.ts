// The one kind of cookie there is: unreadable for scripts, sent to its path of this site only.
import type { Cookie } from './route.ts';

export function formatCookie(cookie: Cookie): string {
  return `${cookie.name}=${cookie.value}; Path=${cookie.path}; Max-Age=${cookie.maxAgeSeconds}; HttpOnly; Secure; SameSite=Strict`;
}

export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const [own, value] of cookiesOf(header)) if (own === name) return value;
  return undefined;
}

/** Names and values as they were sent. */
export function* cookiesOf(header: string | undefined): Generator<[name: string, value: string]> {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0) yield [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
  }
}
