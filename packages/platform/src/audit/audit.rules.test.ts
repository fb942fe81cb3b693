import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { AuditExportLine } from '@sutra/contracts/audit';
import { compileSerializer } from '@sutra/kernel/http/serializer';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { bodyText, type EntryBody, exportedLine, FORMAT, keyIdOf, originOf, verifyExport } from './audit.rules.ts';
import { chainHash, genesisHash } from './entry.ts';
import { encode, formatCheckpoint, formatNote, formatVerifierKey, keyHashOf } from './signed-note.rules.ts';

const ORGANISATION = '01970000-0000-7000-8000-000000000001';
const EXPORTED_AT = '2026-11-21T10:00:00.000Z';
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

interface Signer {
  name: string;
  privateKey: KeyObject;
  publicKey: Buffer;
  verifierKey: string;
  keyHash: string;
}

async function makeSigner(name = 'sutra-audit'): Promise<Signer> {
  const pair = generateKeyPairSync('ed25519');
  const publicKey = Buffer.from(pair.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  return {
    name,
    privateKey: pair.privateKey,
    publicKey,
    verifierKey: await formatVerifierKey(name, publicKey),
    keyHash: await keyHashOf(name, publicKey),
  };
}

let signer: Signer;
beforeAll(async () => {
  signer = await makeSigner();
});

function makeBody(
  index: number,
  changes: Record<string, unknown> = { status: { before: null, after: `state ${index}` } },
): EntryBody {
  return {
    id: `01970000-0000-7000-8000-${String(index).padStart(12, '0')}`,
    organisationId: ORGANISATION,
    recordedAt: new Date(1_763_700_000_000 + index).toISOString(),
    action: 'partner.changed',
    actor: { kind: 'person', id: '01970000-0000-7000-8000-00000000aaaa' },
    onBehalfOf: null,
    object: { type: 'partners.partner', id: String(index) },
    requestId: `request-${index}`,
    beforeDigest: null,
    afterDigest: 'q83vEjRW',
    changes,
    subjectId: null,
    personal: index % 3 === 0 ? 'AQIDBAUG' : null,
    origin: 'AQIDBAUGBwg',
  };
}

/** An export as the server makes it, from bodies. */
function makeExport(bodies: readonly EntryBody[], by = signer): string[] {
  const lines = [
    JSON.stringify({ type: 'export', format: FORMAT, organisationId: ORGANISATION, exportedAt: EXPORTED_AT }),
  ];
  let head = genesisHash(ORGANISATION);
  for (const [index, body] of bodies.entries()) {
    const hash = chainHash(head, body);
    lines.push(
      JSON.stringify({
        type: 'entry',
        sequence: index + 1,
        previousHash: head.toString('hex'),
        hash: hash.toString('hex'),
        body,
      }),
    );
    head = hash;
  }
  const text = formatCheckpoint({
    origin: originOf(ORGANISATION),
    size: bodies.length,
    rootHash: head,
    extensions: [exportedLine(EXPORTED_AT)],
  });
  const note = formatNote(text, [
    { name: by.name, keyHash: by.keyHash, signature: sign(null, encode(text), by.privateKey) },
  ]);
  return [...lines, JSON.stringify({ type: 'checkpoint', note, keyId: keyIdOf(by) })];
}

const bodies = (count: number) => Array.from({ length: count }, (_, index) => makeBody(index + 1));

describe('an untouched export', () => {
  test.each([0, 1, 2, 40])('of %i entries verifies', async (count) => {
    const result = await verifyExport(makeExport(bodies(count)), signer.verifierKey);
    expect(result).toMatchObject({
      ok: true,
      entries: count,
      problems: [],
      organisationId: ORGANISATION,
      signedBy: keyIdOf(signer),
    });
  });

  test('verifies with any JSON in its changes, and as the HTTP serialiser writes it', async () => {
    const serialize = compileSerializer(AuditExportLine, true);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ stringUnit: 'grapheme' })), {
          maxLength: 4,
        }),
        async (all) => {
          const lines = makeExport(
            all.map((changes, index) => makeBody(index + 1, JSON.parse(JSON.stringify(changes)))),
          );
          const written = lines.map((line) => serialize(AuditExportLine.parse(JSON.parse(line))));
          expect(written).toEqual(lines);
          expect(await verifyExport(written, signer.verifierKey, sha256)).toMatchObject({
            ok: true,
            entries: all.length,
          });
        },
      ),
      { numRuns: 200 },
    );
  });

  test('verifies while a cosignature of somebody else is on the checkpoint', async () => {
    const lines = makeExport(bodies(2));
    const witness = await makeSigner('witness.example');
    const line = JSON.parse(lines.at(-1)!);
    const [text] = line.note.split('\n\n');
    const both = formatNote(`${text}\n`, [
      { name: witness.name, keyHash: witness.keyHash, signature: sign(null, encode(`${text}\n`), witness.privateKey) },
      { name: signer.name, keyHash: signer.keyHash, signature: sign(null, encode(`${text}\n`), signer.privateKey) },
    ]);
    expect(
      await verifyExport([...lines.slice(0, -1), JSON.stringify({ ...line, note: both })], signer.verifierKey),
    ).toMatchObject({ ok: true });
  });

  test('verifies by one of several keys, as after a change of keys', async () => {
    const older = await makeSigner();
    expect(await verifyExport(makeExport(bodies(2)), [older.verifierKey, signer.verifierKey])).toMatchObject({
      ok: true,
    });
  });
});

