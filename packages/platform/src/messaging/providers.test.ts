// What really sends: an SMS gateway over HTTP and a mail server, each on loopback.
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { SmsGateway } from '@sutra/kernel/config';
import { ManualClock } from '@sutra/kernel/clock';
import { createLog } from '@sutra/kernel/log';
import { CERTIFICATE, KEY } from '@sutra/testkit/certificate';
import { type TestDatabase, testDatabase } from '@sutra/testkit/database';
import {
  mailServerOnLoopback,
  type ReceivedMail,
  smsGatewayOnLoopback,
  takes,
  type TestGateway,
  type TestMailServer,
} from '@sutra/testkit/message-servers';
import { freePort } from '@sutra/testkit/postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { mailServer } from './mail-server.ts';
import { type MessageProvider, messageTemplate, Messaging, Spending, Uncertain } from './public.ts';
import { smsGateway } from './sms-gateways.ts';

const MOBILE = '+919812345678';
const hello = messageTemplate({
  id: 'hello',
  purpose: 'code',
  places: { name: 'alphanumeric', code: 'numeric' },
  sms: 'Hello {name}, your code is {code}',
  mail: { subject: 'Hello · नमस्ते', text: 'Hello {name}, your code is {code}\nनमस्ते' },
});
const values = { name: 'Asha & Sons', code: '123456' };

let database: TestDatabase;
let gateway: TestGateway;
let server: TestMailServer;
beforeAll(async () => {
  database = await testDatabase();
  gateway = await smsGatewayOnLoopback();
  server = await mailServerOnLoopback({ refused: 'gone@sutra.example', hideSTARTTLS: true });
});
afterAll(() => Promise.all([gateway.close(), server.close(), database.close()]));
beforeEach(async () => {
  gateway.received.length = 0;
  gateway.answer = takes;
  await database.owner.query('delete from messaging.sms_day');
});

const settings = (part: Partial<SmsGateway> = {}): SmsGateway => ({
  gateway: 'msg91',
  url: gateway.url,
  key: 'key-of-the-gateway',
  sender: 'SUTRAI',
  templates: { hello: '1107160' },
  ...part,
});
const messagingOf = (sms: MessageProvider | null, mail: MessageProvider | null = null) => {
  const clock = new ManualClock(Date.now());
  const spending = new Spending({ gates: database.gates, clock, log: createLog('silent'), rupeesPerDay: 100 });
  return new Messaging({ sms, mail, spending });
};
const sendSms = (part?: Partial<SmsGateway>) => messagingOf(smsGateway(settings(part))).send(MOBILE, hello, values);
const counted = async () =>
  (await database.owner.query("select messages from messaging.sms_day where calling_code = ''")).rows[0]?.messages ?? 0;
const failure = (sent: Promise<unknown>): Promise<Error> =>
  sent.then(
    () => Promise.reject(new Error('it was sent')),
    (error: Error) => error,
  );

describe('an SMS gateway', () => {
  test('MSG91 is told the registered template and what stands in its places', async () => {
    await sendSms();
    expect(gateway.received).toEqual([
      {
        method: 'POST',
        path: '/sms',
        headers: expect.objectContaining({ authkey: 'key-of-the-gateway', 'content-type': 'application/json' }),
        body: {
          template_id: '1107160',
          sender: 'SUTRAI',
          short_url: '0',
          realTimeResponse: '1',
          recipients: [{ mobiles: '919812345678', name: 'Asha Sons', code: '123456' }],
        },
      },
    ]);
    expect(await counted()).toBe(1);
  });

  test('any other is told the text as well', async () => {
    gateway.answer = (response) => void response.writeHead(202).end();
    await sendSms({ gateway: 'json' });
    expect(gateway.received[0]!.headers.authorization).toBe('Bearer key-of-the-gateway');
    expect(gateway.received[0]!.body).toEqual({
      to: MOBILE,
      sender: 'SUTRAI',
      template: '1107160',
      values: { name: 'Asha Sons', code: '123456' },
      text: 'Hello Asha Sons, your code is 123456',
    });
  });

  test.each([
    [
      'in words',
      'msg91',
      200,
      '{"type":"error","message":"919812345678 (Asha Sons, 981 234 5678) is on the list of 1107160"}',
      /200 … \(…, …\) is on the list of …$/,
    ],
    [
      'by its status',
      'msg91',
      401,
      '{"type":"error","message":"Authentication failure"}',
      /401 Authentication failure/,
    ],
    ['in what is no JSON', 'msg91', 200, '<html>', /refuses a message: 200$/],
    ['with nothing', 'msg91', 200, '', /refuses/],
    ['in its own words', 'json', 422, 'no balance', /422 no balance/],
  ] as const)('that refuses %s costs nothing, and its number is in no log', async (_, form, status, text, expected) => {
    gateway.answer = (response) => void response.writeHead(status).end(text);
    const error = await failure(sendSms({ gateway: form }));
    expect(error).not.toBeInstanceOf(Uncertain);
    expect(error.message).toMatch(expected);
    expect(JSON.stringify([error.message, error.stack])).not.toMatch(/9812345678|key-of-the/);
    expect(await counted()).toBe(0);
  });

  test.each([
    ['an error of its own', (response) => void response.writeHead(502).end('bad gateway')],
    ['nothing', (response) => void response.destroy()],
    ['far too much', (response) => void response.writeHead(200).end('x'.repeat(100_000))],
    ['elsewhere', (response) => void response.writeHead(302, { location: 'https://evil.example' }).end()],
  ] satisfies [string, TestGateway['answer']][])(
    'that answers %s may have sent it: it stays counted',
    async (_, answer) => {
      gateway.answer = answer;
      expect(await failure(sendSms())).toBeInstanceOf(Uncertain);
      expect(await counted()).toBe(1);
      expect(gateway.received).toHaveLength(1);
    },
  );

  test('that is not there has sent nothing', async () => {
    const error = await failure(sendSms({ url: `http://127.0.0.1:${await freePort()}/` }));
    expect(error).not.toBeInstanceOf(Uncertain);
    expect(error.message).toBe('the SMS gateway: unreachable (ECONNREFUSED)');
    expect(await counted()).toBe(0);
  });

  test('with another certificate than its own has sent nothing', async () => {
    const stranger = createServer({ key: KEY, cert: CERTIFICATE }, (_, response) => takes(response));
    await new Promise<void>((resolve) => void stranger.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = stranger.address() as AddressInfo;
      const error = await failure(sendSms({ url: `https://127.0.0.1:${port}/` }));
      expect(error).not.toBeInstanceOf(Uncertain);
      expect(error.message).toMatch(/SELF_SIGNED/);
      expect(await counted()).toBe(0);
    } finally {
      stranger.close();
    }
  });

  test('is refused at start unless each message has its template, and no other', () => {
    const start = () => smsGateway(settings({ templates: { hallo: '1' } }));
    expect(start).toThrow(/hello has no registered template/);
    expect(start).toThrow(/hallo is no message of Sutra/);
  });

  test('a message of three segments costs as much as three', async () => {
    const long = { ...hello, sms: `{name} {code} ${'नमस्ते '.repeat(20)}` };
    await messagingOf(smsGateway(settings())).send(MOBILE, long, values);
    const { rows } = await database.owner.query(
      "select messages, paise::int from messaging.sms_day where calling_code = ''",
    );
    expect(rows).toEqual([{ messages: 1, paise: 75 }]);
  });
});

