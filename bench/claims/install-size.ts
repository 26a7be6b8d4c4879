import { cp, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject } from '../../src/json/json.ts';
import type { Claim, Figure } from '../claim.ts';
import { packageFolder } from '../package.ts';
import { runCommand } from '../scale/command.ts';
import { inFolder, sizeOf } from '../scale/folder.ts';

/** What `du -m` counts in. */
const megabyte = 2 ** 20;

/** Packs the project as it would be published, and installs the tarball into an empty folder: about half a minute. */
export const claim: Claim = {
  name: 'install-size',
  title: 'What `npm install eventctl` puts on a disk.',
  rounds: 1,
  minutes: 0.5,
  run: ({ note }) =>
    inFolder(async (folder) => {
      note('npm pack');
      const project = await gather(join(folder, 'project'));
      const packed = await runCommand('npm', ['pack', '--silent', '--pack-destination', folder], project);
      const tarball = join(folder, packed.trim());
      await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
      note('npm install --omit=dev');
      const quietly = ['--no-audit', '--no-fund', '--prefer-offline'];
      await runCommand('npm', ['install', '--omit=dev', ...quietly, tarball], folder);
      const modules = join(folder, 'node_modules');
      const [all, own, { size }] = await Promise.all([
        sizeOf(modules),
        sizeOf(join(modules, 'eventctl')),
        stat(tarball),
      ]);
      const figures: readonly Figure[] = [
        { ...megabytes('installed, as du counts it', all.onDisk), bound: { atMost: 60 } },
        megabytes('installed, bytes in files', all.bytes),
        megabytes('eventctl itself, as du counts it', own.onDisk),
        megabytes('tarball', size),
        { name: 'packages', unit: 'packages', better: 'lower', rounds: [await countPackages(modules)] },
        { name: 'files', unit: 'files', better: 'lower', rounds: [all.files] },
      ];
      return {
        configuration: { npm: (await runCommand('npm', ['--version'])).trim() },
        figures,
        notes: ['Native libraries are those that npm chooses for this platform.'],
      };
    }),
};

/** What is published is what was built for this run, not what lies in dist/. */
async function gather(folder: string): Promise<string> {
  await cp(packageFolder(), folder, { recursive: true });
  for (const part of ['workflows', 'catalog', 'docs', 'README.md', 'LICENSE'])
    await cp(part, join(folder, part), { recursive: true });
  return folder;
}

function megabytes(name: string, bytes: number): Figure {
  return { name, unit: 'MiB', better: 'lower', rounds: [bytes / megabyte] };
}

async function countPackages(modules: string): Promise<number> {
  const lock: unknown = JSON.parse(await readFile(join(modules, '.package-lock.json'), 'utf8'));
  const packages = isObject(lock) ? lock['packages'] : undefined;
  if (!isObject(packages)) throw new Error('npm has left no list of what it installed');
  return Object.keys(packages).length;
}
