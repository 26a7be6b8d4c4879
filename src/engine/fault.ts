import {
  type Advanced,
  type Frame,
  type HistoryEntry,
  type Instance,
  lifecycleOf,
  type Surroundings,
} from '../machine/index.ts';
import { WorkflowError } from '../problem/problem.ts';

/**
 * Ends an instance that its machine cannot advance: a bug of ours, or a definition that is gone. Everything it had
 * under way is taken back, and its parent is told.
 */
export function faultInstance(instance: Instance, surroundings: Surroundings, reason: string): Advanced {
  const { now } = surroundings;
  const { problem } = WorkflowError.of('runtime', 'The workflow could not be advanced', reason);
  const frames = Object.values(instance.frames);
  const history: HistoryEntry[] = [{ time: now, type: 'instance.faulted', detail: { error: problem } }];
  const { publish, told } = lifecycleOf({ before: instance, status: 'faulted', history, surroundings });
  const { suspension: _over, ...before } = instance;
  const ended: Instance = {
    ...before,
    status: 'faulted',
    error: problem,
    endedAt: now,
    frames: {},
    ...(told === 0 ? {} : { told }),
  };
  return {
    instance: ended,
    commands: {
      effects: {
        add: [
          ...frames.flatMap(cancelChild),
          ...(instance.parent === undefined
            ? []
            : [
                {
                  kind: 'report' as const,
                  key: `${instance.id}~end`,
                  parent: instance.parent,
                  error: problem,
                },
              ]),
          ...publish,
        ],
        remove: frames.flatMap(({ effect }) => effect ?? []),
      },
      waits: { add: [], remove: [...new Set(frames.flatMap(({ waits }) => waits ?? []))] },
      timers: {
        set: [],
        clear: frames.flatMap(({ id, timers }) =>
          Object.keys(timers ?? {}).map((purpose) => `${id}:${purpose}`),
        ),
      },
    },
    history,
    requests: new Map(),
  };
}

function cancelChild({ effect, child }: Frame) {
  if (effect === undefined || child === undefined) return [];
  return [{ kind: 'cancel' as const, key: `${effect}!cancel`, child }];
}
