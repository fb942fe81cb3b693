// Signed notes and checkpoints as C2SP defines them (c2sp.org/signed-note, c2sp.org/tlog-checkpoint), Ed25519 only.
// Pure and browser-safe: Web Crypto checks the signatures.

export type Bytes = Uint8Array<ArrayBuffer>;

/** A public key with the name that signatures bear. `keyHash` is eight hexadecimal digits. */
export interface VerifierKey {
  name: string;
  keyHash: string;
  publicKey: Bytes;
}
export interface NoteSignature {
  name: string;
  keyHash: string;
  signature: Uint8Array;
}
export interface Checkpoint {
  origin: string;
  size: number;
  rootHash: Uint8Array;
  /** Lines after the hash, which the signature covers as well. */
  extensions: string[];
}

/** Why a text is no valid key, note or checkpoint: a sentence for people. */
export class NoteError extends Error {
  override name = 'NoteError';
}

const ED25519 = 1;
const MAX_NOTE_LENGTH = 1_000_000;
const MAX_SIGNATURES = 100;
const SIGNATURE_PREFIX = '\u2014 '; // em dash and space

/** `name+hash+base64(0x01 ‖ public key)`. */
export async function formatVerifierKey(name: string, publicKey: Uint8Array): Promise<string> {
  if (!isKeyName(name)) throw new NoteError('The name of a key has no space and no plus sign');
  return `${name}+${await keyHashOf(name, publicKey)}+${toBase64(withAlgorithm(publicKey))}`;
}

/** Throws `NoteError` unless name, hash and key agree. */
export async function parseVerifierKey(text: string): Promise<VerifierKey> {
  const [, name, keyHash, encoded] = /^([^+]*)\+([0-9a-f]{8})\+(.*)$/s.exec(text) ?? [];
  if (name === undefined || keyHash === undefined || !isKeyName(name))
    throw new NoteError('This is no verifier key: it must read name+hash+base64');
  const bytes = fromBase64(encoded ?? '');
  if (bytes?.[0] !== ED25519 || bytes.length !== 33) throw new NoteError('This verifier key is not an Ed25519 key');
  const publicKey = bytes.slice(1);
  if ((await keyHashOf(name, publicKey)) !== keyHash)
    throw new NoteError('The hash in this verifier key does not belong to its name and key');
  return { name, keyHash, publicKey };
}

/** The first four bytes of SHA-256(name ‖ LF ‖ 0x01 ‖ public key), in hexadecimal. */
export async function keyHashOf(name: string, publicKey: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', concat(encode(`${name}\n`), withAlgorithm(publicKey)));
  return toHex(new Uint8Array(digest, 0, 4));
}

/** Joins a text, which ends with a line feed, and its signatures. */
export function formatNote(text: string, signatures: readonly NoteSignature[]): string {
  const lines = signatures.map(
    ({ name, keyHash, signature }) => `${SIGNATURE_PREFIX}${name} ${toBase64(concat(fromHex(keyHash), signature))}\n`,
  );
  return `${text}\n${lines.join('')}`;
}

/**
 * The text of a note and which of `keys` have signed it: at least one. Signatures of others are ignored, as cosignatures are.
 *
 * Throws `NoteError` if the note is malformed, if none of the keys has signed, or if a signature of one of them is wrong.
 */
export async function openNote(
  note: string,
  keys: readonly VerifierKey[],
): Promise<{ text: string; signers: VerifierKey[] }> {
  const { text, signatures } = parseNote(note);
  const signers = new Set<VerifierKey>();
  for (const { name, keyHash, signature } of signatures) {
    const key = keys.find((candidate) => candidate.name === name && candidate.keyHash === keyHash);
    if (!key || signers.has(key)) continue;
    const imported = await crypto.subtle.importKey('raw', key.publicKey, 'Ed25519', false, ['verify']);
    if (!(await crypto.subtle.verify('Ed25519', imported, signature, encode(text))))
      throw new NoteError(`The signature of ${name} does not belong to this text`);
    signers.add(key);
  }
  if (signers.size === 0) throw new NoteError('None of the given keys has signed this text');
  return { text, signers: [...signers] };
}

interface ParsedNote {
  text: string;
  signatures: { name: string; keyHash: string; signature: Bytes }[];
}

function parseNote(note: string): ParsedNote {
  // oxlint-disable-next-line no-control-regex -- notes hold no control character but the line feed
  if (note.length > MAX_NOTE_LENGTH || !note.isWellFormed() || /[\u0000-\u0009\u000b-\u001f]/.test(note))
    throw new NoteError('The signed note is malformed: too long, or with characters that notes do not have');
  const gap = note.lastIndexOf('\n\n');
  if (gap < 0 || !note.endsWith('\n'))
    throw new NoteError('The signed note is malformed: signatures follow after an empty line, each on a whole line');
  const lines = note.slice(gap + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) throw new NoteError(`The signed note has more than ${MAX_SIGNATURES} signatures`);
  return { text: note.slice(0, gap + 1), signatures: lines.map(parseSignature) };
}

function parseSignature(line: string): ParsedNote['signatures'][number] {
  const [name, encoded, ...more] = line.startsWith(SIGNATURE_PREFIX)
    ? line.slice(SIGNATURE_PREFIX.length).split(' ')
    : [];
  const bytes = encoded === undefined ? null : fromBase64(encoded);
  if (name === undefined || !isKeyName(name) || !bytes || bytes.length < 5 || more.length > 0)
    throw new NoteError('The signed note has a line that is no signature');
  return { name, keyHash: toHex(bytes.subarray(0, 4)), signature: bytes.slice(4) };
}

/** The text that is signed. */
export function formatCheckpoint({ origin, size, rootHash, extensions }: Checkpoint): string {
  return [origin, String(size), toBase64(rootHash), ...extensions].map((line) => `${line}\n`).join('');
}

/** Throws `NoteError` unless the text has an origin, a size and a hash on its first three lines. */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin, size, hash, ...extensions] = text.endsWith('\n') ? text.slice(0, -1).split('\n') : [];
  const rootHash = hash === undefined ? null : fromBase64(hash);
  if (!origin || size === undefined || !rootHash || rootHash.length === 0)
    throw new NoteError('A checkpoint has an origin, a size and a hash, each on a line');
  if (!/^(0|[1-9]\d{0,15})$/.test(size) || !Number.isSafeInteger(Number(size)))
    throw new NoteError('The size in the checkpoint is not a whole number');
  return { origin, size: Number(size), rootHash, extensions };
}

function isKeyName(name: string): boolean {
  return name !== '' && name.isWellFormed() && !/[\s+]/u.test(name);
}

function withAlgorithm(publicKey: Uint8Array): Bytes {
  return concat(Uint8Array.of(ED25519), publicKey);
}

const encoder = new TextEncoder();
export function encode(text: string): Bytes {
  return encoder.encode(text);
}

export function concat(...parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Of a text known to be hexadecimal. */
export function fromHex(text: string): Bytes {
  return Uint8Array.from({ length: text.length / 2 }, (_, index) =>
    Number.parseInt(text.slice(index * 2, index * 2 + 2), 16),
  );
}

export function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)); // keys, signatures and hashes: tens of bytes
}

/** Null unless it is standard base64 in its one canonical spelling. */
function fromBase64(text: string): Bytes | null {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return null;
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return bytes.length < 100_000 && toBase64(bytes) === text ? bytes : null;
}
