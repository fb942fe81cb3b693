// Test data of others: what the RFCs, Wycheproof and the W3C say about tokens, codes and passkeys.
import { createHash, createPrivateKey, createPublicKey, randomUUID, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Ids, ManualClock } from '@sutra/kernel/clock';
import { Keyring, secretKey } from '@sutra/kernel/crypto';
import { AppError } from '@sutra/kernel/errors';
import { createLog } from '@sutra/kernel/log';
import { Once } from '@sutra/kernel/once';
import { startTestApp, type TestApp } from '@sutra/testkit/app';
import { type TestDatabase, testDatabase } from '@sutra/testkit/database';
import type { JWK } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Access } from '../access/public.ts';
import { Proofs } from './dpop.ts';
import { checkAttestation, usePasskey } from './factors/passkeys.ts';
import { stepOf } from './factors/totp.ts';
import { isSignedByEs256, splitJws } from './jws.ts';
import { RoleEditions } from './role-editions.ts';
import { SigningKeys } from './signing-keys.ts';
import { Tokens } from './tokens.ts';

function rowsOf<Row>(name: string): Row[] {
  const text = readFileSync(`../shared/vectors/security/${name}.jsonl`, 'utf8').trim();
  return text.split('\n').map((line) => JSON.parse(line) as Row);
}

describe('codes of an authenticator app', () => {
  interface Row {
    alg: string;
    secret_ascii: string;
    time?: number;
    counter?: number;
    code: string;
  }
  const rows = rowsOf<Row>('totp-hotp').filter(({ alg }) => alg === 'SHA1');
  test.each(rows)('of RFC 4226 and RFC 6238: $code', ({ secret_ascii, time, counter, code }) => {
    const seconds = time ?? counter! * 30;
    const secret = new Uint8Array(Buffer.from(secret_ascii));
    // Six digits are the last six of eight.
    expect(stepOf(secret, code.slice(-6), seconds * 1000)).toBe(Math.floor(seconds / 30));
    expect(stepOf(secret, code.slice(-6), (seconds + 90) * 1000)).toBeNull();
  });
});

interface JwsRow {
  g: number;
  tcId: number;
  comment: string;
  jws: string;
  result: 'valid' | 'invalid';
  group: { public?: JWK; private: JWK };
}

