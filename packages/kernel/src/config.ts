// All configuration comes from the environment, is parsed once at start, and travels as values.
import { z } from 'zod';
import { isCanonicalBase64Url } from './crypto.ts';

const flag = z.stringbool({ truthy: ['true', '1'], falsy: ['false', '0'] });
const url = (...protocols: string[]) =>
  z
    .string()
    .refine(
      (text) => URL.canParse(text) && protocols.includes(new URL(text).protocol),
      `must be a URL that starts with ${protocols.map((p) => `${p}//`).join(' or ')}`,
    );
const secret = z
  .string()
  .transform((text) => text.replace(/=+$/, ''))
  .refine(
    (text) => isCanonicalBase64Url(text) && Buffer.from(text, 'base64url').length >= 32,
    'must hold at least 32 random bytes in base64url; make one with: openssl rand -base64 32 | tr "+/" "-_"',
  );

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

export const isThisMachine = (hostname: string): boolean => LOOPBACK.has(hostname);

/** What is asked there is nobody else's business: over http it must not leave the machine. */
function isPrivateOnTheWay(text: string): boolean {
  if (!URL.canParse(text)) return true; // said already
  const { protocol, hostname, username, search, hash } = new URL(text);
  const isPlain = username === '' && search === '' && hash === '';
  return isPlain && (protocol !== 'http:' || isThisMachine(hostname));
}

function isMailServer(text: string): boolean {
  if (!URL.canParse(text)) return true; // said already
  const { hostname, port, username, password, pathname, search, hash } = new URL(text);
  try {
    decodeURIComponent(username + password);
  } catch {
    return false;
  }
  const isPlain = ['', '/'].includes(pathname) && search === '' && hash === '';
  return hostname !== '' && port !== '0' && (username === '') === (password === '') && isPlain;
}

const privateUrl = url('http:', 'https:').refine(
  isPrivateOnTheWay,
  'must be https:// (http:// only on this machine itself), without user and query',
);

/** `name=value, name=value`. */
const pairs = z
  .string()
  .regex(/^\s*[\w-]+=[\w-]+\s*(,\s*[\w-]+=[\w-]+\s*)*,?\s*$/, 'must be name=value, name=value …')
  .transform((text) => [...text.matchAll(/([\w-]+)=([\w-]+)/g)].map(([, name, value]) => [name!, value!] as const))
  .refine(
    (list) => [0, 1].every((side) => new Set(list.map((pair) => pair[side])).size === list.length),
    'must name each name and each value once',
  )
  .transform((list): Readonly<Record<string, string>> => Object.fromEntries(list));

const variables = {
  SUTRA_ENV: z.enum(['development', 'staging', 'production']).default('development'),
  SUTRA_DEMO: flag.optional(),
  SUTRA_DEMO_PASSWORD: z.string().min(8).max(256).default('sutra-demo-2035'),
  SUTRA_DATA_DIR: z.string().min(1).default('.data'),
  SUTRA_ROLE: z.enum(['all', 'api', 'worker']).default('all'),
  SUTRA_HOST: z.string().min(1).default('127.0.0.1'),
  SUTRA_PUBLIC_URL: url('http:', 'https:').optional(),
  SUTRA_SECRET: secret.optional(),
  SUTRA_MIGRATION_URL: url('postgres:', 'postgresql:').optional(),
  SUTRA_TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((hop) => hop.trim())
        .filter(Boolean),
    ),
  SUTRA_BREACH_URL: privateUrl.optional(),
  SUTRA_POSITION_URL: privateUrl.optional(),
  SUTRA_SMS_GATEWAY: z.enum(['msg91', 'json']).optional(),
  SUTRA_SMS_URL: privateUrl.optional(),
  SUTRA_SMS_KEY: z
    .string()
    .regex(/^[\x21-\x7e]{8,}$/, 'must be at least 8 letters without spaces')
    .optional(),
  SUTRA_SMS_SENDER: z
    .string()
    .regex(/^[A-Za-z0-9]{3,11}$/, 'must be the header that was registered: 3 to 11 letters and digits')
    .optional(),
  SUTRA_SMS_TEMPLATES: pairs.optional(),
  SUTRA_SMS_RUPEES_A_DAY: z.coerce.number().int().min(0).max(1_000_000).default(500),
  SUTRA_MAIL_URL: url('smtp:', 'smtps:')
    .refine(
      isMailServer,
      'must be smtps://user:password@host or smtp://user:password@host, with % codes for what is special',
    )
    .optional(),
  SUTRA_MAIL_FROM: z
    .string()
    .regex(
      /^([\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N} .-]{0,79} <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/u,
      'must be an address, or: Name <address>',
    )
    .optional(),
  SUTRA_METRICS_TOKEN: z.string().min(16).optional(),
  SUTRA_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).optional(),
  SUTRA_DATABASE_POOL: z.coerce.number().int().min(1).max(200).default(10),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  DATABASE_URL: url('postgres:', 'postgresql:').optional(),
  REDIS_URL: url('redis:', 'rediss:').optional(),
};

