import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FastifyInstance, fastify } from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { limitArrival } from './arrival.ts';

const LIMIT_MS = 200;
let app: FastifyInstance;
let port: number;

beforeAll(async () => {
  app = fastify();
  limitArrival(app, pino({ level: 'silent' }), LIMIT_MS);
  app.post('/form', (request) => request.body);
  app.get('/work', async () => {
    await sleep(LIMIT_MS * 2);
    return { done: true };
  });
  void app.register((scope, _, done) => {
    scope.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null));
    scope.post('/file', { config: { takesFile: true } }, (request) => sizeOf(request.raw));
    done();
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  port = (app.server.address() as { port: number }).port;
});
afterAll(() => app.close());

test('a body that stops half-way is refused in words, and the connection ends', async () => {
  const { socket, said, ended } = speak('POST', '/form', 'application/json', 10);
  socket.write('{"a":');
  await ended;
  expect(said()).toContain('HTTP/1.1 408');
  expect(said()).toContain('"code":"request.timeout"');
  expect(said().match(/HTTP\/1\.1/g)).toHaveLength(1);
});

test('a body in several parts within the time is read', async () => {
  const { socket, said, ended } = speak('POST', '/form', 'application/json', 7);
  socket.write('{"a"');
  await sleep(LIMIT_MS / 4);
  socket.write(':1}');
  await ended;
  expect(said()).toContain('{"a":1}');
});

test('a file may take longer', async () => {
  const { socket, said, ended } = speak('POST', '/file', 'text/csv', 6);
  socket.write('a,b');
  await sleep(LIMIT_MS * 2);
  socket.write('1,2');
  await ended;
  expect(said()).toContain('{"sizeBytes":6}');
});

test('an answer may take longer than a body', async () => {
  const { said, ended } = speak('GET', '/work', 'application/json', 0);
  await ended;
  expect(said()).toContain('{"done":true}');
});

async function sizeOf(chunks: AsyncIterable<Buffer>): Promise<{ sizeBytes: number }> {
  let sizeBytes = 0;
  for await (const chunk of chunks) sizeBytes += chunk.length;
  return { sizeBytes };
}

function speak(method: string, path: string, mediaType: string, length: number) {
  const socket: Socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const body = length === 0 ? '' : `content-type: ${mediaType}\r\ncontent-length: ${length}\r\n`;
  socket.write(`${method} ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n${body}\r\n`);
  return { socket, said: () => answer, ended };
}
