// What is said to a number or an address, and for how long.
import type { ContactKind } from '@sutra/contracts/contacts';
import { DAY_MS } from '@sutra/kernel/clock';

/** Whoever hears of a change later than this has found out otherwise. */
export const NOTICE_LIFE_MS = 3 * DAY_MS;

export type ContactChange = 'changed' | 'removed';

const NAMES: Readonly<Record<ContactKind, string>> = { mobile: 'mobile number', email: 'e-mail address' };

export function codeText(kind: ContactKind, code: string): string {
  return `${code} is the code that makes this ${NAMES[kind]} part of your Sutra account. It is valid for 5 minutes. Never tell it to anybody.`;
}

/** To whoever has it already, so that the person who asked learns nothing. */
export function takenText(kind: ContactKind): string {
  return `Somebody wanted to add this ${NAMES[kind]} to another Sutra account. It belongs to your account, and nothing was changed. If it was you, sign in to your account with it.`;
}

export function noticeText(kind: ContactKind, change: ContactChange): string {
  const happened = change === 'changed' ? 'was replaced by another in' : 'was removed from';
  return `This ${NAMES[kind]} ${happened} your Sutra account. If this was not you, tell the owner of your organisation at once: somebody else may be signed in as you.`;
}