export interface SmsGateway {
  /** `json` is Sutra's own form, for whatever stands between (`messaging/sms-gateways.ts`). */
  gateway: 'msg91' | 'json';
  url: string | null;
  key: string;
  /** The registered header. */
  sender: string;
  /** Message → the id under which the gateway knows its registered template. */
  templates: Readonly<Record<string, string>>;
}

export interface MailServer {
  /** `smtps://user:password@host`, or `smtp://…` with STARTTLS. */
  url: string;
  from: string;
}

export interface Config {
  environment: 'development' | 'staging' | 'production';
  /** Seeds demo data, captures messages and shows them. Never in production. */
  demo: boolean;
  demoPassword: string;
  dataDir: string;
  role: 'all' | 'api' | 'worker';
  host: string;
  port: number;
  /** The origin that people use, without a slash at the end, where one was given. */
  publicUrl: string | null;
  /** Who signs tokens: the same on every instance, whatever its port. */
  issuer: string;
  secret: string | null;
  databaseUrl: string | null;
  migrationUrl: string | null;
  databasePoolSize: number;
  redisUrl: string | null;
  trustedProxies: readonly string[];
  /** Where passwords are compared with breaches, by the protocol of Have I Been Pwned; nowhere if null. */
  breachUrl: string | null;
  /** Where one asks in which country an address is (`risk/positions.ts`); nowhere if null. */
  positionUrl: string | null;
  smsRupeesPerDay: number;
  /** What sends SMS and mail; where there is none, a demonstration captures them and everything else sends nothing. */
  sms: SmsGateway | null;
  mail: MailServer | null;
  metricsToken: string | null;
  logLevel: string;
}

/** A start that cannot go on: the text tells the operator what to do, and the process exits with 1. */
export class StartError extends Error {
  override name = 'StartError';
}

