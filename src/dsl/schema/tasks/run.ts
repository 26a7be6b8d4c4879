import {
  anything,
  choice,
  closed,
  either,
  exactlyOne,
  flag,
  map,
  reference,
  refuse,
  type Schema,
  text,
  texts,
} from '../build.ts';
import { task } from './base.ts';

/** What every process is given. */
const process = { stdin: text, arguments: either(texts, map), environment: map };

const lifetime: Schema = {
  ...closed(
    "a 'lifetime'",
    { cleanup: choice('always', 'never', 'eventually'), after: reference('duration') },
    ['cleanup'],
  ),
  if: { required: ['cleanup'] },
  then: {
    if: { properties: { cleanup: { const: 'eventually' } } },
    then: { title: "a 'lifetime' with cleanup 'eventually'", required: ['after'] },
    else: { if: { required: ['after'] }, then: refuse('cleanup-after') },
  },
};

const container = closed(
  "a 'container'",
  {
    image: text,
    name: text,
    command: text,
    ports: map,
    volumes: map,
    ...process,
    lifetime,
    pullPolicy: choice('ifNotPresent', 'always', 'never'),
  },
  ['image'],
);

const script: Schema = {
  ...closed("a 'script'", { language: text, code: text, source: reference('externalResource'), ...process }, [
    'language',
  ]),
  ...exactlyOne("a 'script'", 'code', 'source'),
};

const shell = closed("a 'shell'", { command: text, ...process }, ['command']);

const workflow = closed(
  "a 'workflow' to run",
  { namespace: text, name: text, version: text, input: anything },
  ['namespace', 'name', 'version'],
);

const kinds = { container, script, shell, workflow };

export const runTask: Schema = task(
  "a 'run' task",
  {
    run: {
      ...closed("a 'run'", {
        ...kinds,
        await: flag,
        return: choice('stdout', 'stderr', 'code', 'all', 'none'),
      }),
      ...exactlyOne("a 'run'", ...Object.keys(kinds)),
    },
  },
  ['run'],
);
