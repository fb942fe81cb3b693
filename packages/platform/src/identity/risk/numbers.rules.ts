// When a mobile number may be somebody else's by now. Operators give a number to the next customer after some months.
import { DAY_MS, HOUR_MS } from '@sutra/kernel/clock';

const UNUSED_MS = 90 * DAY_MS;
export const CONFIRMED_FOR_MS = 24 * HOUR_MS;

export interface NumberState {
  /** When the number was proved by a code, together with something else that only its person has. */
  verifiedAt: Date | null;
  /** The last activity of the person in any session, or their beginning. */
  activeAt: Date;
  /** When somebody said that it is not the person's any more. */
  reportedAt: Date | null;
  /** Until when an owner's word that it is theirs counts. */
  confirmedUntil: Date | null;
}

export function isInDoubt({ verifiedAt, activeAt, reportedAt }: NumberState, now: Date): boolean {
  if (isReported({ verifiedAt, reportedAt })) return true;
  const lastMs = Math.max(verifiedAt?.getTime() ?? 0, activeAt.getTime());
  return now.getTime() - lastMs > UNUSED_MS;
}

export function isReported({ verifiedAt, reportedAt }: Pick<NumberState, 'verifiedAt' | 'reportedAt'>): boolean {
  return reportedAt !== null && (verifiedAt === null || verifiedAt <= reportedAt);
}

export function isConfirmed({ confirmedUntil }: NumberState, now: Date): boolean {
  return confirmedUntil !== null && confirmedUntil > now;
}
