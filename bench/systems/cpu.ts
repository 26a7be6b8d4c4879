import { usageOf } from '../scale/process-usage.ts';

/** Milliseconds of CPU by what the processes do. */
type Cpu = Readonly<Record<string, number>>;

/** What processes have used by now; nothing where the system does not tell (it has no /proc). */
export function cpuOf(pids: Readonly<Record<string, readonly number[]>>): Cpu {
  if (process.platform !== 'linux') return {};
  return Object.fromEntries(
    Object.entries(pids).map(([name, group]) => [
      name,
      group.reduce((sum, pid) => sum + usageOf(pid).cpu, 0),
    ]),
  );
}

export function spentSince(before: Cpu, after: Cpu): Cpu {
  return Object.fromEntries(Object.entries(after).map(([name, cpu]) => [name, cpu - (before[name] ?? 0)]));
}
