import type { FileAnswer } from '@sutra/contracts/endpoint';

const RELEASE_AFTER_MS = 60_000;

/** Gives the person a file that the server made, under its name. */
export async function saveFile({ name, mediaType, content }: FileAnswer): Promise<void> {
  const parts: BlobPart[] = [];
  for await (const part of content) parts.push(part as Uint8Array<ArrayBuffer>);
  const url = URL.createObjectURL(new Blob(parts, { type: mediaType }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(url), RELEASE_AFTER_MS);
}
