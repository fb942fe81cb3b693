// What a request says, as its endpoint declares it.
import { FILE_LIMIT_BYTES } from '@sutra/contracts/endpoint';
import { requestInvalid, requestTooLarge, requestVersionMissing } from '@sutra/contracts/failures';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { sha256 } from '../crypto.ts';
import { AppError } from '../errors.ts';

export interface Parts {
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
}

/** Throws `request.invalid` with the first twenty fields that their schemas refuse. */
export function parseInput(parts: Parts, request: FastifyRequest): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  const fields: { path: string; message: string }[] = [];
  for (const part of ['params', 'query', 'body'] as const) {
    const schema = parts[part];
    if (!schema) continue;
    const result = schema.safeParse(request[part] ?? (part === 'body' ? undefined : {}));
    if (result.success) {
      input[part] = result.data;
      continue;
    }
    for (const issue of result.error.issues)
      fields.push({ path: [part, ...issue.path.map(String)].join('.'), message: issue.message });
  }
  if (fields.length > 0) throw new AppError(requestInvalid, { fields: fields.slice(0, 20) });
  return input;
}

export function readVersion(header: string | undefined): number {
  const version = /^"([1-9][0-9]{0,14})"$/.exec(header ?? '')?.[1];
  if (version === undefined) throw new AppError(requestVersionMissing);
  return Number(version);
}

export async function readFile(request: FastifyRequest): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request.raw as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > FILE_LIMIT_BYTES)
      throw new AppError(requestTooLarge, { detail: `A file may have ${FILE_LIMIT_BYTES / 1024 / 1024} MB.` });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** What tells one request from another: a file by its digest. */
export function inBrief(input: Record<string, unknown>): Record<string, unknown> {
  const { file } = input;
  return file instanceof Uint8Array ? { ...input, file: sha256(file).toString('hex') } : input;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Null for bytes that are no UTF-8: they would become other characters than were sent. */
export function decodeUtf8(bytes: Buffer): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}
