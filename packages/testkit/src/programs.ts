// System programs that tests need: found, installed where that is permitted, or named with the command that installs them.
import { spawnSync } from 'node:child_process';

/** The path of a program; installs its Debian package as root. Throws with the command to run where it cannot. */
export function requireProgram(program: string, debianPackage: string): string {
  const found = which(program);
  if (found !== null) return found;
  if (process.getuid?.() === 0 && which('apt-get') !== null) {
    console.log(`installing ${debianPackage} …`);
    const apt = (...args: string[]) =>
      spawnSync('apt-get', args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
    apt('update', '-qq');
    apt('install', '-y', '-qq', '--no-install-recommends', debianPackage);
    const installed = which(program);
    if (installed !== null) return installed;
  }
  throw new Error(`${program} is not installed. Install it with: sudo apt-get install -y ${debianPackage}`);
}

function which(program: string): string | null {
  const result = spawnSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' });
  return result.status === 0 ? result.stdout.trim() : null;
}