describe('signed tokens of Wycheproof', () => {
  const rows = rowsOf<JwsRow>('wycheproof-jws');
  const keyOf = ({ group }: JwsRow) => group.public ?? group.private;
  const isEs256 = (row: JwsRow) => keyOf(row).kty === 'EC';
  const nameOf = ({ tcId, comment }: JwsRow) => `tc${tcId} ${comment}`;
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const call = { method: 'GET', url: 'https://sutra.example/api/v1/auth/me' };

  const clock = new ManualClock(Date.now());
  let database: TestDatabase;
  let tokens: Tokens;
  let proofs: Proofs;
  let ours: string;
  let signOurs: (text: string) => Promise<string>;
  beforeAll(async () => {
    database = await testDatabase();
    const { gates } = database;
    const keys = new SigningKeys(gates, new Keyring(Buffer.alloc(32)), clock);
    await keys.load();
    const editions = new RoleEditions(gates);
    const issuer = 'https://sutra.example';
    tokens = new Tokens({ issuer, keys, access: new Access(), editions, clock, ids: new Ids(clock) });
    const log = createLog('silent');
    const once = new Once({ gates, clock, log, redisUrl: null, name: 'vectors', lifeMs: 300_000 });
    proofs = new Proofs({ once, clock, nonceKey: secretKey(Buffer.alloc(32)) });
    ours = await tokens.sign({
      userId: randomUUID(),
      organisationId: randomUUID(),
      organisationKind: 'pharmacy',
      sessionId: randomUUID(),
      roles: ['owner'],
      ownRoles: [],
      endsAtMs: null,
      method: 'pwd',
      secondMethod: null,
      membershipVersion: 1,
      keyThumbprint: null,
      assurance: { acr: 'aal1', provedAtMs: 0 },
    });
    const { privateKey } = await keys.current();
    signOurs = async (text) =>
      Buffer.from(await crypto.subtle.sign('Ed25519', privateKey, Buffer.from(text))).toString('base64url');
  });
  afterAll(() => database.close());

  /** Null where it was accepted, else why not; what fails in another way than by refusing fails the test. */
  async function refusal(verify: () => unknown, code: string): Promise<string | null> {
    try {
      await verify();
      return null;
    } catch (error) {
      if (!(error instanceof AppError) || error.failure.code !== code) throw error;
      return (error.cause as { code?: string } | undefined)?.code ?? 'spelling';
    }
  }
  const asToken = (jws: string) => refusal(() => tokens.verify(jws), 'auth.token_invalid');
  const asProof = (jws: string) => {
    const presented = { ...call, authorization: undefined, proof: jws, ip: '127.0.0.1', answerWith: () => {} };
    return refusal(() => proofs.check(presented, null), 'auth.dpop_invalid');
  };
  /** A token of ours, in which a row's mistake is made: its header and its claims, and what signs them. */
  interface Ours {
    head: string;
    body: string;
    sign: (text: string) => Promise<string>;
  }
  /** What is as in the good row is as in ours; what was inserted is inserted; what was signed like that is signed by us. */
  async function graft(jws: string, good: string, { head, body, sign }: Ours): Promise<string> {
    const [goodHead = '', goodBody = '', goodSignature = ''] = good.split('.');
    const [first = '', ...others] = jws.split('.');
    const grafted = [insert(first, goodHead, head)];
    if (others.length === 1) return [...grafted, insert(others[0]!, goodBody, body)].join('.');
    const [second = '', third = '', ...more] = others;
    grafted.push(insert(second, goodBody, body));
    const text = grafted.join('.');
    const isSignedLikeThat = third !== '' && text !== `${head}.${body}` && [first, second].some(isMisspelt);
    grafted.push(isSignedLikeThat ? await sign(text) : insert(third, goodSignature, await sign(`${head}.${body}`)));
    return [...grafted, ...more].join('.');
  }

  const keyPair = (jwk: JWK) => createPrivateKey({ key: { ...jwk }, format: 'jwk' });
  /** A proof of a device whose key is the row's; another header is ours with what that one names. */
  function proofOf({ group }: JwsRow, header: object): Ours {
    const claims = { jti: randomUUID(), htm: call.method, htu: call.url, iat: 0, nonce: proofs.nonce() };
    const key = { key: keyPair(group.private), dsaEncoding: 'ieee-p1363' as const };
    return {
      head: encode({ typ: 'dpop+jwt', alg: 'ES256', jwk: group.public, ...header }),
      body: encode(claims),
      sign: (text) => Promise.resolve(sign('sha256', Buffer.from(text), key).toString('base64url')),
    };
  }

  const es256 = rows.filter(isEs256);
  // Of the key of most rows, and signed right: what is wrong with it is its key.
  const wrongUse = es256.find(({ tcId }) => tcId === 354)!;

  test.each(es256.map((row) => [nameOf(row), row] as const))('as a proof of a device: %s', async (_, row) => {
    const { tcId, jws, result, group } = row;
    // As it is, it is no proof, whatever its signature.
    expect(await asProof(jws)).not.toBeNull();
    expect(await asToken(jws)).not.toBeNull();
    const key = createPublicKey(keyPair(group.private));
    const isSigned = splitJws(jws, 3000) !== null && (await isSignedByEs256(key, jws));
    expect(isSigned).toBe(result === 'valid' || tcId === 354);

    const good = result === 'valid' ? jws : wrongUse.jws;
    const [head = '', body] = jws.split('.');
    const isOtherHead = head !== '' && head !== good.split('.')[0];
    const ours = proofOf(
      row,
      JSON.parse(Buffer.from(isOtherHead ? head : good.split('.')[0]!, 'base64url').toString()),
    );
    const whole = `${ours.head}.${ours.body}`;
    const another = proofOf(row, {}).body; // claims that are as good, and not those that were signed
    const grafted = isOtherHead
      ? `${whole}.${await ours.sign(whole)}`
      : (await graft(jws, good, ours)).replace(body === 'WG9v' ? 'WG9v' : /^$/, another);
    expect(await asProof(grafted)).toBe(result === 'valid' ? null : 'spelling');
  });

  test('of any other algorithm are refused for that, also where they are valid; their mistakes are refused in ours', async () => {
    const refused = new Map<string, number>();
    const wrong: string[] = [];
    const [head, body] = ours.split('.') as [string, string];
    const token = { head, body, sign: signOurs };
    const signing = es256.find(({ result }) => result === 'valid')!; // its key
    for (const row of rows.filter((one) => !isEs256(one))) {
      const { g, tcId, jws, result } = row;
      const why = [await asToken(jws), await asProof(jws)];
      // tc372 is a second spelling of a valid one.
      const isReason = result === 'invalid' || tcId === 372 || why[0] === 'ERR_JOSE_ALG_NOT_ALLOWED';
      if (why.includes(null) || !isReason) wrong.push(`${nameOf(row)}: ${why.join()}`);
      const good = rows.find(
        (one) => one.g === g && one.result === 'valid' && !one.jws.includes('..') && one.tcId !== 372,
      );
      if (good && (result === 'invalid' || row === good || tcId === 372)) {
        const answers = [
          await asToken(await graft(jws, good.jws, token)),
          await asProof(await graft(jws, good.jws, proofOf(signing, {}))),
        ];
        if (answers.some((answer) => (answer === null) !== (row === good)))
          wrong.push(`${nameOf(row)} in ours: ${answers.join()}`);
      }
      const algorithm = keyOf(row).alg ?? 'none named';
      refused.set(algorithm, (refused.get(algorithm) ?? 0) + 1);
    }
    expect(wrong).toEqual([]);
    expect(Object.fromEntries(refused)).toEqual({
      HS256: 25,
      RS256: 87,
      RS384: 2,
      RS512: 3,
      PS256: 23,
      PS384: 2,
      PS512: 11,
      'none named': 1,
    });
    expect(es256.length + [...refused.values()].reduce((sum, count) => sum + count, 0)).toBe(rows.length);
  });
});

