import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Does something with a new folder, and removes the folder however that ends. */
export async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'eventctl-bench-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export interface FolderSize {
  /** What the files hold. */
  readonly bytes: number;
  /** What they take, in the blocks of the file system: what `du` tells. */
  readonly onDisk: number;
  readonly files: number;
}

/** Of a folder with all that is in it. Symbolic links count as themselves. */
export async function sizeOf(folder: string): Promise<FolderSize> {
  const own = await lstat(folder);
  let size: FolderSize = { bytes: 0, onDisk: own.blocks * blockSize, files: 0 };
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) size = add(size, await sizeOf(path));
    else {
      const { size: bytes, blocks } = await lstat(path);
      size = add(size, { bytes, onDisk: blocks * blockSize, files: 1 });
    }
  }
  return size;
}

/** Unit of `blocks`, whatever the file system's own is. */
const blockSize = 512;

function add(one: FolderSize, other: FolderSize): FolderSize {
  return {
    bytes: one.bytes + other.bytes,
    onDisk: one.onDisk + other.onDisk,
    files: one.files + other.files,
  };
}
