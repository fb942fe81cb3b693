// The platform secret, from which every key is derived: given in production, made and kept in the data directory otherwise.
import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, StartError } from '@sutra/kernel/config';

export function readSecret(config: Pick<Config, 'secret' | 'dataDir'>): Buffer {
  if (config.secret !== null) return Buffer.from(config.secret, 'base64url');
  const path = join(config.dataDir, 'secret');
  try {
    mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
    return parse(readFileSync(path, 'utf8'), path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      throw error instanceof StartError
        ? error
        : new StartError(
            `${path} cannot be read: ${(error as Error).message}. Set SUTRA_DATA_DIR to a folder of your own.`,
          );
  }
  const fresh = join(config.dataDir, `secret.${process.pid}.${Date.now()}`);
  writeFileSync(fresh, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' });
  try {
    linkSync(fresh, path); // only the first of two processes that start together makes the secret
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(fresh);
  }
  return parse(readFileSync(path, 'utf8'), path);
}

function parse(text: string, path: string): Buffer {
  const secret = Buffer.from(text.trim(), 'base64url');
  if (secret.length < 32)
    throw new StartError(
      `${path} is damaged: it must hold 32 random bytes. Restore it from a copy; without it the sessions and sealed data of this directory are lost.`,
    );
  return secret;
}
