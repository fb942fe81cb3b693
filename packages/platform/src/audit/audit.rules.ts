// What an audit entry's hash covers, how entries chain, and how an export is verified with nothing but a public key.
// Pure and browser-safe; the server computes the same bytes with its own SHA-256.
import canonicalize from 'canonicalize';
import {
  type Bytes,
  encode,
  fromHex,
  NoteError,
  openNote,
  parseCheckpoint,
  parseVerifierKey,
  toHex,
  type VerifierKey,
} from './signed-note.rules.ts';

export const FORMAT = 'sutra-audit/1';

/** All that is stored of an entry. Personal parts are there as they are stored: sealed, in base64url. */
export interface EntryBody {
  id: string;
  organisationId: string;
  /** ISO 8601 in UTC with milliseconds. */
  recordedAt: string;
  action: string;
  actor: { kind: string; id: string | null };
  onBehalfOf: string | null;
  object: { type: string; id: string } | null;
  requestId: string | null;
  /** Keyed digests in base64url. */
  beforeDigest: string | null;
  afterDigest: string | null;
  changes: Record<string, unknown>;
  subjectId: string | null;
  personal: string | null;
  origin: string | null;
}

// Each kind of hash has its own prefix, so that none can be passed off as another.
const BODY_PREFIX = `${FORMAT} body\n`;
const LINK_PREFIX = encode(`${FORMAT} link\n`);
const GENESIS_PREFIX = `${FORMAT} genesis\n`;

/** The text whose SHA-256 (of its UTF-8) is the hash of a body: prefix and JCS (RFC 8785). */
export function bodyText(body: EntryBody | Record<string, unknown>): string {
  return BODY_PREFIX + canonicalize(body)!;
}

/** The bytes whose SHA-256 is the chain hash of an entry; both parts are 32 bytes. */
export function linkBytes(previousHash: Uint8Array, bodyHash: Uint8Array): Bytes {
  const bytes = new Uint8Array(LINK_PREFIX.length + 64);
  bytes.set(LINK_PREFIX);
  bytes.set(previousHash, LINK_PREFIX.length);
  bytes.set(bodyHash, LINK_PREFIX.length + 32);
  return bytes;
}

/** The text whose SHA-256 stands before the first entry of an organisation. */
export function genesisText(organisationId: string): string {
  return GENESIS_PREFIX + organisationId;
}

/** First line of an organisation's checkpoints. */
export function originOf(organisationId: string): string {
  return `sutra-audit/${organisationId}`;
}

/** Extension line of a checkpoint that binds the first line of the export to the signature. */
export function exportedLine(exportedAt: string): string {
  return `exported ${exportedAt}`;
}

export interface Problem {
  /** Of the entry that is wrong; null for the export as a whole. */
  sequence: number | null;
  message: string;
}
export interface Verification {
  ok: boolean;
  entries: number;
  /** At most 100; more are counted in the last. */
  problems: Problem[];
  organisationId: string | null;
  /** The hash over all entries, in hexadecimal. */
  head: string | null;
  signedBy: string | null;
}
export type Sha256 = (bytes: Bytes) => Uint8Array | Promise<Uint8Array>;

const MAX_PROBLEMS = 100;

/**
 * Verifies an export line by line, in bounded memory: every entry's hash, the chain from its beginning, and that the
 * signed checkpoint is over exactly these entries. Found are edits, deletions, insertions, reorderings, truncation, and
 * a recomputation of the whole chain without the signing key.
 *
 * `verifierKey` is what the operator publishes (C2SP `name+hash+base64`), or several; get it on another way than the
 * export. `sha256` may be a faster one than Web Crypto's.
 */
export async function verifyExport(
  lines: AsyncIterable<string> | Iterable<string>,
  verifierKey: string | readonly string[],
  sha256: Sha256 = webSha256,
): Promise<Verification> {
  const verifier = new ExportVerifier(sha256);
  try {
    verifier.keys = await Promise.all([verifierKey].flat().map(parseVerifierKey));
    for await (const line of lines) await verifier.read(line);
    verifier.end();
  } catch (error) {
    if (!(error instanceof NoteError)) throw error;
    verifier.report(null, error.message);
  }
  return verifier.result();
}

type Line = Record<string, unknown>;

class ExportVerifier {
  keys: VerifierKey[] = [];
  readonly #sha256: Sha256;
  readonly #problems: Problem[] = [];
  #problemCount = 0;
  #lines = 0;
  #entries = 0;
  #sequence = 0;
  #head: Uint8Array = new Uint8Array(32);
  #organisationId: string | null = null;
  #exportedAt = '';
  #signedBy: string | null = null;
  #closed = false;

  constructor(sha256: Sha256) {
    this.#sha256 = sha256;
  }

