import { createRequire } from 'node:module';
import { Failure } from '../../problem/failure.ts';

/** What a column may hold. Times and counters are doubles: none of ours comes near 2^53. */
export type Value = null | number | string;

export interface Row {
  readonly [column: string]: unknown;
}

interface Statement {
  /** Returns how many rows it changed. */
  run(...values: readonly Value[]): number;
  get(...values: readonly Value[]): Row | undefined;
  all(...values: readonly Value[]): readonly Row[];
}

/**
 * One connection to one database file, synchronous. The same whichever library is underneath.
 * @throws Failure `unreachable` whenever the file cannot be read or written.
 */
export interface Driver {
  /** `node:sqlite` or `libsql`. */
  readonly library: string;
  exec(sql: string): void;
  /** Prepared once for each text. */
  prepare(sql: string): Statement;
  close(): void;
}

/** The part that the two libraries have in common. */
interface Library {
  exec(sql: string): unknown;
  prepare(sql: string): {
    run(...values: readonly Value[]): { readonly changes: number | bigint };
    get(...values: readonly Value[]): unknown;
    all(...values: readonly Value[]): readonly unknown[];
  };
  close(): void;
}

type LibraryConstructor = new (path: string) => Library;

/** Opens a file with the SQLite of Node itself where it has one without a flag (22.13 and later), else with libsql. */
export function openDriver(path: string): Driver {
  const { name, Database } = chooseLibrary();
  let closed = false;
  const attempt = <T>(action: () => T): T => {
    // libsql goes on serving prepared statements after a close.
    if (closed) throw new Failure('unreachable', `The sqlite store ${path} is closed`);
    try {
      return action();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Failure('unreachable', `The sqlite store ${path} failed: ${reason}`, { cause: error });
    }
  };
  const database = attempt(() => new Database(path));
  const statements = new Map<string, Statement>();

  function prepare(sql: string): Statement {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const one = attempt(() => database.prepare(sql));
    // libsql binds nothing new to a statement that ran to its end in `all`, so `get` has one of its own.
    let many: ReturnType<Library['prepare']> | undefined;
    const statement: Statement = {
      run: (...values) => attempt(() => Number(one.run(...values).changes)),
      get: (...values) =>
        attempt(() => {
          const row = one.get(...values);
          return isRow(row) ? row : undefined;
        }),
      all: (...values) =>
        attempt(() => {
          many ??= database.prepare(sql);
          return many.all(...values).filter(isRow);
        }),
    };
    statements.set(sql, statement);
    return statement;
  }

  return {
    library: name,
    exec: (sql) => attempt(() => void database.exec(sql)),
    prepare,
    close() {
      attempt(() => database.close());
      closed = true;
    },
  };
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null;
}

let chosen: { readonly name: string; readonly Database: LibraryConstructor } | undefined;

function chooseLibrary(): { readonly name: string; readonly Database: LibraryConstructor } {
  if (chosen !== undefined) return chosen;
  const builtin = builtinLibrary();
  if (builtin !== undefined) chosen = { name: 'node:sqlite', Database: builtin };
  else {
    const Database: LibraryConstructor = createRequire(import.meta.url)('libsql');
    chosen = { name: 'libsql', Database };
  }
  return chosen;
}

/** Node 22 warns on first use that the module is experimental; that is our concern, not the user's. */
function builtinLibrary(): LibraryConstructor | undefined {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    const { DatabaseSync }: { readonly DatabaseSync: LibraryConstructor } = createRequire(import.meta.url)(
      'node:sqlite',
    );
    return DatabaseSync;
  } catch {
    return undefined;
  } finally {
    process.emitWarning = emitWarning;
  }
}
