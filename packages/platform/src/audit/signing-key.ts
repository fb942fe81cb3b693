// The Ed25519 keys that sign checkpoints: made at the first start, kept sealed, every generation published.
import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { Clock } from '@sutra/kernel/clock';
import { StartError } from '@sutra/kernel/config';
import { type Keyring, open, seal } from '@sutra/kernel/crypto';
import type { Gates, Tx } from '@sutra/kernel/db/gates';
import { sql } from 'kysely';
import { keyIdOf } from './audit.rules.ts';
import {
  type Checkpoint,
  encode,
  formatCheckpoint,
  formatNote,
  formatVerifierKey,
  keyHashOf,
} from './signed-note.rules.ts';

const NAME = 'sutra-audit';

export interface PublishedKey {
  keyId: string;
  verifierKey: string;
}
export interface CheckpointSigner {
  readonly keyId: string;
  /** All generations, the signing one first. */
  readonly published: readonly PublishedKey[];
  sign(checkpoint: Checkpoint): string;
}

interface KeyRow {
  generation: number;
  name: string;
  public_key: Buffer;
  sealed_private_key: Buffer;
}

/** Loads the newest key, or makes the first: instances that start together agree on one. Throws `StartError` if it does not open. */
export async function loadSigner(gates: Gates, keyring: Keyring, clock: Clock): Promise<CheckpointSigner> {
  const rows = await gates.withSystem('load the audit signing key', async (tx) => {
    const found = await readKeys(tx);
    if (found.length > 0) return found;
    await insertFirst(tx, keyring, clock);
    return readKeys(tx); // the one that won
  });
  const newest = rows[0]!;
  const privateKey = unseal(newest, keyring);
  const published = await Promise.all(rows.map(publish));
  const keyHash = await keyHashOf(newest.name, newest.public_key);
  return {
    keyId: published[0]!.keyId,
    published,
    sign(checkpoint) {
      const text = formatCheckpoint(checkpoint);
      return formatNote(text, [{ name: newest.name, keyHash, signature: sign(null, encode(text), privateKey) }]);
    },
  };
}

async function readKeys(tx: Tx): Promise<KeyRow[]> {
  const { rows } =
    await sql<KeyRow>`select generation, name, public_key, sealed_private_key from audit.signing_key order by generation desc`.execute(
      tx,
    );
  return rows;
}

async function insertFirst(tx: Tx, keyring: Keyring, clock: Clock): Promise<void> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url');
  const sealed = seal(
    keyring.for('audit.signing-key'),
    privateKey.export({ format: 'der', type: 'pkcs8' }),
    context(1),
  );
  await sql`insert into audit.signing_key (generation, name, public_key, sealed_private_key, created_at)
    values (1, ${NAME}, ${raw}, ${sealed}, ${new Date(clock.nowMs())}) on conflict (generation) do nothing`.execute(tx);
}

function unseal(row: KeyRow, keyring: Keyring): KeyObject {
  try {
    const der = open(keyring.for('audit.signing-key'), row.sealed_private_key, context(row.generation));
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  } catch (cause) {
    throw new StartError(
      'The key that signs the audit log does not open: SUTRA_SECRET is not the one this database was made with. Set the secret that was used before.',
      { cause },
    );
  }
}

async function publish({ name, public_key }: KeyRow): Promise<PublishedKey> {
  return {
    keyId: keyIdOf({ name, keyHash: await keyHashOf(name, public_key) }),
    verifierKey: await formatVerifierKey(name, public_key),
  };
}

const context = (generation: number) => `audit signing key ${generation}`;