describe('a mail server', () => {
  const TO = 'asha@sutra.example';
  const from = 'Sutra <no-reply@sutra.example>';
  const sendMail = (url: string, to = TO, ca?: string) =>
    messagingOf(null, mailServer({ url, from }, ca)).send(to, hello, values);
  const header = ({ raw }: ReceivedMail, name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(raw)?.[1]?.trim();

  test('gets a mail from whom it should be, in its own words and letters', async () => {
    await sendMail(`smtp://sutra:secret@127.0.0.1:${server.port}`);
    const mail = server.received.at(-1)!;
    expect(mail).toMatchObject({ from: 'no-reply@sutra.example', to: [TO], user: 'sutra' });
    expect(header(mail, 'From')).toBe('Sutra <no-reply@sutra.example>');
    expect(header(mail, 'Auto-Submitted')).toBe('auto-generated');
    expect(header(mail, 'Subject')).toMatch(/^=\?UTF-8\?/);
    expect(header(mail, 'Content-Transfer-Encoding')).toBe('quoted-printable');
    const body = mail.raw.split('\r\n\r\n')[1]!.replaceAll('=\r\n', '');
    expect(decodeURIComponent(body.replaceAll('=', '%')).trim()).toBe('Hello Asha & Sons, your code is 123456\r\nनमस्ते');
  });

  test('that refuses the address or the password says so without either', async () => {
    const gone = await failure(sendMail(`smtp://sutra:secret@127.0.0.1:${server.port}`, 'gone@sutra.example'));
    expect(gone.message).toBe('the mail server: EENVELOPE 550');
    const stranger = await failure(sendMail(`smtp://sutra:wrong@127.0.0.1:${server.port}`));
    expect(stranger.message).toMatch(/^the mail server: EAUTH 5\d\d$/);
    const nobody = await failure(sendMail(`smtp://127.0.0.1:${await freePort()}`));
    expect(nobody.message).toBe('the mail server: ESOCKET');
  });

  test('on this machine needs no encryption, whatever it offers', async () => {
    const offering = await mailServerOnLoopback({ key: KEY, cert: CERTIFICATE });
    try {
      await sendMail(`smtp://sutra:secret@localhost:${offering.port}`);
      expect(offering.received).toMatchObject([{ to: [TO], isEncrypted: false }]);
    } finally {
      await offering.close();
    }
  });

  test.each([
    ['smtps', { secure: true }],
    ['smtp', {}],
  ])('elsewhere is spoken to by %s encrypted, if its certificate is good', async (protocol, options) => {
    const elsewhere = await mailServerOnLoopback({ host: '127.0.0.2', key: KEY, cert: CERTIFICATE, ...options });
    const url = `${protocol}://sutra:secret@127.0.0.2:${elsewhere.port}`;
    try {
      await sendMail(url, TO, CERTIFICATE);
      expect(elsewhere.received).toMatchObject([{ to: [TO], user: 'sutra', isEncrypted: true }]);
      expect((await failure(sendMail(url))).message).toMatch(/^the mail server: (ESOCKET|ETLS)/);
      expect(elsewhere.connections).toBe(2);
      expect(elsewhere.received).toHaveLength(1);
    } finally {
      await elsewhere.close();
    }
  });

  test('elsewhere that cannot encrypt gets nothing', async () => {
    const plain = await mailServerOnLoopback({ host: '127.0.0.2', disabledCommands: ['STARTTLS'] });
    try {
      expect((await failure(sendMail(`smtp://sutra:secret@127.0.0.2:${plain.port}`))).message).toMatch(/ETLS/);
      expect(plain).toMatchObject({ received: [], connections: 1 });
    } finally {
      await plain.close();
    }
  });
});
