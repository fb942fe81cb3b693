#!/usr/bin/env node
import process from 'node:process';
import { runCommand } from './command.ts';

// Whoever reads the output may stop early, as `head` does: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await runCommand(process.argv.slice(2), process);