describe('what is found', () => {
  const COUNT = 8;
  const original = () => makeExport(bodies(COUNT));

  /** Every way to tamper: gives other lines than it was given. */
  const tampering = fc.oneof(
    // One character anywhere becomes another.
    fc.record({
      kind: fc.constant('edit' as const),
      at: fc.nat(),
      to: fc.constantFrom(...'abcXYZ019"{}:,. +/=-\\\u0001é'.split('')),
    }),
    fc.record({
      kind: fc.constant('insert character' as const),
      at: fc.nat(),
      to: fc.constantFrom(...'abc019"{}:, \n\\'.split('')),
    }),
    fc.record({ kind: fc.constant('delete character' as const), at: fc.nat() }),
    fc.record({ kind: fc.constant('delete line' as const), at: fc.nat() }),
    fc.record({ kind: fc.constant('repeat line' as const), at: fc.nat(), to: fc.nat() }),
    fc.record({ kind: fc.constant('move line' as const), at: fc.nat(), to: fc.nat() }),
    fc.record({ kind: fc.constant('truncate' as const), at: fc.nat() }),
    fc.record({
      kind: fc.constant('change a value' as const),
      at: fc.nat(),
      field: fc.constantFrom(
        'action',
        'recordedAt',
        'requestId',
        'personal',
        'origin',
        'afterDigest',
        'changes',
        'actor',
        'object',
        'extra',
      ),
    }),
    fc.record({ kind: fc.constant('recompute' as const), at: fc.nat(), keepCheckpoint: fc.boolean() }),
    fc.record({ kind: fc.constant('recompute shorter' as const), at: fc.nat() }),
  );

  test('every one of 1,000 random edits, deletions, reorderings, truncations and recomputations', async () => {
    const thief = await makeSigner();
    const lines = original();
    const kinds = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(tampering, async (tamper) => {
        const tampered = apply(tamper, lines, thief);
        fc.pre(tampered.join('\n') !== lines.join('\n'));
        kinds.set(tamper.kind, (kinds.get(tamper.kind) ?? 0) + 1);
        const result = await verifyExport(tampered, signer.verifierKey, sha256);
        expect(result.ok).toBe(false);
        expect(result.problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 1000 },
    );
    expect(kinds.size).toBe(10);
  });

  function apply(
    tamper: typeof tampering extends fc.Arbitrary<infer T> ? T : never,
    lines: readonly string[],
    thief: Signer,
  ): string[] {
    const text = lines.join('\n');
    const at = tamper.at % text.length;
    const line = tamper.at % lines.length;
    switch (tamper.kind) {
      case 'edit':
        return (text.slice(0, at) + tamper.to + text.slice(at + 1)).split('\n');
      case 'insert character':
        return (text.slice(0, at) + tamper.to + text.slice(at)).split('\n');
      case 'delete character':
        return (text.slice(0, at) + text.slice(at + 1)).split('\n');
      case 'delete line':
        return lines.toSpliced(line, 1);
      case 'repeat line':
        return lines.toSpliced(tamper.to % (lines.length + 1), 0, lines[line]!);
      case 'move line':
        return lines.toSpliced(line, 1).toSpliced(tamper.to % lines.length, 0, lines[line]!);
      case 'truncate':
        return lines.slice(0, line);
      case 'change a value': {
        const entry = JSON.parse(lines[1 + (tamper.at % COUNT)]!);
        entry.body[tamper.field] = tamper.field === 'changes' ? {} : `${entry.body[tamper.field]} `;
        return lines.with(1 + (tamper.at % COUNT), JSON.stringify(entry));
      }
      case 'recompute': {
        const changed = bodies(COUNT).map((body, index) =>
          index === tamper.at % COUNT ? { ...body, action: 'partner.forged' } : body,
        );
        const forged = makeExport(changed, thief);
        return tamper.keepCheckpoint ? [...forged.slice(0, -1), lines.at(-1)!] : forged;
      }
      case 'recompute shorter':
        return [...makeExport(bodies(COUNT).slice(0, tamper.at % COUNT), thief).slice(0, -1), lines.at(-1)!];
    }
  }

  test('an edit, with the sequence of the entry and nothing else', async () => {
    const lines = original();
    const result = await verifyExport(lines.with(3, lines[3]!.replace('state 3', 'state 9')), signer.verifierKey);
    expect(result.problems).toEqual([{ sequence: 3, message: expect.stringContaining('was changed') }]);
  });

  test('a missing entry, with its sequence', async () => {
    const result = await verifyExport(original().toSpliced(4, 1), signer.verifierKey);
    expect(result.problems[0]).toEqual({ sequence: 4, message: 'The entry is missing' });
  });

  test('the first entries cut off', async () => {
    const result = await verifyExport(original().toSpliced(1, 3), signer.verifierKey);
    expect(result.problems[0]).toEqual({ sequence: 1, message: 'The entries 1 to 3 are missing' });
  });

  test('a key given twice in a line', async () => {
    const lines = original();
    const result = await verifyExport(
      lines.with(2, lines[2]!.replace('"action":', '"action":"shown to a reader","action":')),
      signer.verifierKey,
    );
    expect(result.problems[0]!.message).toContain('Line 3 is not as the server writes it');
  });

  test('half a surrogate pair, for which there is no canonical form', async () => {
    const lines = original();
    const result = await verifyExport(
      lines.with(2, lines[2]!.replace('state 2', String.raw`\ud800`)),
      signer.verifierKey,
    );
    expect(result.problems).toEqual([{ sequence: 2, message: expect.stringContaining('was changed') }]);
  });

  test('an export of another organisation, re-labelled', async () => {
    const other = ORGANISATION.replace(/1$/, '2');
    const result = await verifyExport(
      original().map((line) => line.replaceAll(ORGANISATION, other)),
      signer.verifierKey,
    );
    expect(result.ok).toBe(false);
  });

  test('at most 100 problems are told, however many there are', async () => {
    const lines = makeExport(bodies(300)).map((line, index) =>
      index > 0 && index <= 300 ? line.replace('changed', 'forged') : line,
    );
    const { problems } = await verifyExport(lines, signer.verifierKey, sha256);
    expect(problems).toHaveLength(100);
    expect(problems.at(-1)).toEqual({ sequence: null, message: '… and 201 more problems' });
  });

  test.each(['', 'nonsense', 'sutra-audit+00000000+AaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaA='])(
    'the wrong verifier key %j is named',
    async (key) => {
      const result = await verifyExport(original(), key);
      expect(result.ok).toBe(false);
      expect(result.problems[0]!.message).toContain('verifier key');
    },
  );
});

test('the hashed text of a body is fixed: changing it would break every chain there is', () => {
  expect(sha256(Buffer.from(bodyText(makeBody(1)))).toString('hex')).toMatchInlineSnapshot(
    `"d005277823223ec793d6fb39e04572af666005a5c6cefdd2da38cb28a1033700"`,
  );
  expect(genesisHash(ORGANISATION).toString('hex')).toMatchInlineSnapshot(
    `"6d2525aaaf66c7f42e2ac0852e6e459ea1e0ac5c664c5a19dc0c7546b5d21665"`,
  );
  expect(chainHash(genesisHash(ORGANISATION), makeBody(1)).toString('hex')).toMatchInlineSnapshot(
    `"ed70390ac190aeaa5ba8b9d934175f7b8d8f7523e8d4e88d362936848a6d46c5"`,
  );
});
