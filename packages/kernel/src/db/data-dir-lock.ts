// One process a data directory. PGlite takes no lock of its own: two processes on one directory lose each other's
// acknowledged rows without any error. A POSIX file lock (held by SQLite, in Node) is freed by the kernel when the
// process dies, however it dies, and holds across containers that mount the same volume, where a pid file does not.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartError } from '../config.ts';

/** Takes the directory (made if missing) for this process; throws a `StartError` if another one has it. */
export function lockDataDir(dir: string): { release(): void } {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new StartError(
      `The data directory ${dir} cannot be made: ${(cause as Error).message}. Set SUTRA_DATA_DIR to a folder that can be written.`,
      { cause },
    );
  }
  let lock: DatabaseSync;
  try {
    lock = new DatabaseSync(join(dir, 'sutra.lock'), { timeout: 0 });
  } catch (cause) {
    throw new StartError(
      `The data directory ${dir} cannot be written: ${(cause as Error).message}. Set SUTRA_DATA_DIR to a folder that can be written.`,
      { cause },
    );
  }
  try {
    lock.exec(
      'pragma locking_mode = exclusive; pragma journal_mode = memory; begin exclusive; create table if not exists holder (pid int); delete from holder;',
    );
    lock.prepare('insert into holder values (?)').run(process.pid);
    lock.exec('commit'); // locking_mode=exclusive keeps the lock after the commit
  } catch (cause) {
    lock.close();
    throw new StartError(
      `Another Sutra process is using ${dir}. Stop it, or set SUTRA_DATA_DIR to another directory.`,
      { cause },
    );
  }
  return { release: () => lock.close() };
}
