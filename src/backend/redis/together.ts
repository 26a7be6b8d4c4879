import { Failure } from '../../problem/failure.ts';
import type { Connection } from './connection.ts';
import { list } from './reply.ts';
import type { ScriptName } from './scripts.ts';
import { explainError } from './unreachable.ts';

/**
 * Requests to one script, as many as come in one turn of the event loop by one call:
 *
 *     request ─► waiting ──end of the turn, fewer than `underWay` calls──► under way ──► each has its own answer
 *                  ▲                     └─ enough ──► waiting until one returns ─┘
 *
 * A call costs Redis and the client more than one request in it, and its requests share one write to disk. What waits
 * while enough calls are under way goes together in the next one: the busier Redis is, the larger the calls.
 * Each partition is served by itself. What the script has not come to (`comesAgain`) goes first in the next call; when the
 * store cannot be reached, all that wait are told.
 */
export type Together = (tag: string, request: readonly (string | number)[]) => Promise<unknown>;

/** Calls to one partition at a time. Two let Redis work on one while the next is made. */
const underWay = 2;

/** Of one call: Redis serves nobody else meanwhile. */
const maxRequests = 100;
const maxCharacters = 1024 * 1024;

interface Request {
  readonly args: readonly (string | number)[];
  readonly size: number;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

interface Line {
  readonly tag: string;
  waiting: Request[];
  calls: number;
  due: boolean;
}

export function together(
  connection: Pick<Connection, 'label' | 'runNow'>,
  script: ScriptName,
  comesAgain: (answer: unknown) => boolean = () => false,
): Together {
  const lines = new Map<string, Line>();

  function call(line: Line): void {
    line.due = false;
    while (line.waiting.length > 0 && line.calls < underWay) {
      const requests = takeSome(line);
      line.calls += 1;
      void answer(line, requests).finally(() => {
        line.calls -= 1;
        plan(line);
      });
    }
  }

  function plan(line: Line): void {
    if (line.due || line.waiting.length === 0 || line.calls >= underWay) return;
    line.due = true;
    setImmediate(call, line);
  }

  async function answer(line: Line, requests: readonly Request[]): Promise<void> {
    try {
      const args = requests.flatMap(({ args }) => [args.length, ...args]);
      const answers = list(await connection.runNow(script, line.tag, args));
      const again: Request[] = [];
      requests.forEach((request, index) => {
        const answer = answers[index];
        if (answer instanceof Error) request.reject(explainError(answer, connection.label));
        else if (comesAgain(answer)) again.push(request);
        else request.resolve(answer);
      });
      line.waiting = [...again, ...line.waiting];
    } catch (error) {
      // Those that wait would hear the same, each after its own time.
      const left = error instanceof Failure ? line.waiting.splice(0) : [];
      for (const { reject } of [...requests, ...left]) reject(error);
    }
  }

  return (tag, args) =>
    new Promise((resolve, reject) => {
      const line = lines.get(tag) ?? { tag, waiting: [], calls: 0, due: false };
      lines.set(tag, line);
      line.waiting.push({ args, size: sizeOf(args), resolve, reject });
      plan(line);
    });
}

/** The first ones, as many as one call may have; a large one goes alone. */
function takeSome(line: Line): readonly Request[] {
  let size = 0;
  const end = line.waiting.findIndex((request, index) => {
    size += request.size;
    return index > 0 && (index === maxRequests || size > maxCharacters);
  });
  const taken = end < 0 ? line.waiting : line.waiting.slice(0, end);
  line.waiting = end < 0 ? [] : line.waiting.slice(end);
  return taken;
}

function sizeOf(args: readonly (string | number)[]): number {
  return args.reduce<number>((sum, arg) => sum + (typeof arg === 'string' ? arg.length : 8), 0);
}
