// What is kept of passwords and PINs (Argon2id).
import { hash, verify } from '@node-rs/argon2';
import { serverBusy } from '@sutra/contracts/failures';
import { AppError } from '@sutra/kernel/errors';
import pLimit from 'p-limit';

// OWASP Password Storage Cheat Sheet: Argon2id with 19 MiB, two passes, one lane.
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Half of Node's threads: proofs of devices are checked on them too, and wait behind no crowd of sign-ins. */
const atOnce = pLimit(2);
/** Some seconds of work: who waits longer has gone. */
const MOST_WAITING = 200;

export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password.normalize('NFKC'), ARGON2));
}

export function isPassword(kept: string, password: string): Promise<boolean> {
  return inTurn(() => verify(kept, password.normalize('NFKC')));
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  requireTurn();
  return atOnce(work);
}

/** Throws `server.busy` where too many wait, whoever is asked about; before an attempt is counted that would not be looked at. */
export function requireTurn(): void {
  if (atOnce.pendingCount >= MOST_WAITING) throw new AppError(serverBusy, { headers: { 'retry-after': '5' } });
}
