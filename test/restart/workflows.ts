/** One workflow for each kind of waiting, by its name. */
export function workflows(peer: string): Readonly<Record<string, string>> {
  const bodies: Readonly<Record<string, string>> = {
    timer: 'do: [{ rest: { wait: PT3S } }, { tell: { set: { rested: true } } }]',
    listen: 'do: [{ hear: { listen: { to: { one: { with: { type: restart.later } } } } } }]',
    absence: 'do: [{ hear: { listen: { to: { one: { with: { type: restart.meanwhile } } } } } }]',
    suspended: 'do: [{ hear: { listen: { to: { one: { with: { type: restart.meanwhile } } } } } }]',
    retry: `do:
  - attempt:
      try: [{ ask: { call: http, with: { method: get, endpoint: '${peer}/busy' } } }]
      catch: { errors: { with: { status: 503 } }, retry: { delay: PT3S, limit: { attempt: { count: 1 } } } }`,
    activity: `do: [{ ask: { call: http, with: { method: get, endpoint: '${peer}/slow' } } }]`,
    parent: 'do: [{ delegate: { run: { workflow: { namespace: restart, name: child, version: 1.0.0 } } } }]',
    child: 'do: [{ hear: { listen: { to: { one: { with: { type: restart.child } } } } } }]',
    ticking: 'schedule: { every: PT1S }\ndo: [{ tick: { set: { ticked: true } } }]',
  };
  return Object.fromEntries(
    Object.entries(bodies).map(([name, body]) => [
      name,
      `document: { dsl: 1.0.3, namespace: restart, name: ${name}, version: 1.0.0 }\n${body}\n`,
    ]),
  );
}

/** Those that the test starts itself. */
export type Started = 'timer' | 'listen' | 'absence' | 'suspended' | 'retry' | 'activity' | 'parent';
