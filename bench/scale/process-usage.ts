import { readFileSync } from 'node:fs';

/** What a process of this machine has used. Read from /proc: Linux only. */
export interface ProcessUsage {
  /** Milliseconds of CPU since its start. */
  readonly cpu: number;
  /** Bytes of memory it has now. */
  readonly resident: number;
}

/** Clock ticks a second in /proc, which Linux fixes at 100. */
const ticks = 100;

export function usageOf(pid: number): ProcessUsage {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is the program's name in parentheses, and may hold blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user, system] = [Number(fields[11]), Number(fields[12])];
  const resident = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return { cpu: ((user + system) * 1000) / ticks, resident: Number(resident) * 1024 };
}
