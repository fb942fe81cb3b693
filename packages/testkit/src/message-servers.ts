// What Sutra sends messages through, on loopback: an SMS gateway that answers as it is told, and a mail server.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface GatewayRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  // oxlint-disable-next-line typescript/no-explicit-any -- each gateway has its own form
  body: any;
}

export interface TestGateway {
  url: string;
  received: GatewayRequest[];
  /** How it answers from now on. */
  answer: (response: ServerResponse) => void;
  close(): Promise<void>;
}

export const takes = (response: ServerResponse): void =>
  void response.writeHead(200, { 'content-type': 'application/json' }).end('{"type":"success","message":"3764"}');

export async function smsGatewayOnLoopback(): Promise<TestGateway> {
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const body: unknown = JSON.parse(Buffer.concat(pieces).toString());
      gateway.received.push({ method, path: url, headers, body });
      gateway.answer(response);
    });
  });
  const port = await listen(server, '127.0.0.1');
  const gateway: TestGateway = {
    url: `http://127.0.0.1:${port}/sms`,
    received: [],
    answer: takes,
    close: () => closed(server),
  };
  return gateway;
}

export interface ReceivedMail {
  from: string;
  to: string[];
  user: string | null;
  isEncrypted: boolean;
  /** Headers and body as they came. */
  raw: string;
}

export interface TestMailServer {
  port: number;
  received: ReceivedMail[];
  connections: number;
  close(): Promise<void>;
}

/** Takes mail of the user `sutra` with the password `secret`; whom `refused` names is no recipient of it. */
export async function mailServerOnLoopback(
  options: SMTPServerOptions & { host?: string; refused?: string } = {},
): Promise<TestMailServer> {
  const received: ReceivedMail[] = [];
  const server = new SMTPServer({
    logger: false,
    authMethods: ['PLAIN'],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _, done) =>
      username === 'sutra' && password === 'secret' ? done(null, { user: username }) : done(new Error('unknown')),
    onRcptTo: ({ address }, _, done) =>
      address === options.refused
        ? done(Object.assign(new Error(`${address} is unknown here`), { responseCode: 550 }))
        : done(),
    onData: (stream, { envelope, user, secure }, done) => {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        const to = envelope.rcptTo.map(({ address }) => address);
        const raw = Buffer.concat(pieces).toString();
        received.push({ from, to, user: user === undefined ? null : String(user), isEncrypted: secure, raw });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => {}); // a client that breaks off is what a test may want
  server.server.on('connection', () => (mail.connections += 1));
  const port = await listen(server.server, options.host ?? '127.0.0.1');
  const mail: TestMailServer = {
    port,
    received,
    connections: 0,
    close: () => new Promise<void>((resolve) => server.close(resolve)),
  };
  return mail;
}

async function listen(server: Server, host: string): Promise<number> {
  await new Promise<void>((resolve) => void server.listen(0, host, resolve));
  return (server.address() as AddressInfo).port;
}

async function closed(server: ReturnType<typeof createServer>): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => void server.close(resolve));
}
