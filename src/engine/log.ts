/** Something an operator should know. Never holds data of an instance beyond its id. */
export interface LogEntry {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly instance?: string;
  readonly error?: unknown;
}

export type Log = (entry: LogEntry) => void;
