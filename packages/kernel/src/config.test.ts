import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readConfig, StartError } from './config.ts';

const SECRET = Buffer.alloc(32, 7).toString('base64url');
const PRODUCTION = {
  SUTRA_ENV: 'production',
  SUTRA_SECRET: SECRET,
  SUTRA_PUBLIC_URL: 'https://sutra.example/',
  DATABASE_URL: 'postgresql://app@db/sutra',
};

function problemsOf(env: Record<string, string | undefined>): string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(StartError);
    const [title, ...problems] = (error as StartError).message.split('\n');
    expect(title).toBe('Sutra cannot start with these settings:');
    return problems.map((line) => line.replace(/^ {2}- /, ''));
  }
}

describe('without any variable', () => {
  test('it is a demonstration in this process on this machine', () => {
    expect(readConfig({})).toEqual({
      environment: 'development',
      demo: true,
      demoPassword: 'sutra-demo-2035',
      dataDir: '.data',
      role: 'all',
      host: '127.0.0.1',
      port: 3000,
      publicUrl: null,
      issuer: 'urn:sutra:development',
      secret: null,
      databaseUrl: null,
      migrationUrl: null,
      databasePoolSize: 10,
      redisUrl: null,
      trustedProxies: [],
      breachUrl: null,
      positionUrl: null,
      smsRupeesPerDay: 500,
      sms: null,
      mail: null,
      metricsToken: null,
      logLevel: 'warn',
    });
  });

  test('empty variables mean none, and those of other programs mean nothing', () => {
    expect(readConfig({ PORT: '', SUTRA_SECRET: '', REDIS_URL: '', PATH: '/bin', HOME: undefined })).toEqual(
      readConfig({}),
    );
  });
});

test('production takes its whole configuration from the environment', () => {
  const config = readConfig({
    ...PRODUCTION,
    SUTRA_MIGRATION_URL: 'postgres://owner@db/sutra',
    REDIS_URL: 'rediss://cache:6380',
    SUTRA_TRUSTED_PROXIES: '10.0.0.0/8, 127.0.0.1 ,',
    SUTRA_ROLE: 'worker',
    SUTRA_BREACH_URL: 'https://breaches.example',
    SUTRA_POSITION_URL: 'https://positions.example/ip',
    SUTRA_DATABASE_POOL: '25',
    PORT: '8080',
  });
  expect(config).toMatchObject({
    demo: false,
    publicUrl: 'https://sutra.example',
    issuer: 'https://sutra.example',
    trustedProxies: ['10.0.0.0/8', '127.0.0.1'],
    role: 'worker',
    breachUrl: 'https://breaches.example',
    positionUrl: 'https://positions.example/ip',
    databasePoolSize: 25,
    port: 8080,
    logLevel: 'info',
  });
});

