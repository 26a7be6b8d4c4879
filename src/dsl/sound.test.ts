import { expect, it } from 'vitest';
import { checkWorkflow } from './check.ts';
import { parseFile } from './parse.ts';
import { soundPart } from './sound.ts';

const head = `document: { dsl: '1.0.3', namespace: n, name: w, version: '1.0.0' }\n`;

function soundOf(yaml: string) {
  const [document] = parseFile({ path: 'w.yaml', text: head + yaml }).documents;
  if (document === undefined) throw new Error('no document');
  return soundPart(document, checkWorkflow(document).diagnostics);
}

it('keeps the tasks without errors and puts a harmless one in the place of the others', () => {
  const sound = soundOf(`
do:
  - bad: { wait: { second: 1 } }
  - good: { set: { x: 1 } }
  - outer: { do: [{ inner: { set: 5 } }, { fine: { wait: PT1S } }] }
`);
  expect(sound?.do).toEqual([
    { bad: { set: { replaced: true } } },
    { good: { set: { x: 1 } } },
    { outer: { do: [{ inner: { set: { replaced: true } } }, { fine: { wait: 'PT1S' } }] } },
  ]);
});

it('leaves out other parts with errors', () => {
  const sound = soundOf(`
unknown: 1
use: { timeouts: { short: { after: 5 }, long: { after: PT1H } } }
do: [{ a: { set: { x: 1 } } }]
`);
  expect(sound).toMatchObject({ use: { timeouts: { long: { after: 'PT1H' } } } });
  expect(sound).not.toHaveProperty('unknown');
});

it.each([`evaluate: { language: cobol }\ndo: [{ a: { set: { x: 1 } } }]`, 'do: 5'])(
  'gives up where the rest would make no sense: %s',
  (yaml) => {
    expect(soundOf(yaml)).toBeUndefined();
  },
);
