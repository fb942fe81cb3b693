import { readFileSync } from 'node:fs';
import { ManualClock, MINUTE_MS } from '@sutra/kernel/clock';
import { type Answer, Caller, startTestApp, type TestApp } from '@sutra/testkit/app';
import { TestDevice } from '@sutra/testkit/device';
import { secretKey } from '@sutra/kernel/crypto';
import { Once } from '@sutra/kernel/once';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Proofs } from './dpop.ts';

const clock = new ManualClock(Date.now());
let app: TestApp;
let device: TestDevice;
beforeAll(async () => {
  app = await startTestApp({ clock });
});
afterAll(() => app.close());
beforeEach(async () => {
  device = await TestDevice.make(app.origin);
});

const ME = '/api/v1/auth/me';
const OWNER = { identifier: '+919800000001', password: 'sutra-demo-2035' };
const bearer = (token: string) => new Caller(app.origin, token).get(ME);
async function signIn(on: TestDevice): Promise<{ accessToken: string; refreshToken: string; tokenType: string }> {
  const answer = await on.send('POST', '/api/v1/auth/login', { body: OWNER });
  expect(answer.status).toBe(200);
  return answer.body;
}
const withProof = (token: string, proof: string, path = ME): Promise<Answer> =>
  app.anonymous.get(path, { authorization: `DPoP ${token}`, dpop: proof });

describe('a session that was opened with a proof', () => {
  test('is bound to that key: its token opens nothing as a bearer, nor with the key of another device', async () => {
    const { accessToken, tokenType } = await signIn(device);
    expect(tokenType).toBe('DPoP');
    expect((await device.send('GET', ME, { token: accessToken })).status).toBe(200);
    const stolen = await bearer(accessToken);
    expect(stolen).toMatchObject({ status: 401, body: { code: 'auth.dpop_required' } });
    expect(stolen.headers.get('www-authenticate')).toMatch(/^DPoP error="use_dpop_nonce"/);
    const thief = await TestDevice.make(app.origin);
    expect((await thief.send('GET', ME, { token: accessToken })).body.code).toBe('auth.dpop_invalid');
    expect((await withProof(accessToken, 'x')).body.code).toBe('auth.dpop_invalid');
    expect((await app.anonymous.get(ME, { authorization: `DPoP ${accessToken}` })).body.code).toBe(
      'auth.dpop_required',
    );
  });

  test('goes on only with a proof of that key; a copy of the refresh token opens nothing and ends nothing', async () => {
    const { refreshToken } = await signIn(device);
    const copy = await app.anonymous.post('/api/v1/auth/refresh', { refreshToken });
    expect(copy).toMatchObject({ status: 401, body: { code: 'auth.dpop_required' } });
    const next = await device.send('POST', '/api/v1/auth/refresh', { body: { refreshToken } });
    expect(next).toMatchObject({ status: 200, body: { tokenType: 'DPoP' } });
    expect((await device.send('GET', ME, { token: next.body.accessToken })).status).toBe(200);
  });

  test('ends when its refresh token comes with another key', async () => {
    const { refreshToken, accessToken } = await signIn(device);
    const thief = await TestDevice.make(app.origin);
    const answer = await thief.send('POST', '/api/v1/auth/refresh', { body: { refreshToken } });
    expect(answer).toMatchObject({ status: 401, body: { code: 'auth.device_mismatch' } });
    expect((await device.send('GET', ME, { token: accessToken })).body.code).toBe('auth.token_revoked');
    const own = await device.send('POST', '/api/v1/auth/refresh', { body: { refreshToken } });
    expect(own.body.code).toBe('auth.device_mismatch');
  });

  test('gets the same successor twice within 30 s for the same key, whatever user agent it names by then', async () => {
    const { refreshToken } = await signIn(device);
    const refresh = (headers: Record<string, string>) =>
      device.send('POST', '/api/v1/auth/refresh', { body: { refreshToken }, headers });
    const one = await refresh({ 'user-agent': 'Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Safari/537.36' });
    const two = await refresh({
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0',
    });
    expect(two.body.refreshToken).toBe(one.body.refreshToken);
  });

  test('is of the same device the next time, without any cookie', async () => {
    await signIn(device);
    await signIn(device);
    const { accessToken } = await signIn(device);
    const { body } = await device.send('GET', '/api/v1/auth/login-events', { token: accessToken });
    expect(body.items.slice(0, 3).map(({ reasons }: { reasons: string[] }) => reasons.includes('new-device'))).toEqual([
      false,
      false,
      true,
    ]);
    const parallel = await TestDevice.make(app.origin);
    await parallel.send('GET', ME); // for the nonce
    parallel.nonce = device.nonce;
    await Promise.all([1, 2, 3].map(() => signIn(parallel)));
    const { rows } = await app.database.owner.query('select id from identity.device where key_thumbprint = $1', [
      parallel.thumbprint,
    ]);
    expect(rows).toHaveLength(1);
  });
});