describe('a wrong value is named with what it must be', () => {
  test.each([
    ['SUTRA_ENV', 'prod', /development.*staging.*production/],
    ['SUTRA_DEMO', 'yes', /SUTRA_DEMO/],
    ['SUTRA_DEMO_PASSWORD', 'short', />=8/],
    ['SUTRA_ROLE', 'web', /all.*api.*worker/],
    ['SUTRA_PUBLIC_URL', 'sutra.example', /must be a URL that starts with http:\/\/ or https:\/\//],
    ['SUTRA_PUBLIC_URL', 'ftp://sutra.example', /must be a URL that starts with http:\/\/ or https:\/\//],
    ['SUTRA_SECRET', 'c2hvcnQ', /at least 32 random bytes in base64url; make one with: openssl/],
    ['SUTRA_MIGRATION_URL', 'mysql://x', /postgres:\/\/ or postgresql:\/\//],
    ['SUTRA_METRICS_TOKEN', 'short', />=16/],
    ['SUTRA_BREACH_URL', 'breaches.example', /must be a URL/],
    ['SUTRA_BREACH_URL', 'http://breaches.example', /must be https:\/\//],
    ['SUTRA_BREACH_URL', 'https://me@breaches.example', /without user/],
    ['SUTRA_BREACH_URL', 'https://breaches.example?key=1', /without user and query/],
    ['SUTRA_POSITION_URL', 'http://positions.example', /must be https:\/\//],
    ['SUTRA_SMS_RUPEES_A_DAY', '-1', /SUTRA_SMS_RUPEES_A_DAY/],
    ['SUTRA_SMS_RUPEES_A_DAY', '2.5', /SUTRA_SMS_RUPEES_A_DAY/],
    ['SUTRA_SMS_GATEWAY', 'pigeon', /msg91.*json/],
    ['SUTRA_SMS_URL', 'http://sms.example', /must be https:\/\//],
    ['SUTRA_SMS_SENDER', 'SU', /header that was registered/],
    ['SUTRA_SMS_TEMPLATES', 'sign-in-code', /name=value/],
    ['SUTRA_SMS_TEMPLATES', 'sign-in-code=1,sign-in-code=2', /each name and each value once/],
    ['SUTRA_SMS_TEMPLATES', 'sign-in-code=1,invitation=1', /each name and each value once/],
    ['SUTRA_SMS_KEY', 'a key with\na line', /without spaces/],
    ['SUTRA_MAIL_URL', 'smtp://', /SUTRA_MAIL_URL/],
    ['SUTRA_MAIL_URL', 'smtp:mail.example', /SUTRA_MAIL_URL/],
    ['SUTRA_MAIL_URL', 'smtp:///x', /SUTRA_MAIL_URL/],
    ['SUTRA_MAIL_URL', 'smtp://h:0', /SUTRA_MAIL_URL/],
    ['SUTRA_MAIL_URL', 'smtp://me@h', /SUTRA_MAIL_URL/],
    ['SUTRA_MAIL_URL', 'smtps://u:pa%ss@h', /SUTRA_MAIL_URL/],
    ['SUTRA_MAIL_URL', 'smtp://h/?x', /SUTRA_MAIL_URL/],
    ['SUTRA_MAIL_FROM', 'Sutra: Ops <a@b.example>', /Name <address>/],
    ['SUTRA_MAIL_URL', 'https://mail.example', /smtp:\/\/ or smtps:\/\//],
    ['SUTRA_MAIL_FROM', 'Sutra <nobody', /Name <address>/],
    ['SUTRA_MAIL_FROM', 'Sutra <a@b.example>\r\nBcc: x@y.example', /Name <address>/],
    ['SUTRA_LOG_LEVEL', 'loud', /trace.*silent/],
    ['SUTRA_DATABASE_POOL', '0', />=1/],
    ['SUTRA_DATABASE_POOL', '2.5', /int/],
    ['PORT', '70000', /<=65535/],
    ['PORT', 'http', /number/],
    ['DATABASE_URL', 'not a url', /postgres:\/\/ or postgresql:\/\//],
    ['REDIS_URL', 'http://cache', /redis:\/\/ or rediss:\/\//],
  ])('%s=%s', (name, value, expected) => {
    const problems = problemsOf({ [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name}: `));
    expect(problems[0]).toMatch(expected);
  });

  test('all at once, not one at a time', () => {
    expect(problemsOf({ PORT: 'x', SUTRA_ROLE: 'x', SUTRA_WHAT: 'x' })).toHaveLength(3);
  });

  test('and a secret is never repeated in the message', () => {
    const leaked = ['c2hvcnQ-but-mine', 'postgres//user:hidden@db', 'redis//:hidden@cache'];
    const text = problemsOf({ SUTRA_SECRET: leaked[0], DATABASE_URL: leaked[1], REDIS_URL: leaked[2] }).join('\n');
    expect(text).toMatch(/SUTRA_SECRET/);
    for (const value of leaked) expect(text).not.toContain(value);
  });
});

test.each(['http://localhost:8080', 'http://127.0.0.1:1', 'http://[::1]:1/api', 'https://breaches.example/api/'])(
  'breaches may be asked for at %s',
  (address) => expect(readConfig({ SUTRA_BREACH_URL: address }).breachUrl).toBe(address),
);

describe('what sends messages', () => {
  const gateway = {
    SUTRA_DEMO: 'false',
    SUTRA_SMS_GATEWAY: 'msg91',
    SUTRA_SMS_KEY: 'key-of-the-gateway',
    SUTRA_SMS_SENDER: 'SUTRAI',
    SUTRA_SMS_TEMPLATES: 'sign-in-code=1107160, invitation=1107161,',
  };

  test('is read whole', () => {
    const server = {
      SUTRA_MAIL_URL: 'smtps://me:pass@mail.example',
      SUTRA_MAIL_FROM: 'Sutra <no-reply@sutra.example>',
    };
    expect(readConfig({ ...gateway, ...server })).toMatchObject({
      sms: { gateway: 'msg91', url: null, templates: { 'sign-in-code': '1107160', invitation: '1107161' } },
      mail: { url: 'smtps://me:pass@mail.example', from: 'Sutra <no-reply@sutra.example>' },
    });
  });

  test('is refused in parts, with what is missing', () => {
    expect(problemsOf({ ...gateway, SUTRA_SMS_KEY: '' })).toEqual([
      'SUTRA_SMS_KEY is required with SUTRA_SMS_GATEWAY=msg91',
    ]);
    expect(problemsOf({ ...gateway, SUTRA_SMS_GATEWAY: 'json' })).toEqual([
      'SUTRA_SMS_URL is required with SUTRA_SMS_GATEWAY=json',
    ]);
    expect(problemsOf({ ...gateway, SUTRA_SMS_GATEWAY: '' })).toHaveLength(3);
    expect(problemsOf({ SUTRA_MAIL_URL: 'smtp://mail.example' })).toEqual([expect.stringMatching(/belong together/)]);
    expect(problemsOf({ ...gateway, SUTRA_DEMO: 'true' })).toEqual([expect.stringMatching(/SUTRA_DEMO=false/)]);
  });
});

describe('a misspelt variable is refused, with the one that was meant', () => {
  test.each([
    ['SUTRA_DATADIR', 'SUTRA_DATA_DIR'],
    ['SUTRA_SECRETS', 'SUTRA_SECRET'],
    ['SUTRA_PUBLICURL', 'SUTRA_PUBLIC_URL'],
    ['SUTRA_LOGLEVEL', 'SUTRA_LOG_LEVEL'],
    ['SUTRA_TRUSTED_PROXY', 'SUTRA_TRUSTED_PROXIES'],
    ['SUTRA_MIGRATIONS_URL', 'SUTRA_MIGRATION_URL'],
  ])('%s → %s', (wrong, right) => {
    expect(problemsOf({ [wrong]: 'x' })).toEqual([`${wrong} is not a variable of Sutra; did you mean ${right}?`]);
  });

  test('nothing is suggested for what resembles nothing', () => {
    expect(problemsOf({ SUTRA_QQQ: 'x' })).toEqual(['SUTRA_QQQ is not a variable of Sutra']);
  });
});

describe('what would be unsafe is refused', () => {
  test('production and staging say all that is missing', () => {
    for (const environment of ['production', 'staging']) {
      expect(problemsOf({ SUTRA_ENV: environment })).toEqual([
        expect.stringMatching(/^SUTRA_SECRET is required/),
        expect.stringMatching(/^DATABASE_URL is required/),
        expect.stringMatching(/^SUTRA_PUBLIC_URL is required/),
      ]);
    }
  });

  test('demo mode in production', () => {
    expect(problemsOf({ ...PRODUCTION, SUTRA_DEMO: 'true' })).toEqual([
      'SUTRA_DEMO cannot be on when SUTRA_ENV=production: it shows sign-in codes to everybody',
    ]);
  });

  test('several instances on the embedded database, or without a secret that they share', () => {
    expect(problemsOf({ REDIS_URL: 'redis://cache' })).toEqual([expect.stringMatching(/need DATABASE_URL too/)]);
    const shared = { REDIS_URL: 'redis://cache', DATABASE_URL: 'postgres://db/sutra' };
    expect(problemsOf({ ...shared, SUTRA_DEMO: 'false' })).toEqual([
      expect.stringMatching(/SUTRA_SECRET is required with REDIS_URL/),
    ]);
  });
});

test('any environment at all is either a configuration or a StartError', () => {
  const names = [
    'SUTRA_ENV',
    'SUTRA_DEMO',
    'SUTRA_PUBLIC_URL',
    'SUTRA_SECRET',
    'PORT',
    'DATABASE_URL',
    'REDIS_URL',
    'SUTRA_X',
  ];
  const value = fc.oneof(
    fc.string(),
    fc.constantFrom('true', 'production', '0', '-1', '1e3', 'http://[', 'redis://', SECRET),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), value), (env) => {
      try {
        const { port } = readConfig(env);
        return Number.isInteger(port) && port >= 0 && port <= 65_535;
      } catch (error) {
        return error instanceof StartError && error.message.length > 20;
      }
    }),
    { numRuns: 500 },
  );
});
