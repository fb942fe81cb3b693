import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fastify, type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addConsole } from './console.ts';

let folder: string;
const servers: FastifyInstance[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sutra-console-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<meta name="sutra-demo" content="__SUTRA_DEMO__" />');
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  rmSync(folder, { recursive: true });
});

function open(demo: boolean, url: string) {
  const server = fastify();
  servers.push(server);
  addConsole(server, Promise.resolve(folder), demo);
  return server.inject({ url, headers: { accept: 'text/html' } });
}

test('the page of all patterns is there in a demonstration, and nowhere else', async () => {
  const demo = await open(true, '/dev/ui?sort=-bales');
  expect([demo.statusCode, demo.body]).toEqual([200, expect.stringContaining('content="true"')]);
  const elsewhere = await open(false, '/dev/ui');
  expect([elsewhere.statusCode, elsewhere.body]).toEqual([404, expect.stringContaining('content="false"')]);
});
