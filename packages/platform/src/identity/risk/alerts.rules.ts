// The message about a sign-in: whom it reaches, what it says, and the link that it holds.
import { DAY_MS, HOUR_MS } from '@sutra/kernel/clock';
import { equalBytes, hmac, type SecretKey } from '@sutra/kernel/crypto';

export const LINK_LIFE_MS = 7 * DAY_MS;
/** At most one message in this time, however many sign-ins look unusual. */
export const QUIET_MS = HOUR_MS;
/** Whoever hears of it later than this has read it in the notifications. */
export const SENT_WITHIN_MS = HOUR_MS;

const MAC_BYTES = 16;

/** 43 characters: the id of the alert and 128 bits that only the server can compute. */
export function linkToken(key: SecretKey, alertId: string): string {
  const id = Buffer.from(alertId.replaceAll('-', ''), 'hex');
  return Buffer.concat([id, macOf(key, alertId)]).toString('base64url');
}

/** The alert that a token names, if the server made it. */
export function readLinkToken(key: SecretKey, token: string): string | null {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length !== 16 + MAC_BYTES || bytes.toString('base64url') !== token) return null;
  const hex = bytes.subarray(0, 16).toString('hex');
  const alertId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return equalBytes(bytes.subarray(16), macOf(key, alertId)) ? alertId : null;
}

function macOf(key: SecretKey, alertId: string): Buffer {
  return hmac(key, alertId).subarray(0, MAC_BYTES);
}

export interface Recipient {
  mobile: string | null;
  mobileVerifiedAt: Date | null;
  mobileReportedAt: Date | null;
  email: string | null;
  emailVerifiedAt: Date | null;
}

/** A number that may be somebody else's hears nothing. */
export function addressOf(to: Recipient): { sms: string | null; mail: string | null } {
  const { mobile, mobileVerifiedAt: verifiedAt, mobileReportedAt: reportedAt } = to;
  const isOwn = verifiedAt !== null && (reportedAt === null || verifiedAt > reportedAt);
  return { sms: isOwn ? mobile : null, mail: to.emailVerifiedAt === null ? null : to.email };
}

export interface Told {
  device: string;
  country: string | null;
  at: Date;
  timeZone: string;
}

/** What stands in the places of `unusualSignIn`. */
export function alertValues({ device, country, at, timeZone }: Told, link: string) {
  const clock = new Intl.DateTimeFormat('en-IN', { timeZone, hour: '2-digit', minute: '2-digit', hour12: true });
  const parts = new Map(clock.formatToParts(at).map(({ type, value }) => [type, value]));
  return {
    device: `${device}${where('en', country)}`,
    deviceInHindi: `${device}${where('hi', country)}`,
    day: dayOf('en', at, timeZone),
    dayInHindi: dayOf('hi', at, timeZone),
    hour: parts.get('hour')!,
    minute: parts.get('minute')!,
    half: parts.get('dayPeriod')!,
    link,
  };
}

function where(language: 'en' | 'hi', country: string | null): string {
  return country === null ? '' : ` (${new Intl.DisplayNames(language, { type: 'region' }).of(country)})`;
}

function dayOf(language: 'en' | 'hi', at: Date, timeZone: string): string {
  return at.toLocaleDateString(`${language}-IN`, { timeZone, day: 'numeric', month: 'short' });
}
