import type { SourceFile } from '../../src/dsl/index.ts';
import { namespace, threeSteps } from '../workflows.ts';

/** What the soak runs, with how many are asked for a second, in all a hundred. */
export interface Kind {
  readonly workflow: string;
  readonly rate: number;
  /** Other workflows that each of them starts, by how often. */
  readonly starts?: Readonly<Record<string, number>>;
  /** Started by an event of this type instead of by a request. */
  readonly event?: string;
  /** Type of the event that each of them waits for; it comes up to so many milliseconds after the start. */
  readonly reply?: { readonly type: string; readonly within: number };
}

export const mix: readonly Kind[] = [
  { workflow: 'three-in-process', rate: 55 },
  {
    workflow: 'order',
    rate: 15,
    event: 'soak.order',
    reply: { type: 'soak.paid', within: 3_000 },
    starts: { audit: 1 },
  },
  { workflow: 'timer', rate: 10 },
  { workflow: 'retry', rate: 10 },
  { workflow: 'parent', rate: 5, starts: { child: 2 } },
  { workflow: 'fan', rate: 5 },
];

/** An event that is in the mix only to be dropped: nobody knows its type. */
export const unknownEvent = { type: 'soak.unknown', rate: 5 };

const version = '1.0.0';
const step = (number: number) => ({ call: 'step', with: { number } });
const emit = (type: string) => ({
  emit: { event: { with: { source: '/soak', type, data: { key: '${ $context.key }' } } } },
});
const byKey = (type: string) => ({
  with: { type },
  correlate: { key: { from: '.data.key' } },
});

/** The workflows of the mix. */
export function soakFiles(): readonly SourceFile[] {
  return [
    threeSteps('in-process', version, ''),
    file(
      'order',
      [
        { begin: { set: { key: '${ .[0].key }' }, export: { as: '.' } } },
        { ordered: emit('soak.ordered') },
        {
          paid: {
            listen: {
              to: {
                one: {
                  with: { type: 'soak.paid' },
                  correlate: { key: { from: '.data.key', expect: '$context.key' } },
                },
              },
            },
            timeout: { after: 'PT1M' },
          },
        },
        { pack: step(1) },
        { shipped: emit('soak.shipped') },
      ],
      { schedule: { on: { one: { with: { type: 'soak.order' } } } } },
    ),
    // Collects what orders emit: a schedule that lives, and takes thirty events a second.
    file('audit', [{ note: { set: { events: '${ length }' } } }], {
      schedule: { on: { all: [byKey('soak.ordered'), byKey('soak.shipped')] } },
    }),
    file('timer', [{ nap: { wait: 'PT2S' } }, { after: step(1) }]),
    file('retry', [
      {
        careful: {
          try: [{ flaky: { call: 'flaky', with: {} } }],
          catch: {
            errors: {},
            retry: { delay: { milliseconds: 50 }, limit: { attempt: { count: 60 } } },
          },
        },
      },
    ]),
    file('parent', [{ awaited: run({}) }, { detached: run({ await: false }) }]),
    file('child', [{ nap: { wait: 'PT1S' } }, { one: { set: { one: 1 } } }]),
    file('fan', [
      { out: { fork: { branches: [1, 2, 3, 4, 5].map((number) => ({ [`b${number}`]: step(number) })) } } },
    ]),
    file('tick', [{ one: { set: { one: 1 } } }], { schedule: { every: 'PT10S' } }),
  ];
}

function run(more: object): object {
  return { run: { ...more, workflow: { namespace, name: 'child', version, input: {} } } };
}

function file(name: string, tasks: readonly object[], more: object = {}): SourceFile {
  const document = { dsl: '1.0.3', namespace, name, version };
  return { path: `${name}.json`, text: JSON.stringify({ document, ...more, do: tasks }) };
}
