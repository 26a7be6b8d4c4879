import type { Redis } from 'ioredis';

/** What each command has cost Redis since its statistics were reset, the most expensive first. */
export async function commandTimes(admin: Redis): Promise<string> {
  const rows = [...(await admin.info('commandstats')).matchAll(pattern)].map(
    ([, command = '', calls = '', micros = '', each = '']) => ({
      command,
      calls,
      micros: Number(micros),
      each,
    }),
  );
  const total = rows.reduce((sum, { micros }) => sum + micros, 0);
  const lines = rows
    .sort((one, other) => other.micros - one.micros)
    .slice(0, 20)
    .map(
      ({ command, calls, micros, each }) =>
        `${command.padEnd(20)} ${calls.padStart(9)} calls ${each.padStart(8)} µs each ${(micros / 1000).toFixed(0).padStart(8)} ms`,
    );
  const cpu = [...(await admin.info('cpu')).matchAll(/used_cpu_(\w+):([\d.]+)/g)]
    .slice(0, 2)
    .map(([, name, seconds]) => `${name} ${seconds} s`);
  return [
    ...lines,
    `commands, those inside of scripts counted twice: ${(total / 1000).toFixed(0)} ms; CPU of Redis: ${cpu.join(', ')}`,
  ].join('\n');
}

const pattern = /cmdstat_([^:]+):calls=(\d+),usec=(\d+),usec_per_call=([\d.]+)/g;
