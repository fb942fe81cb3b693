// Structured logs. Whatever could be a credential or personal is cut out by name before it is written.
import { pino, type Logger } from 'pino';

export type { Logger };

const HIDDEN = [
  'authorization',
  'cookie',
  'password',
  'code',
  'token',
  'accessToken',
  'refreshToken',
  'secret',
  'mobile',
  'email',
  'identifier',
  'raw',
];

export function createLog(level: string, destination?: { write(line: string): void }): Logger {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    redact: { paths: HIDDEN.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[hidden]' },
    serializers: { err: describeError },
  };
  return destination ? pino(options, destination) : pino(options);
}

// A database error carries the row's values in `detail` and `where`; its text, table and constraint are enough to find it.
export function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: 'not an Error', kind: typeof error };
  const { code, table, constraint, schema } = error as {
    code?: unknown;
    table?: unknown;
    constraint?: unknown;
    schema?: unknown;
  };
  return {
    name: error.name,
    message: error.message.slice(0, 500),
    stack: error.stack?.slice(0, 4000),
    ...(code !== undefined && { errorCode: code }), // `code` alone is hidden: it could be a sign-in code
    ...(table !== undefined && { table, schema, constraint }),
    ...(error.cause !== undefined && { cause: describeError(error.cause) }),
  };
}
