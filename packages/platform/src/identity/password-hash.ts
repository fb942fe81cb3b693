// What is kept of passwords and PINs (Argon2id).
import { hash, verify } from '@node-rs/argon2';
import pLimit from 'p-limit';

// OWASP Password Storage Cheat Sheet: Argon2id with 19 MiB, two passes, one lane.
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Half of Node's threads: proofs of devices are checked on them too, and wait behind no crowd of sign-ins. */
const atOnce = pLimit(2);

export function hashPassword(password: string): Promise<string> {
  return atOnce(() => hash(password.normalize('NFKC'), ARGON2));
}

export function isPassword(kept: string, password: string): Promise<boolean> {
  return atOnce(() => verify(kept, password.normalize('NFKC')));
}
