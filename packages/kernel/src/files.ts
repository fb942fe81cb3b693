// Files by the digest of their content: the same bytes are stored once, and a changed byte is found when it is read.
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';

export interface StoredFile {
  /** SHA-256 in lower-case hexadecimal. */
  digest: string;
  sizeBytes: number;
}

export class FileTooLarge extends Error {
  override name = 'FileTooLarge';
}

export class Files {
  readonly #root: string;
  constructor(root: string) {
    this.#root = root;
  }

  /** Stores a stream; nothing remains of one that fails or is larger than `maxBytes`. */
  async put(content: AsyncIterable<Uint8Array>, maxBytes: number): Promise<StoredFile> {
    const hash = createHash('sha256');
    const incoming = join(this.#root, 'incoming', randomUUID());
    await mkdir(dirname(incoming), { recursive: true });
    let sizeBytes = 0;
    try {
      await using file = await open(incoming, 'wx', 0o600);
      for await (const chunk of content) {
        sizeBytes += chunk.length;
        if (sizeBytes > maxBytes) throw new FileTooLarge(`more than ${maxBytes} bytes`);
        hash.update(chunk);
        await file.write(chunk);
      }
      await file.sync();
    } catch (error) {
      await rm(incoming, { force: true });
      throw error;
    }
    const digest = hash.digest('hex');
    const target = this.#path(digest);
    await mkdir(dirname(target), { recursive: true });
    await rename(incoming, target);
    return { digest, sizeBytes };
  }

  /** The content, checked against its digest while it is read: the stream fails at its end if a byte was changed. */
  async *read(digest: string): AsyncGenerator<Buffer> {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(this.#path(digest)) as Readable & AsyncIterable<Buffer>) {
      hash.update(chunk);
      yield chunk;
    }
    if (hash.digest('hex') !== digest) throw new Error(`the stored file ${digest} was changed`);
  }

  async has(digest: string): Promise<boolean> {
    return access(this.#path(digest)).then(
      () => true,
      () => false,
    );
  }

  /** For whoever knows that nobody else stored the same bytes; repeating it is harmless. */
  async remove(digest: string): Promise<void> {
    await rm(this.#path(digest), { force: true });
  }

  #path(digest: string): string {
    if (!/^[0-9a-f]{64}$/.test(digest)) throw new Error('not a digest');
    return join(this.#root, digest.slice(0, 2), digest);
  }
}
