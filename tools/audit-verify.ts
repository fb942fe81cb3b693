// Verifies an exported audit log offline: npm run audit:verify -- <export.ndjson> --key <verifier key, or a file with it>
//
// Needs nothing but the export and the public key (from /.well-known/audit-keys.json, or better: kept since before).
// Exit code 0: nothing was changed; 1: it was, and what; 2: the command was not understood.
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { verifyExport } from '@sutra/platform/audit/rules';
import { parseVerifierKey } from '../packages/platform/src/audit/signed-note.rules.ts';

const USAGE = `Usage: npm run audit:verify -- <export.ndjson> --key <key>

  <export.ndjson>  what GET /api/v1/audit/export gave, as it is; - reads standard input
  --key <key>      the public key that signed it, as name+hash+base64, or a file that holds it:
                   the key alone on a line, or the JSON of /.well-known/audit-keys.json`;
const MAX_LINE_LENGTH = 4 * 1024 * 1024;

class UsageError extends Error {}

try {
  const { file, keys } = await readArguments(process.argv.slice(2));
  process.exitCode = (await verify(file, keys)) ? 0 : 1;
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${error.message}\n\n${USAGE}`);
  process.exitCode = 2;
}

async function verify(file: string, keys: readonly string[]): Promise<boolean> {
  const result = await verifyExport(readLines(file), keys, (bytes) => createHash('sha256').update(bytes).digest());
  if (result.ok) {
    console.log(
      `Nothing was changed: ${result.entries} ${result.entries === 1 ? 'entry' : 'entries'} of organisation ${result.organisationId}`,
    );
    console.log(`head ${result.head}, signed by ${result.signedBy}`);
    return true;
  }
  console.error(
    `This export is not what was sealed and signed (${result.entries} ${result.entries === 1 ? 'entry' : 'entries'} read):`,
  );
  for (const { sequence, message } of result.problems)
    console.error(sequence === null ? `  ${message}` : `  entry ${sequence}: ${message}`);
  return false;
}

async function readArguments(args: string[]): Promise<{ file: string; keys: string[] }> {
  const { positionals, values } = parse(args);
  const [file, ...more] = positionals;
  if (file === undefined) throw new UsageError('Name the export to verify.');
  if (more.length > 0) throw new UsageError(`One export at a time; ${more.join(' ')} is too much.`);
  if (values.key === undefined) throw new UsageError('Give the public key with --key.');
  if (file !== '-' && !existsSync(file)) throw new UsageError(`There is no file ${file}.`);
  const keys = readKeys(values.key);
  for (const key of keys) {
    await parseVerifierKey(key).catch((error: Error) => {
      throw new UsageError(`${error.message}: ${key.slice(0, 200)}`);
    });
  }
  return { file, keys };
}

function parse(args: string[]): { positionals: string[]; values: { key?: string | undefined } } {
  try {
    return parseArgs({ args, allowPositionals: true, options: { key: { type: 'string', short: 'k' } } });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** The keys in an argument: itself, or what the file of that name holds. */
function readKeys(argument: string): string[] {
  if (!existsSync(argument)) return [argument];
  let text: string;
  try {
    text = readFileSync(argument, 'utf8').trim();
  } catch (error) {
    throw new UsageError(
      `The key file ${argument} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const keys = text.startsWith('{')
    ? publishedKeys(text, argument)
    : text
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '');
  if (keys.length === 0) throw new UsageError(`The key file ${argument} holds no key.`);
  return keys;
}

function publishedKeys(text: string, file: string): string[] {
  try {
    const { keys }: { keys: { verifierKey: string }[] } = JSON.parse(text);
    return keys.map(({ verifierKey }) => verifierKey);
  } catch {
    throw new UsageError(`The key file ${file} is not the JSON of /.well-known/audit-keys.json.`);
  }
}

/** Lines without their ends; a line that never ends is given up, so that memory stays bounded. */
async function* readLines(file: string): AsyncGenerator<string> {
  const input: AsyncIterable<string> = (file === '-' ? process.stdin : createReadStream(file)).setEncoding('utf8');
  let rest = '';
  try {
    for await (const chunk of input) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > MAX_LINE_LENGTH)
        throw new UsageError(`${file} has a line of more than ${MAX_LINE_LENGTH} characters: it is no audit export.`);
      for (const line of lines) yield line.replace(/\r$/, '');
    }
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw new UsageError(`${file} cannot be read: ${error.message}`);
    throw error;
  }
  if (rest !== '') yield rest;
}
