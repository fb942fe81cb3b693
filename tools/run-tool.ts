// How every command line tool ends: quietly, or with what to do and exit code 1.
import { StartError } from '@sutra/kernel/config';

export async function runTool(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    console.error(error instanceof StartError ? error.message : error);
    process.exitCode = 1;
  }
}