  async read(text: string): Promise<void> {
    this.#lines += 1;
    const line = parseLine(text);
    if (!line)
      return this.report(
        null,
        `Line ${this.#lines} is not as the server writes it: one JSON object, without spaces, each key once`,
      );
    if (this.#closed)
      return this.report(null, `Line ${this.#lines} comes after the checkpoint, which must be the last`);
    if ((this.#lines === 1) !== (line['type'] === 'export'))
      return this.report(
        null,
        `Line ${this.#lines} ${this.#lines === 1 ? 'must' : 'must not'} be the head of the export`,
      );
    if (line['type'] === 'export') return this.#readHeader(line);
    if (line['type'] === 'entry') return this.#readEntry(line);
    if (line['type'] === 'checkpoint') return this.#readCheckpoint(line);
    this.report(null, `Line ${this.#lines} is of no known type`);
  }

  async #readHeader(line: Line): Promise<void> {
    const { format, organisationId, exportedAt } = line;
    if (
      !hasExactly(line, ['type', 'format', 'organisationId', 'exportedAt']) ||
      typeof organisationId !== 'string' ||
      typeof exportedAt !== 'string'
    ) {
      return this.report(null, 'The head of the export must name format, organisation and time, and nothing else');
    }
    if (format !== FORMAT) this.report(null, `The format must be ${FORMAT}`);
    this.#organisationId = organisationId;
    this.#exportedAt = exportedAt;
    this.#head = await this.#sha256(encode(genesisText(organisationId)));
  }

  async #readEntry(line: Line): Promise<void> {
    const { sequence, previousHash, hash, body } = line;
    if (
      !hasExactly(line, ['type', 'sequence', 'previousHash', 'hash', 'body']) ||
      !isSequence(sequence) ||
      !isHash(previousHash) ||
      !isHash(hash) ||
      !isObject(body)
    ) {
      return this.report(
        isSequence(sequence) ? sequence : null,
        `Line ${this.#lines} is not an entry with sequence, two hashes and body, and nothing else`,
      );
    }
    this.#entries += 1;
    const expected = this.#sequence + 1;
    if (sequence > expected)
      this.report(
        expected,
        sequence === expected + 1 ? 'The entry is missing' : `The entries ${expected} to ${sequence - 1} are missing`,
      );
    else if (sequence < expected) this.report(sequence, 'The entry is out of order, or there twice');
    else if (previousHash !== toHex(this.#head))
      this.report(sequence, 'The entry does not follow the one before it: its previous hash is another');
    if (body['organisationId'] !== this.#organisationId)
      this.report(sequence, 'The entry belongs to another organisation');
    if ((await this.#computeHash(body, previousHash)) !== hash)
      this.report(sequence, 'The entry was changed: its hash is not that of its content');
    // Goes on from what the line claims, so that each fault is told once and not for all that follows.
    this.#sequence = Math.max(sequence, this.#sequence);
    this.#head = fromHex(hash);
  }

  async #computeHash(body: Line, previousHash: string): Promise<string | null> {
    let text: string;
    try {
      text = bodyText(body);
    } catch {
      return null; // RFC 8785 has no form for half a surrogate pair
    }
    return toHex(await this.#sha256(linkBytes(fromHex(previousHash), await this.#sha256(encode(text)))));
  }

  async #readCheckpoint(line: Line): Promise<void> {
    this.#closed = true;
    const { note, keyId } = line;
    if (!hasExactly(line, ['type', 'note', 'keyId']) || typeof note !== 'string')
      return this.report(null, 'The checkpoint has a note and the id of its key, and nothing else');
    const { text, signers } = await openNote(note, this.keys);
    const signer = signers.find((key) => keyIdOf(key) === keyId);
    if (!signer) return this.report(null, 'The checkpoint names another key than the one that signed it');
    this.#signedBy = keyIdOf(signer);
    const { origin, size, rootHash, extensions } = parseCheckpoint(text);
    if (this.#organisationId === null || origin !== originOf(this.#organisationId))
      this.report(null, 'The checkpoint is of another organisation');
    if (extensions.length !== 1 || extensions[0] !== exportedLine(this.#exportedAt))
      this.report(null, 'The checkpoint belongs to an export of another time');
    if (size !== this.#entries || size !== this.#sequence)
      this.report(null, `The checkpoint is over ${size} entries, the export has ${this.#entries}`);
    if (toHex(rootHash) !== toHex(this.#head))
      this.report(
        null,
        'The checkpoint is over other entries: the chain ends in another hash than the one that was signed',
      );
  }

  end(): void {
    if (this.#lines === 0) this.report(null, 'The export is empty');
    else if (!this.#closed) this.report(null, 'The export has no checkpoint at its end: it was cut off');
  }

  report(sequence: number | null, message: string): void {
    this.#problemCount += 1;
    if (this.#problems.length < MAX_PROBLEMS) this.#problems.push({ sequence, message });
  }

  result(): Verification {
    const more = this.#problemCount - MAX_PROBLEMS + 1;
    const problems =
      more > 1
        ? [...this.#problems.slice(0, -1), { sequence: null, message: `… and ${more} more problems` }]
        : this.#problems;
    return {
      ok: problems.length === 0,
      entries: this.#entries,
      problems,
      organisationId: this.#organisationId,
      head: this.#organisationId === null ? null : toHex(this.#head),
      signedBy: this.#signedBy,
    };
  }
}

/** How a checkpoint names its key: `name+hash`. */
export function keyIdOf(key: Pick<VerifierKey, 'name' | 'keyHash'>): string {
  return `${key.name}+${key.keyHash}`;
}

// Only the spelling that the server writes: what a person or another program reads in the line is then what was hashed.
function parseLine(text: string): Line | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && JSON.stringify(value) === text ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Line {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasExactly(line: Line, keys: readonly string[]): boolean {
  return Object.keys(line).length === keys.length && keys.every((key) => Object.hasOwn(line, key));
}

function isSequence(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

function isHash(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

async function webSha256(bytes: Bytes): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}
