// When a mobile number may be somebody else's by now. Operators give a number to the next customer after some months.
import { DAY_MS, HOUR_MS } from '@sutra/kernel/clock';

const UNUSED_MS = 90 * DAY_MS;
const CONFIRMED_FOR_MS = 24 * HOUR_MS;

export interface NumberState {
  /** When the number was proved by a code, together with something else that only its person has. */
  verifiedAt: Date | null;
  /** The last activity of the person in any session, or their beginning. */
  activeAt: Date;
  /** When somebody said that it is not the person's any more. */
  reportedAt: Date | null;
}

export function isInDoubt({ verifiedAt, activeAt, reportedAt }: NumberState, now: Date): boolean {
  if (isReported({ verifiedAt, reportedAt })) return true;
  const lastMs = Math.max(verifiedAt?.getTime() ?? 0, activeAt.getTime());
  return now.getTime() - lastMs > UNUSED_MS;
}

export function isReported({ verifiedAt, reportedAt }: Pick<NumberState, 'verifiedAt' | 'reportedAt'>): boolean {
  return reportedAt !== null && (verifiedAt === null || verifiedAt <= reportedAt);
}

/** Until when the word counts that an owner gives at this moment. */
export function confirmedUntil(at: Date): Date {
  return new Date(at.getTime() + CONFIRMED_FOR_MS);
}

/**
 * The moment of the oldest of the words that lift the doubt; null if they do not. Each organisation that the number would
 * open has to say so since the number was last proved or reported: one says nothing for another.
 */
export function confirmedSince(words: readonly (Date | null)[], state: NumberState, now: Date): Date | null {
  if (words.length === 0) return null;
  const lastMs = Math.max(state.verifiedAt?.getTime() ?? 0, state.reportedAt?.getTime() ?? 0);
  const counts = (at: Date | null): at is Date => at !== null && at.getTime() > lastMs && confirmedUntil(at) > now;
  if (!words.every(counts)) return null;
  return new Date(Math.min(...words.map((at) => at.getTime())));
}
