// How long the old number or address is told of a change.
import { DAY_MS } from '@sutra/kernel/clock';

/** Whoever hears of a change later than this has found out otherwise. */
export const NOTICE_LIFE_MS = 3 * DAY_MS;

export type ContactChange = 'changed' | 'removed';
