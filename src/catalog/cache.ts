import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject } from '../json/json.ts';
import { open, type ReadService, readOpened, type ServiceRequest } from './read.ts';
import type { OpenedDocument } from './sources.ts';

/** Raised whenever a document would be read into something else than before. */
const format = 2;

/**
 * `readService` with a memory on disk: what a document came to is kept as `<key>.json` in a folder, where the key
 * stands for the texts, their path and the format. A file that was not written by this function as it stands, a
 * damaged one for example, is as good as none; a folder that cannot be written to costs only time.
 */
export async function readCachedService(
  request: ServiceRequest & { readonly folder: string },
): Promise<ReadService> {
  const document = open(request);
  const file = join(request.folder, `${keyOf(document)}.json`);
  const kept = await load(file);
  if (kept !== undefined) return kept;
  const read = await readOpened(document);
  if (read.service !== undefined) await keep(file, read);
  return read;
}

function keyOf({ hash, sources }: OpenedDocument): string {
  const paths = [...sources.values()].map(({ path }) => path);
  return sha256(JSON.stringify([format, hash, paths]));
}

async function load(file: string): Promise<ReadService | undefined> {
  try {
    const kept: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (!isObject(kept)) return undefined;
    const { digest, read } = kept;
    if (typeof read !== 'string' || digest !== sha256(read)) return undefined;
    // The digest proves that this text is what `keep` wrote.
    return JSON.parse(read) as ReadService;
  } catch {
    return undefined;
  }
}

async function keep(file: string, result: ReadService): Promise<void> {
  const read = JSON.stringify(result);
  const draft = `${file}.${randomUUID()}`;
  try {
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(draft, JSON.stringify({ digest: sha256(read), read }));
    await rename(draft, file);
  } catch {
    // Next time it is read again.
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
