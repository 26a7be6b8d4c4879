import { createHash } from 'node:crypto';
import type { EncodedBody } from './body.ts';

/** One part of a `multipart/form-data` body (RFC 7578). */
export interface Part {
  readonly name: string;
  readonly content: string | Uint8Array;
  /** Absent for plain text. */
  readonly contentType?: string;
  /** Makes the part a file. */
  readonly filename?: string;
}

/** Encodes a form. The same parts give the same bytes: the boundary is a digest of them, so it cannot stand in one. */
export function encodeMultipart(parts: readonly Part[]): EncodedBody {
  const written = parts.map((part) => Buffer.concat([Buffer.from(headOf(part)), Buffer.from(part.content)]));
  const digest = createHash('sha256');
  for (const part of written) digest.update(part);
  const boundary = `eventctl-${digest.digest('hex').slice(0, 32)}`;
  const framed = written.flatMap((part) => [Buffer.from(`--${boundary}\r\n`), part, Buffer.from('\r\n')]);
  return {
    content: Buffer.concat([...framed, Buffer.from(`--${boundary}--\r\n`)]),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}

function headOf({ name, contentType, filename }: Part): string {
  const file = filename === undefined ? '' : `; filename="${quoted(filename)}"`;
  const type = contentType === undefined ? '' : `Content-Type: ${contentType}\r\n`;
  return `Content-Disposition: form-data; name="${quoted(name)}"${file}\r\n${type}\r\n`;
}

/** As browsers write it: a line break or a quote would end the header. */
function quoted(text: string): string {
  return text.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
}
