// Refresh tokens are derived, not stored: HMAC over person, session and generation. So the same successor can be given
// twice to a client whose answer was lost, and the database holds nothing that could be stolen.
import { equalBytes, hmac, isCanonicalBase64Url, type SecretKey } from '@sutra/kernel/crypto';
import { DAY_MS, SECOND_MS } from '@sutra/kernel/clock';

/** A repeat of the last refresh within this time gets the same successor. */
export const REPEAT_TOLERANCE_MS = 30 * SECOND_MS;
/** A client refreshes every quarter of an hour, for each change of organisation and for each page that a browser loads. */
export const REFRESHES_A_MINUTE = 120;
export const SLIDING_LIFE_MS = 30 * DAY_MS;
export const ABSOLUTE_LIFE_MS = 180 * DAY_MS;

export interface RefreshClaim {
  userId: string;
  sessionId: string;
  generation: number;
}

const PREFIX = 'rt_';
const CLAIM_BYTES = 36;

export function makeRefreshToken(key: SecretKey, claim: RefreshClaim): string {
  const bytes = claimBytes(claim);
  return PREFIX + Buffer.concat([bytes, hmac(key, bytes)]).toString('base64url');
}

/** What a token claims, or null if it is not one of ours to the last bit. */
export function readRefreshToken(key: SecretKey, token: string): RefreshClaim | null {
  const text = token.slice(PREFIX.length);
  if (!token.startsWith(PREFIX) || !isCanonicalBase64Url(text)) return null;
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length !== CLAIM_BYTES + 32) return null;
  const claim = bytes.subarray(0, CLAIM_BYTES);
  if (!equalBytes(hmac(key, claim), bytes.subarray(CLAIM_BYTES))) return null;
  return {
    userId: uuidText(claim.subarray(0, 16)),
    sessionId: uuidText(claim.subarray(16, 32)),
    generation: claim.readUInt32BE(32),
  };
}

export interface RefreshState {
  generation: number;
  rotatedAt: Date;
  /** What tells one device from another: the thumbprint of its key, or the family of its user agent. */
  device: string;
  expiresAt: Date;
  revokedAt: Date | null;
}

export type RefreshDecision = 'rotate' | 'repeat' | 'reused' | 'ended';

/** What a presented generation means for a session; anything but the current one and its tolerated predecessor is theft. */
export function decideRefresh(session: RefreshState, generation: number, device: string, now: Date): RefreshDecision {
  if (session.revokedAt !== null || session.expiresAt <= now) return 'ended';
  if (generation === session.generation) return 'rotate';
  const isPredecessor = generation === session.generation - 1;
  const isInTime = now.getTime() - session.rotatedAt.getTime() <= REPEAT_TOLERANCE_MS;
  return isPredecessor && isInTime && device === session.device ? 'repeat' : 'reused';
}

function claimBytes({ userId, sessionId, generation }: RefreshClaim): Buffer {
  const bytes = Buffer.alloc(CLAIM_BYTES);
  bytes.write(userId.replaceAll('-', ''), 0, 'hex');
  bytes.write(sessionId.replaceAll('-', ''), 16, 'hex');
  bytes.writeUInt32BE(generation, 32);
  return bytes;
}

export function uuidText(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
