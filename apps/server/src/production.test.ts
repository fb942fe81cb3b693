// A new database outside a demonstration: the first operator, the first organisation and its owner come in by real messages.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { declaredMessages, registeredText } from '@sutra/platform/messaging/templates';
import { type Answer, SignedInCaller, startTestApp, type TestApp } from '@sutra/testkit/app';
import { testDatabase, type TestDatabase } from '@sutra/testkit/database';
import {
  mailServerOnLoopback,
  smsGatewayOnLoopback,
  takes,
  type TestGateway,
  type TestMailServer,
} from '@sutra/testkit/message-servers';
import { TOTP } from 'otpauth';
import { ManualClock, MINUTE_MS } from '@sutra/kernel/clock';
import { afterAll, beforeAll, expect, test } from 'vitest';

const OPERATOR = '+919811100001';
const OWNER = '+919811100002';
const COMMAND = fileURLToPath(new URL('invite-operator.ts', import.meta.url));

const clock = new ManualClock(Date.now());
let database: TestDatabase;
let gateway: TestGateway;
let mail: TestMailServer;
let env: Record<string, string>;
let app: TestApp;
beforeAll(async () => {
  database = await testDatabase();
  gateway = await smsGatewayOnLoopback();
  mail = await mailServerOnLoopback({ hideSTARTTLS: true });
  env = {
    SUTRA_ENV: 'production',
    SUTRA_SECRET: randomBytes(32).toString('base64url'),
    SUTRA_PUBLIC_URL: 'https://sutra.example',
    DATABASE_URL: database.url,
    SUTRA_SMS_GATEWAY: 'msg91',
    SUTRA_SMS_URL: gateway.url,
    SUTRA_SMS_KEY: 'key-of-the-gateway',
    SUTRA_SMS_SENDER: 'SUTRAI',
    SUTRA_SMS_TEMPLATES: declaredMessages()
      .map(({ id }) => `${id}=dlt-${id}`)
      .join(),
    SUTRA_MAIL_URL: `smtp://sutra:secret@127.0.0.1:${mail.port}`,
    SUTRA_MAIL_FROM: 'Sutra <no-reply@sutra.example>',
  };
  app = await startTestApp({ clock, database, env });
});
afterAll(async () => {
  await app.close();
  await Promise.all([gateway.close(), mail.close(), database.close()]);
});

const WITHOUT_SMS = {
  SUTRA_SMS_GATEWAY: '',
  SUTRA_SMS_URL: '',
  SUTRA_SMS_KEY: '',
  SUTRA_SMS_SENDER: '',
  SUTRA_SMS_TEMPLATES: '',
};
const invite = (words: readonly string[], other: Record<string, string> = {}) =>
  promisify(execFile)(process.execPath, [COMMAND, ...words], {
    env: { PATH: process.env['PATH']!, ...env, ...other },
  }).then(
    ({ stdout }) => ({ code: 0, text: stdout }),
    ({ code, stderr }: { code: number; stderr: string }) => ({ code, text: stderr }),
  );
/** The newest SMS to a number, which is taken out. */
async function sms(mobile: string, template: string): Promise<Record<string, string>> {
  const isIt = ({ body }: TestGateway['received'][number]) =>
    body.template_id === `dlt-${template}` && body.recipients[0].mobiles === mobile.slice(1);
  await expect.poll(() => gateway.received.findLastIndex(isIt)).toBeGreaterThanOrEqual(0);
  return gateway.received.splice(gateway.received.findLastIndex(isIt), 1)[0]!.body.recipients[0];
}
async function signIn(mobile: string): Promise<SignedInCaller> {
  const { body: challenge } = await app.anonymous.post('/api/v1/auth/otp', { mobile });
  const { code } = await sms(mobile, 'sign-in-code');
  const { challengeId } = challenge;
  const { status, body } = await app.anonymous.post('/api/v1/auth/otp/verify', { challengeId, code });
  expect(status).toBe(200);
  return new SignedInCaller(app.origin, body);
}
async function withSecondFactor(caller: SignedInCaller): Promise<SignedInCaller> {
  const { body: begun } = await caller.post('/api/v1/auth/mfa/totp');
  const code = new TOTP({ secret: begun.secret }).generate({ timestamp: clock.nowMs() });
  expect((await caller.send('PUT', '/api/v1/auth/mfa/totp', { code })).status).toBe(200);
  const { body }: Answer = await caller.post('/api/v1/auth/refresh', { refreshToken: caller.signedIn.refreshToken });
  return new SignedInCaller(app.origin, body);
}

