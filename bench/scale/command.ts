import { spawn } from 'node:child_process';

/** Runs a program to its end. @throws Error with what it wrote to stderr when it did not end with 0. */
export function runCommand(
  program: string,
  args: readonly string[],
  folder: string = process.cwd(),
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let [output, complaint] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      complaint = (complaint + chunk.toString()).slice(-2000);
    });
    child.once('error', reject);
    child.once('close', (status) => {
      if (status === 0) resolve(output);
      else reject(new Error(`${program} ${args.join(' ')} ended with ${status}: ${complaint}`));
    });
  });
}

/** Milliseconds from its start to its end. @throws Error when it did not end with 0. */
export async function timeCommand(
  program: string,
  args: readonly string[],
  folder?: string,
): Promise<number> {
  const begin = performance.now();
  await runCommand(program, args, folder);
  return performance.now() - begin;
}