describe('a proof', () => {
  let token: string;
  beforeEach(async () => {
    token = (await signIn(device)).accessToken;
  });

  test('is accepted once, also when it comes a hundred times at the same moment', async () => {
    const proof = await device.proof('GET', ME, token);
    const answers = await Promise.all(Array.from({ length: 100 }, () => withProof(token, proof)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(answers.filter(({ status }) => status !== 200).map(({ body }) => body.code))).toEqual(
      new Set(['auth.dpop_invalid']),
    );
  });

  test('is known by its jti, not by its text: the same signature spelt another way is no new proof', async () => {
    const proof = await device.proof('GET', ME, token);
    expect((await withProof(token, proof)).status).toBe(200);
    const [header, claims, signature] = proof.split('.') as [string, string, string];
    // An ECDSA signature (r, s) has a twin (r, n - s) that is as good.
    const bytes = Buffer.from(signature, 'base64url');
    const n = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
    const s = n - BigInt(`0x${bytes.subarray(32).toString('hex')}`);
    const twin = Buffer.concat([bytes.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, '0'), 'hex')]);
    const again = await withProof(token, `${header}.${claims}.${twin.toString('base64url')}`);
    expect(again.body).toMatchObject({
      code: 'auth.dpop_invalid',
      detail: 'The proof does not fit: it was used before.',
    });
    for (const odd of [`${proof}=`, `${proof} `, `${header}=.${claims}.${signature}`, `${proof}\n`.trim() + '.'])
      expect((await withProof(token, odd)).status).toBe(401);
  });

  test('is for one method, one address, one token and the key that signed it', async () => {
    const wrong: [string, string][] = [
      ['method', await device.proof('POST', ME, token)],
      ['path', await device.proof('GET', '/api/v1/auth/sessions', token)],
      ['host', await device.proof('GET', ME, token, { claims: { htu: `http://evil.example${ME}` } })],
      ['token', await device.proof('GET', ME, `${token}x`)],
      ['no token', await device.proof('GET', ME, null)],
      ['type', await device.proof('GET', ME, token, { header: { typ: 'JWT' } })],
      [
        'another key in the header',
        await device.proof('GET', ME, token, { header: { jwk: (await TestDevice.make(app.origin)).jwk } }),
      ],
      [
        'a private key in the header',
        await device.proof('GET', ME, token, { header: { jwk: { ...device.jwk, d: 'AAAA' } } }),
      ],
      ['no jti', await device.proof('GET', ME, token, { claims: { jti: undefined } })],
      ['a critical header', await device.proof('GET', ME, token, { header: { crit: ['b64'], b64: true } })],
    ];
    for (const [what, proof] of wrong)
      expect([what, (await withProof(token, proof)).body.code]).toEqual([what, 'auth.dpop_invalid']);
    expect((await device.send('GET', `${ME}?x=1`, { token })).status).toBe(200);
  });

  test('needs a nonce of ours that is not old; the client clock does not matter', async () => {
    device.clockErrorMs = 24 * 60 * MINUTE_MS;
    expect((await device.send('GET', ME, { token })).status).toBe(200);
    device.clockErrorMs = -24 * 60 * MINUTE_MS;
    expect((await device.send('GET', ME, { token })).status).toBe(200);
    for (const nonce of [
      undefined,
      '',
      'x',
      Buffer.alloc(24).toString('base64url'),
      `${device.nonce.slice(0, -2)}AA`,
    ]) {
      const answer = await withProof(token, await device.proof('GET', ME, token, { claims: { nonce } }));
      expect(answer.body.code).toBe('auth.dpop_required');
      expect(answer.headers.get('dpop-nonce')).toMatch(/^[\w-]{32}$/);
    }
    const old = await device.proof('GET', ME, token);
    clock.advance(5 * MINUTE_MS + 1);
    expect((await withProof(token, old)).body.code).toBe('auth.dpop_required');
  });

  test('brings the next nonce along before the present one is old', async () => {
    expect((await withProof(token, await device.proof('GET', ME, token))).headers.get('dpop-nonce')).toBeNull();
    clock.advance(2 * MINUTE_MS);
    const answer = await withProof(token, await device.proof('GET', ME, token));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('dpop-nonce')).toMatch(/^[\w-]{32}$/);
  });
});