test('the first operator is invited from the command line, makes an organisation, and its owner signs in', async () => {
  expect((await app.anonymous.get('/api/v1/dev/messages?to=x')).status).toBe(404);
  const invited = await invite(['--name', 'Meera Iyer', '--mobile', OPERATOR]);
  expect(invited).toMatchObject({
    code: 0,
    text: expect.stringContaining('Meera Iyer is invited to Sutra Operations as its first'),
  });
  await app.app.jobs.run('identity.send-invitations');
  expect(await sms(OPERATOR, 'invitation')).toMatchObject({
    organisation: 'Sutra Operations',
    address: 'https://sutra.example',
  });

  const newcomer = await signIn(OPERATOR);
  expect(newcomer.signedIn).toMatchObject({ organisation: { name: 'Sutra Operations', kind: 'operator' } });
  expect((await newcomer.get('/api/v1/operator/organisations')).status).toBe(403);
  const operator = await withSecondFactor(newcomer);
  const made = await operator.post('/api/v1/operator/organisations', {
    name: 'Kadi Ginning & Pressing',
    kind: 'cotton',
    owner: { name: 'Jignesh Patel', mobile: OWNER },
  });
  expect(made.status).toBe(201);
  expect(await sms(OWNER, 'invitation')).toMatchObject({ organisation: 'Kadi Ginning Pressing' });
  expect((await signIn(OWNER)).signedIn).toMatchObject({
    user: { name: 'Jignesh Patel', mobile: OWNER },
    organisation: { name: 'Kadi Ginning & Pressing', kind: 'cotton' },
  });

  const { body: people } = await operator.get('/api/v1/users');
  expect(people.items).toEqual([expect.objectContaining({ name: 'Meera Iyer', roles: ['owner', 'platform_admin'] })]);
  const { body: log } = await operator.get('/api/v1/audit/entries');
  const byMachine = log.items.filter(({ actor }: { actor: { kind: string } }) => actor.kind === 'system');
  expect(byMachine.map(({ action }: { action: string }) => action).toSorted()).toEqual([
    'invitation.created',
    'organisation.created',
  ]);
});

test('others can be invited the same way, and again; whoever is one is not', async () => {
  const second = await invite(['--name', 'Farhan Shaikh', '--mobile', '+919811100003', '--organisation', 'Another']);
  expect(second.text).toMatch(/^Farhan Shaikh is invited to Sutra Operations, until/);
  for (const mobile of ['+919811100004', '+919811100003'])
    expect((await invite(['--name', 'Nisha Rao', '--mobile', mobile])).code).toBe(0);
  const { rows } = await database.owner.query(
    "select right(mobile, 1) as mobile, status from identity.invitation where mobile like '+91981110000_' and status <> 'accepted' order by id",
  );
  expect(rows).toEqual([
    { mobile: '3', status: 'withdrawn' },
    { mobile: '4', status: 'pending' },
    { mobile: '3', status: 'pending' },
  ]);
  const member = await invite(['--name', 'Meera', '--mobile', OPERATOR]);
  expect(member).toMatchObject({ code: 1, text: expect.stringContaining('works there already') });
  const { rows: operators } = await database.owner.query("select 1 from identity.organisation where kind = 'operator'");
  expect(operators).toHaveLength(1);
});

