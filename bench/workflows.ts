import type { SourceFile } from '../src/dsl/index.ts';

/** What a workflow of three steps does in each. */
export const kinds = ['in-process', 'http', 'pure'] as const;
export type Kind = (typeof kinds)[number];

/** The namespace of all workflows that are measured. */
export const namespace = 'bench';

/** Three steps, one after the other. `url` is where those over HTTP post to. */
export function threeSteps(kind: Kind, version: string, url: string): SourceFile {
  const task = (number: number): object => {
    switch (kind) {
      case 'in-process':
        return { call: 'step', with: { number } };
      case 'http':
        return { call: 'http', with: { method: 'post', endpoint: url, body: { number } } };
      case 'pure':
        return { set: { number } };
    }
  };
  return workflow(`three-${kind}`, version, [{ one: task(1) }, { two: task(2) }, { three: task(3) }]);
}

/** Waits for the event of its own key, then notes when its next step runs. */
export function awaitEvent(version: string): SourceFile {
  const listen = {
    to: {
      one: {
        with: { type: eventType },
        correlate: { key: { from: '.data.key', expect: '.key' } },
      },
    },
  };
  return workflow('await-event', version, [{ event: { listen } }, { done: { call: 'note', with: {} } }]);
}

/** Of the events that `awaitEvent` waits for; `data.key` is the key. */
export const eventType = 'bench.event';

/** A file with one workflow, as JSON. */
export function workflow(name: string, version: string, tasks: readonly object[]): SourceFile {
  const document = { dsl: '1.0.3', namespace, name, version };
  return { path: `${name}.json`, text: JSON.stringify({ document, do: tasks }) };
}
