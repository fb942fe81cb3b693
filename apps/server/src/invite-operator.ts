// npm run operator:invite -- --name "Meera Iyer" --mobile +919800000000: invites the first operator of a database, or one more
// where no other can sign in. Beside the server, with its environment; the server sends the message.
import { parseArgs } from 'node:util';
import { Owner } from '@sutra/contracts/organisations';
import { readConfig, StartError } from '@sutra/kernel/config';
import { AppError } from '@sutra/kernel/errors';
import { createLog } from '@sutra/kernel/log';
import { z } from 'zod';
import { createApp } from './app.ts';

const USAGE =
  'npm run operator:invite -- --name "Meera Iyer" --mobile +919800000000 [--organisation "Sutra Operations"]';

try {
  await run();
} catch (error) {
  console.error(error instanceof StartError ? error.message : error);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const { organisation, ...operator } = readArguments();
  const config = readConfig(process.env);
  if (config.demo || config.sms === null)
    throw new StartError(
      'Run this with the environment of the server: outside a demonstration, and with an SMS gateway.',
    );
  const app = await createApp(config, createLog('error'));
  try {
    const invited = await app.inviteOperator(operator, organisation);
    const until = invited.expiresAt.toISOString().slice(0, 10);
    console.log(
      `${operator.name} is invited to ${invited.organisation}${invited.isFirst ? ' as its first member' : ''}, until ${until}.`,
    );
    console.log(
      `The server sends them an SMS within a minute; they sign in with ${operator.mobile} and set up a second factor.`,
    );
    if (invited.isFirst) console.log('Let them invite another operator soon: one alone may lose their telephone.');
  } catch (error) {
    if (error instanceof AppError) throw new StartError(error.failure.title, { cause: error });
    throw error;
  } finally {
    await app.close();
  }
}

function readArguments() {
  const text = { type: 'string' } as const;
  const options = { name: text, mobile: text, organisation: text };
  let values: object;
  try {
    ({ values } = parseArgs({ options }));
  } catch (error) {
    throw new StartError(`${(error as Error).message}\n\nUsage: ${USAGE}`, { cause: error });
  }
  const parsed = Owner.extend({ organisation: Owner.shape.name.default('Sutra Operations') }).safeParse(values);
  if (parsed.success) return parsed.data;
  throw new StartError(`${z.prettifyError(parsed.error)}\n\nUsage: ${USAGE}`);
}