test('an organisation can insist on devices with a key', async () => {
  const org = (await signIn(device)) as unknown as { organisation: { id: string } };
  await app.database.owner.query('update identity.organisation set device_key_required = true where org_id = $1', [
    org.organisation.id,
  ]);
  const plain = await app.anonymous.post('/api/v1/auth/login', { ...OWNER, identifier: '+919800000002' });
  expect(plain).toMatchObject({ status: 403, body: { code: 'organisation.device_key_required' } });
  expect((await signIn(device)).tokenType).toBe('DPoP');
  await app.database.owner.query('update identity.organisation set device_key_required = false');
});

test('a proof that a server accepted is not accepted by the one that is started after it', async () => {
  const env = { SUTRA_PUBLIC_URL: 'http://sutra.test' };
  const first = await startTestApp({ env });
  const own = await TestDevice.make('http://sutra.test');
  const login = async () =>
    first.anonymous.post('/api/v1/auth/login', OWNER, { dpop: await own.proof('POST', '/api/v1/auth/login', null) });
  own.nonce = (await login()).headers.get('dpop-nonce')!;
  const { accessToken } = (await login()).body;
  const proof = await own.proof('GET', ME, accessToken);
  const send = (on: TestApp) => on.anonymous.get(ME, { authorization: `DPoP ${accessToken}`, dpop: proof });
  expect((await send(first)).status).toBe(200);
  await first.app.close();
  const second = await startTestApp({ env, database: first.database });
  const again = await send(second);
  expect(again.body.code).toBe('auth.dpop_required');
  own.nonce = again.headers.get('dpop-nonce')!;
  const fresh = await own.proof('GET', ME, accessToken);
  const goesOn = await second.anonymous.get(ME, { authorization: `DPoP ${accessToken}`, dpop: fresh });
  expect(goesOn.status).toBe(200);
  await second.close();
});

test('the examples of RFC 9449 lack nothing but our nonce', async () => {
  const lines = readFileSync('../shared/vectors/security/rfc9449-dpop-examples.jsonl', 'utf8').trim().split('\n');
  const once = new Once({
    gates: app.app.gates,
    clock,
    log: null as never,
    redisUrl: null,
    name: 'test',
    lifeMs: 1000,
  });
  const proofs = new Proofs({ once, nonceKey: secretKey(Buffer.alloc(32)), clock });
  for (const line of lines) {
    const { proof, payload, header, jkt, access_token } = JSON.parse(line) as Example;
    const check = (method: string, url: string) =>
      proofs.check(
        { authorization: undefined, proof, method, url, ip: '', answerWith: () => {} },
        access_token ?? null,
      );
    await expect(check(payload.htm, payload.htu)).rejects.toMatchObject({ failure: { code: 'auth.dpop_required' } });
    await expect(check('PUT', payload.htu)).rejects.toMatchObject({ failure: { code: 'auth.dpop_invalid' } });
    if (jkt !== undefined) expect(await calculateJwkThumbprint(header.jwk)).toBe(jkt);
  }
  expect(lines).toHaveLength(3);
});
interface Example {
  proof: string;
  header: { jwk: JWK };
  payload: { htm: string; htu: string };
  jkt?: string;
  access_token?: string;
}
