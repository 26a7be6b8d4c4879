import { Failure } from '../../problem/failure.ts';
import { WorkflowError } from '../../problem/problem.ts';

/** What tasks may start on the machine of a worker: by `run`, and MCP servers over stdio. All are off until the operator turns them on. */
const runKinds = ['shell', 'script', 'container', 'mcp'] as const;

export type RunKind = (typeof runKinds)[number];

/** Reads `--allow-run`: kinds separated by commas. @throws Failure `usage` naming what is none. */
export function readRunKinds(text: string): readonly RunKind[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return names.map((name) => {
    const kind = runKinds.find((one) => one === name);
    if (kind !== undefined) return kind;
    throw new Failure('usage', `--allow-run is a list of ${runKinds.join(', ')}, not ${name}`);
  });
}

const names = {
  shell: 'a shell',
  script: 'a script',
  container: 'a container',
  mcp: 'an MCP server',
} as const;

/** @throws WorkflowError `authorization` when the operator has not turned this kind on. */
export function requireAllowed(kind: RunKind, allowed: readonly RunKind[]): void {
  if (allowed.includes(kind)) return;
  throw WorkflowError.of(
    'authorization',
    'Not allowed here',
    `this process may not run ${names[kind]}; start it with --allow-run ${kind} to let it`,
  );
}
