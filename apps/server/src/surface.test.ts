// What the outside sees beside the endpoints: the API description, health, headers, unknown addresses.
import type { Endpoint } from '@sutra/contracts/endpoint';
import { failure } from '@sutra/contracts/endpoint';
import * as scanning from '@sutra/contracts/scanning';
import { checkRoutes } from '@sutra/kernel/http/declarations';
import { Validator } from '@seriousme/openapi-schema-validator';
import { startTestApp, type TestApp } from '@sutra/testkit/app';
import { testDatabase } from '@sutra/testkit/database';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ env: { SUTRA_METRICS_TOKEN: 'a-token-for-the-scraper' } });
});
afterAll(() => app.close());

describe('the API description', () => {
  test('is valid OpenAPI 3.1', async () => {
    const { body } = await app.anonymous.get('/api/v1/openapi.json');
    const result = await new Validator().validate(body);
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
  });

  test('says of each operation who may call it, its limit class and its failures', async () => {
    const { body } = await app.anonymous.get('/api/v1/openapi.json');
    const scan = body.paths['/api/v1/drug-scanning/scan'].post;
    expect(scan).toMatchObject({
      operationId: 'scanCode',
      'x-permission': 'scan.create',
      'x-rate-limit-class': 'scan',
      'x-audit-action': 'scan.recorded',
    });
    expect(Object.keys(scan.responses)).toEqual(
      expect.arrayContaining(['200', '400', '401', '403', '409', '422', '500']),
    );
    expect(scan.parameters[0].name).toBe('Idempotency-Key');
    expect(body.paths['/api/v1/auth/sessions/{sessionId}'].delete.parameters[0]).toMatchObject({
      in: 'path',
      required: true,
    });
  });
});

describe('a declaration', () => {
  const permissions = new Set(['scan.create', 'scan.read']);
  const problemsOf = (...endpoints: unknown[]) => {
    try {
      checkRoutes(
        endpoints.map((endpoint) => ({ endpoint: endpoint as Endpoint, handle: () => null })),
        permissions,
      );
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };
  const { access: _access, ...noAccess } = scanning.scanCode;
  const { limit: _limit, ...noLimit } = scanning.scanCode;
  const { audit: _audit, ...noAudit } = scanning.scanCode;

  test('that is whole passes', () => expect(problemsOf(scanning.scanCode, scanning.listScans)).toBe(''));
  test.each([
    ['without access', noAccess, /says nothing of access/],
    ['without a limit class', noLimit, /has no limit class/],
    ['of a write without audit', noAudit, /writes without an audit action/],
    [
      'with an unknown permission',
      { ...scanning.scanCode, access: { permission: 'scan.creat' } },
      /no module declares the permission scan\.creat/,
    ],
  ])('%s stops the start', (_, endpoint, expected) => {
    expect(problemsOf(endpoint)).toMatch(expected);
  });
  test('with the path or the id of another stops the start', () => {
    expect(problemsOf(scanning.listScans, { ...scanning.listScans, id: 'other' })).toMatch(/same method and path/);
    expect(problemsOf(scanning.listScans, { ...scanning.listScans, path: '/api/v1/other' })).toMatch(
      /id of another endpoint/,
    );
  });
  test('of a failure is frozen', () => expect(Object.isFrozen(failure('a.b', 400, 'c'))).toBe(true));
});

describe('operators see', () => {
  test('health, readiness and, with the token, metrics', async () => {
    expect((await app.anonymous.get('/healthz')).body).toEqual({ status: 'ok' });
    expect((await app.anonymous.get('/readyz')).body).toMatchObject({ status: 'ready', database: true, feed: true });
    expect((await app.anonymous.get('/metrics')).status).toBe(404);
    const metrics = await app.anonymous.get('/metrics', { authorization: 'Bearer a-token-for-the-scraper' });
    expect(metrics.body).toMatch(/sutra_http_request_duration_seconds_count\{endpoint="other",status="200"\} \d/);
    expect(metrics.body).toMatch(/sutra_privileged_gate_total\{gate="system",reason="readiness"\} \d/);
  });
});

describe('an address', () => {
  test('of the API that does not exist is a problem', async () => {
    const answer = await app.anonymous.get('/api/v1/nothing');
    expect(answer).toMatchObject({ status: 404, body: { code: 'route.not_found' } });
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });
  test('asked with another method says which it takes', async () => {
    const answer = await app.anonymous.get('/api/v1/auth/login');
    expect(answer).toMatchObject({ status: 405, body: { code: 'route.method_not_allowed' } });
    expect(answer.headers.get('allow')).toBe('POST');
  });
  test('answers with headers that keep browsers from guessing and framing', async () => {
    const { headers } = await app.anonymous.get('/.well-known/jwks.json');
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    });
  });
});

test('a permission of one kind of organisation does not exist in another', async () => {
  const cotton = await app.signIn('+919800000011');
  expect(cotton.signedIn.permissions).not.toContain('scan.create');
  const answer = await cotton.post('/api/v1/drug-scanning/scan', { raw: 'x', clientScanId: 'x' });
  expect(answer).toMatchObject({ status: 403, body: { code: 'access.denied' } });
});

test('nothing that could be a credential or personal is logged', async () => {
  await app.signInWithPassword('+919800000001');
  await app.anonymous.post('/api/v1/auth/login', { identifier: '+919812345678', password: 'my-own-password' });
  const text = app.logged.join('\n');
  for (const secret of ['sutra-demo-2035', 'my-own-password', '+919812345678', 'eyJ', 'rt_', 'Asha'])
    expect(text).not.toContain(secret);
});

test('outside demo mode captured messages have no address, and codes cannot be asked for without a way to send them', async () => {
  const database = await testDatabase();
  const staging = await startTestApp({
    database,
    env: { SUTRA_ENV: 'staging', SUTRA_PUBLIC_URL: 'https://staging.sutra.example', SUTRA_DEMO: 'false' },
  });
  expect((await staging.anonymous.get('/api/v1/dev/messages?to=x')).body.code).toBe('route.not_found');
  expect((await staging.anonymous.get('/api/v1/openapi.json')).body.paths['/api/v1/dev/messages']).toBeUndefined();
  const answer = await staging.anonymous.post('/api/v1/auth/otp', { mobile: '+919800000001' });
  expect(answer).toMatchObject({ status: 503, body: { code: 'messaging.sms_unavailable' } });
  await staging.close();
  await database.close();
});
