import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inFolder, runCommand } from '../child-process.ts';
import type { Outcome } from '../outcome.ts';

/** The interpreter that is looked for, whatever its version. */
const interpreter = 'python3';

/** The version that the specification names. */
export const wantedPython = '3.13';

/** Names the process in errors. */
const what = 'the Python script';

/**
 * Runs a Python script from a file in an empty folder, where it also works. It has the machine's own Python, its
 * libraries, and its network: only a container keeps it in.
 */
export async function runPython(
  script: Omit<Parameters<typeof runCommand>[0], 'what' | 'file'> & { readonly code: string },
  signal: AbortSignal,
): Promise<Outcome> {
  const { code, argv, ...rest } = script;
  return await inFolder(async (folder) => {
    const file = join(folder, 'script.py');
    await writeFile(file, code);
    return await runCommand(
      { ...rest, what, file: interpreter, argv: ['-B', file, ...argv] },
      folder,
      signal,
    );
  });
}

/** The version of the Python that scripts get (`3.11.7`); undefined when there is none. */
export function pythonVersion(): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(interpreter, ['--version'], { timeout: 5_000 }, (error, stdout) => {
      resolve(error === null ? stdout.trim().replace(/^Python /, '') : undefined);
    });
  });
}

/** How errors name the script: with its version, as another than the wanted one may be why it failed. */
export async function describePython(): Promise<string> {
  const version = (await pythonVersion()) ?? 'unknown';
  return `${what} (Python ${version}; the DSL is for ${wantedPython})`;
}