const isMisspelt = (part: string) => /[^\w-]/.test(part);

/** `ours` for the good part; for the good part with something put in, ours with the same put in. */
function insert(part: string, good: string, ours: string): string {
  let before = 0;
  while (before < good.length && part[before] === good[before]) before += 1;
  const after = good.length - before;
  if (good === '' || !part.endsWith(good.slice(before))) return part;
  const inserted = part.slice(before, part.length - after);
  const at = before === 0 ? 0 : ours.length - after;
  return ours.slice(0, at) + inserted + ours.slice(at);
}

describe('passkeys of the W3C', () => {
  interface Row {
    title: string;
    rpId: string;
    origin: string;
    registration: Record<'challenge' | 'credential_id' | 'clientDataJSON' | 'attestationObject', string>;
    authentication: Record<'challenge' | 'clientDataJSON' | 'authenticatorData' | 'signature', string>;
  }
  const encode = (hex: string) => Buffer.from(hex, 'hex').toString('base64url');
  /** Whether authenticator data says that the person was verified: what we ask of every passkey. */
  const isVerified = (hex: string, rpId: string) => {
    const bytes = Buffer.from(hex, 'hex');
    return (bytes[bytes.indexOf(createHash('sha256').update(rpId).digest()) + 32]! & 0x04) !== 0;
  };
  let app: TestApp;
  let userId: string;
  beforeAll(async () => {
    app = await startTestApp();
    userId = (await app.signIn('+919800000012')).signedIn.user.id;
  });
  afterAll(() => app.close());

  test.each(rowsOf<Row>('webauthn-l3-vectors'))(
    '$title',
    async ({ title, rpId, origin, registration, authentication }) => {
      const place = { rpId, origin };
      const id = encode(registration.credential_id);
      const shared = { id, rawId: id, type: 'public-key' as const, clientExtensionResults: {} };
      const registered = checkAttestation(place, encode(registration.challenge), {
        ...shared,
        response: {
          clientDataJSON: encode(registration.clientDataJSON),
          attestationObject: encode(registration.attestationObject),
        },
      });
      // We ask for no attestation; one of a TPM whose maker nobody knows is refused rather than believed.
      if (!isVerified(registration.attestationObject, rpId) || title.startsWith('TPM'))
        return expect(registered).rejects.toMatchObject({ failure: { code: 'passkey.refused' } });
      const made = await registered;
      expect(made.credential.id).toBe(id);
      await app.database.owner.query(
        `insert into identity.passkey (id, user_id, credential_id, public_key, counter, transports, is_backed_up, name, created_at)
       values ($1, $2, $3, $4, 0, '{}', false, 'W3C', now())`,
        [randomUUID(), userId, Buffer.from(id, 'base64url'), Buffer.from(made.credential.publicKey)],
      );
      const assertion = {
        ...shared,
        response: {
          clientDataJSON: encode(authentication.clientDataJSON),
          authenticatorData: encode(authentication.authenticatorData),
          signature: encode(authentication.signature),
        },
      };
      const db = app.app.gates.person(userId);
      const use = (challenge: string) => usePasskey(db, place, challenge, assertion, userId, new Date());
      expect(await use(encode('00'))).toBeNull();
      expect(await use(encode(authentication.challenge))).toEqual(
        isVerified(authentication.authenticatorData, rpId) ? { userId } : null,
      );
    },
  );
});