/** Parses the environment; throws a `StartError` that names every wrong variable. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = [];
  const known = new Set(Object.keys(variables));
  for (const name of Object.keys(env)) {
    if (name.startsWith('SUTRA_') && !known.has(name))
      problems.push(`${name} is not a variable of Sutra${nearest(name, known)}`);
  }
  // An empty variable means the same as none: that is how most deployment tools write "not set".
  const given = Object.fromEntries(
    Object.entries(env).filter(([name, value]) => known.has(name) && value !== undefined && value !== ''),
  );
  const parsed = z.object(variables).safeParse(given);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) problems.push(`${issue.path.join('.')}: ${issue.message}`);
    throw new StartError(list(problems));
  }
  const v = parsed.data;
  const demo = v.SUTRA_DEMO ?? v.SUTRA_ENV === 'development';
  if (v.SUTRA_ENV !== 'development') {
    if (demo)
      problems.push(`SUTRA_DEMO cannot be on when SUTRA_ENV=${v.SUTRA_ENV}: it shows sign-in codes to everybody`);
    if (v.SUTRA_SECRET === undefined)
      problems.push('SUTRA_SECRET is required: at least 32 random bytes in base64url, the same on every instance');
    if (v.DATABASE_URL === undefined)
      problems.push('DATABASE_URL is required: the embedded database is for demonstration and development');
    if (v.SUTRA_PUBLIC_URL === undefined)
      problems.push('SUTRA_PUBLIC_URL is required: the address that people and tokens name');
  }
  if (v.REDIS_URL !== undefined && v.DATABASE_URL === undefined)
    problems.push(
      'REDIS_URL is for several instances, which need DATABASE_URL too: the embedded database serves one process',
    );
  if (v.REDIS_URL !== undefined && v.SUTRA_SECRET === undefined && !demo)
    problems.push('SUTRA_SECRET is required with REDIS_URL: instances must share it');
  const sms = smsOf(v, problems);
  if (demo && sms !== null)
    problems.push('SUTRA_SMS_GATEWAY is for real numbers, and the demo has invented ones: set SUTRA_DEMO=false');
  if ((v.SUTRA_MAIL_URL === undefined) !== (v.SUTRA_MAIL_FROM === undefined))
    problems.push('SUTRA_MAIL_URL and SUTRA_MAIL_FROM belong together: the server that sends mail, and who it is from');
  if (problems.length > 0) throw new StartError(list(problems));
  const publicUrl = v.SUTRA_PUBLIC_URL?.replace(/\/+$/, '') ?? null;
  return {
    environment: v.SUTRA_ENV,
    demo,
    demoPassword: v.SUTRA_DEMO_PASSWORD,
    dataDir: v.SUTRA_DATA_DIR,
    role: v.SUTRA_ROLE,
    host: v.SUTRA_HOST,
    port: v.PORT,
    publicUrl,
    issuer: publicUrl ?? 'urn:sutra:development',
    secret: v.SUTRA_SECRET ?? null,
    databaseUrl: v.DATABASE_URL ?? null,
    migrationUrl: v.SUTRA_MIGRATION_URL ?? null,
    databasePoolSize: v.SUTRA_DATABASE_POOL,
    redisUrl: v.REDIS_URL ?? null,
    trustedProxies: v.SUTRA_TRUSTED_PROXIES,
    breachUrl: v.SUTRA_BREACH_URL ?? null,
    positionUrl: v.SUTRA_POSITION_URL ?? null,
    smsRupeesPerDay: v.SUTRA_SMS_RUPEES_A_DAY,
    sms,
    mail: v.SUTRA_MAIL_URL && v.SUTRA_MAIL_FROM ? { url: v.SUTRA_MAIL_URL, from: v.SUTRA_MAIL_FROM } : null,
    metricsToken: v.SUTRA_METRICS_TOKEN ?? null,
    logLevel: v.SUTRA_LOG_LEVEL ?? (demo ? 'warn' : 'info'), // a demonstration should show its addresses, not its requests
  };
}

type Variables = z.output<z.ZodObject<typeof variables>>;

function smsOf(v: Variables, problems: string[]): SmsGateway | null {
  const {
    SUTRA_SMS_GATEWAY: gateway,
    SUTRA_SMS_KEY: key,
    SUTRA_SMS_SENDER: sender,
    SUTRA_SMS_TEMPLATES: templates,
  } = v;
  const given = { SUTRA_SMS_KEY: key, SUTRA_SMS_SENDER: sender, SUTRA_SMS_TEMPLATES: templates };
  if (gateway === undefined) {
    const alone = Object.entries({ ...given, SUTRA_SMS_URL: v.SUTRA_SMS_URL }).filter(
      ([, value]) => value !== undefined,
    );
    for (const [name] of alone) problems.push(`${name} needs SUTRA_SMS_GATEWAY: msg91, or json for any other`);
    return null;
  }
  const needed = Object.entries({ ...given, ...(gateway === 'json' && { SUTRA_SMS_URL: v.SUTRA_SMS_URL }) });
  for (const [name, value] of needed)
    if (value === undefined) problems.push(`${name} is required with SUTRA_SMS_GATEWAY=${gateway}`);
  return key && sender && templates ? { gateway, url: v.SUTRA_SMS_URL ?? null, key, sender, templates } : null;
}

function list(problems: readonly string[]): string {
  return `Sutra cannot start with these settings:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`;
}

function nearest(name: string, known: ReadonlySet<string>): string {
  const [best] = [...known].sort((a, b) => editDistance(name, a) - editDistance(name, b));
  return best !== undefined && editDistance(name, best) <= best.length / 5 ? `; did you mean ${best}?` : '';
}

/** Levenshtein's: how many letters must be inserted, removed or replaced. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const letter of a) {
    const next = [row[0]! + 1];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = row[column - 1]! + (letter === b[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[column]! + 1, next[column - 1]! + 1));
    }
    row = next;
  }
  return row.at(-1)!;
}