test.each([
  ['a number', ['--name', 'Meera', '--mobile', '98111'], {}, /mobile[\s\S]*Usage: npm run operator:invite/],
  ['options that there are', ['--name', 'Meera', '--organization', 'x'], {}, /--organization[\s\S]*Usage/],
  ['the environment of the server', ['--name', 'M', '--mobile', OPERATOR], WITHOUT_SMS, /environment of the server/],
  [
    'the templates of all messages',
    ['--name', 'M', '--mobile', OPERATOR],
    { SUTRA_SMS_TEMPLATES: 'invitation=1' },
    /has no registered template/,
  ],
] as const)('the command asks for %s, at once', async (_, words, other, expected) => {
  const startedMs = performance.now();
  expect(await invite(words, other)).toMatchObject({ code: 1, text: expect.stringMatching(expected) });
  expect(performance.now() - startedMs).toBeLessThan(8000); // no connection is left open
});

test('an address is proved by a mail', async () => {
  const owner = await signIn(OWNER);
  const { status, body } = await owner.post('/api/v1/auth/contacts', { email: 'jignesh@kadi.example' });
  expect([status, body]).toEqual([202, expect.anything()]);
  await expect
    .poll(() => mail.received.at(-1))
    .toMatchObject({ from: 'no-reply@sutra.example', to: ['jignesh@kadi.example'] });
});

test('a gateway that fails tells nobody whose number it is, and the code goes out with the next try', async () => {
  gateway.answer = (response) => void response.writeHead(500).end();
  const asked = await Promise.all(
    [OWNER, '+919811199999'].map((mobile) => app.anonymous.post('/api/v1/auth/otp', { mobile })),
  );
  expect(asked.map(({ status }) => status)).toEqual([202, 202]);
  // The code has been given back, for another try in a minute.
  const waiting = async () =>
    (
      await database.owner.query(
        'select 1 from identity.otp_challenge where sealed_code is not null and sending_until > $1',
        [new Date(clock.nowMs() + MINUTE_MS - 1)],
      )
    ).rows.length;
  await expect.poll(() => gateway.received.length).toBe(1);
  await expect.poll(waiting).toBe(1);
  gateway.answer = takes;
  gateway.received.length = 0;
  await app.app.jobs.run('identity.send-sign-in-codes');
  expect(gateway.received).toEqual([]);
  clock.advance(MINUTE_MS);
  await app.app.jobs.run('identity.send-sign-in-codes');
  expect(await sms(OWNER, 'sign-in-code')).toMatchObject({ code: expect.stringMatching(/^\d{6}$/) });
  expect(gateway.received).toEqual([]);
  expect(app.logged.join('')).not.toMatch(/98111\d{5}|key-of-the-gateway/);
});

test('docs/messages.md is what is sent', async () => {
  const rows = declaredMessages().map((message) => {
    const places = [...message.sms.matchAll(/\{(\w+)\}/g)].map(([, name]) => `\`${name}\``);
    const text = registeredText(message).replaceAll('\n', '<br>');
    return `| \`${message.id}\` | ${text} | ${places.join(', ')} | ${lettersOf(message.sms)} |`;
  });
  const text = [
    '# Messages to register',
    '',
    'Written by `npx vitest run apps/server/src/production.test.ts -u`. In India an SMS goes out only if its text, with a tag for each',
    'place, was registered with a telecom operator under the category *service implicit* and the header of `SUTRA_SMS_SENDER`.',
    'The ids under which the gateway knows them go into `SUTRA_SMS_TEMPLATES`, as `sign-in-code=…, invitation=…`. MSG91 is',
    'told the places by these names: write them there as `##code##`. An address that a message names must be registered too.',
    '',
    '| Message | Text | Places | Kind |',
    '|---|---|---|---|',
    ...rows,
  ];
  await expect(`${text.join('\n')}\n`).toMatchFileSnapshot('../../../docs/messages.md');
});

const lettersOf = (text: string) => (/^\p{ASCII}*$/u.test(text) ? 'English' : 'Unicode');
