// The process: configuration, wiring, listen, drain.
import { readConfig, StartError } from '@sutra/kernel/config';
import { createLog } from '@sutra/kernel/log';
import { demoCodes } from '@sutra/pharmacy/library/public';
import { createApp } from './app.ts';
import { printBanner } from './banner.ts';
import { addConsole, buildConsole } from './console.ts';

const DRAIN_MS = 10_000;

try {
  await run();
} catch (error) {
  if (error instanceof StartError) console.error(`\n${error.message}\n`);
  else console.error('\nSutra could not start:', error);
  process.exit(1);
}

async function run(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const built = buildConsole(log);
  const app = await createApp(config, log, { checkAnswers: config.environment === 'development' });
  addConsole(app.http, built, config.demo);
  try {
    await app.start();
    await app.http.listen({ host: config.host, port: config.port });
  } catch (error) {
    await app.close().catch(() => {});
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      throw new StartError(
        `Port ${config.port} is in use. Stop the other program, or start with another one: PORT=${config.port + 1} npm start`,
      );
    if (code === 'EACCES')
      throw new StartError(
        `Port ${config.port} may not be used by this user. Choose one above 1023: PORT=3000 npm start`,
      );
    throw error;
  }
  let closing = false;
  const drain = (signal: string) => {
    if (closing) return;
    closing = true;
    log.info({ signal }, 'draining');
    setTimeout(() => process.exit(1), DRAIN_MS).unref();
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'closing failed');
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => drain(signal));
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'unhandled rejection'));

  await built;
  const address = app.http.server.address();
  const codes = config.demo ? await demoCodes(app.gates, new Date()) : [];
  printBanner(config, app.databaseKind, typeof address === 'object' && address ? address.port : config.port, codes);
}
