import { usageOf } from '../scale/process-usage.ts';

/** Seconds of CPU by what the processes do. */
type Cpu = Readonly<Record<string, number>>;

/** What processes have used by now; nothing where the system does not tell (it has no /proc). */
function cpuOf(pids: Readonly<Record<string, readonly number[]>>): Cpu {
  if (process.platform !== 'linux') return {};
  return Object.fromEntries(
    Object.entries(pids).map(([name, group]) => [
      name,
      group.reduce((sum, pid) => sum + usageOf(pid).cpu / 1000, 0),
    ]),
  );
}

/** Adds what the processes have used meanwhile to what is measured. */
export async function withCpu<Measured extends object>(
  pids: Readonly<Record<string, readonly number[]>>,
  measure: () => Promise<Measured>,
): Promise<Measured & { readonly cpu: Cpu }> {
  const before = cpuOf(pids);
  const measured = await measure();
  const after = Object.entries(cpuOf(pids));
  return {
    ...measured,
    cpu: Object.fromEntries(after.map(([name, spent]) => [name, spent - (before[name] ?? 0)])),
  };
}
