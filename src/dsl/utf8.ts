import type { Diagnostic } from '../problem/diagnostic.ts';
import { maxFileBytes } from './limits.ts';
import { Lines } from './lines.ts';

/**
 * The text of a definition file, without a byte order mark; a diagnostic when the bytes are no UTF-8
 * (`not-utf-8`, at the first wrong byte) or too many (`too-large`).
 */
export function decodeUtf8(file: { readonly path: string; readonly bytes: Uint8Array }): string | Diagnostic {
  const { path, bytes } = file;
  if (bytes.length > maxFileBytes) return tooLarge(path, bytes.length);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const lenient = new TextDecoder('utf-8').decode(bytes);
    const first = Math.max(0, lenient.indexOf('\uFFFD'));
    const hint = startsAsUtf16(bytes)
      ? 'it is UTF-16; save it as UTF-8'
      : 'save it as UTF-8; this may be another encoding, or no text at all';
    return {
      code: 'not-utf-8',
      severity: 'error',
      message: 'the file is not UTF-8 text',
      hint,
      file: path,
      position: new Lines(lenient).position(first),
      pointer: '',
    };
  }
}

/** The refusal of a file over the limit. */
export function tooLarge(path: string, bytes: number): Diagnostic {
  const size = (bytes / maxFileBytes).toFixed(1);
  return {
    code: 'too-large',
    severity: 'error',
    message: `the file has ${size} MiB; a definition has at most ${maxFileBytes / 1024 / 1024} MiB`,
    hint: 'keep data out of the definition: pass it as input, or fetch it with a call',
    file: path,
    position: { line: 1, column: 1 },
    pointer: '',
  };
}

function startsAsUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}
