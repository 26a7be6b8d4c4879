import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readEventFile } from './event-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'eventctl-events-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'events.json');

function read(text: string) {
  writeFileSync(file, text);
  return readEventFile(file);
}

it.each([
  ['one event', '\ufeff{"id":"1"}\n', [{ id: '1' }], false],
  ['one event on several lines', '{\n"id":\n"1"}', [{ id: '1' }], false],
  ['an array', '[{"id":"1"},\n{"id":"2"}]', [{ id: '1' }, { id: '2' }], true],
  ['an empty array', '[]', [], true],
  ['one event a line', '{"id":"1"}\r\n\n{"id":"2"}\n', [{ id: '1' }, { id: '2' }], true],
])('takes %s', async (_, text, events, isList) => {
  expect(await read(text)).toEqual({ events, isList });
});

it.each([
  ['nothing', '', 'events.json is not JSON: '],
  ['a broken document', '{"id":\n}\n', 'events.json is not JSON: '],
  ['a broken line', '{"id":"1"}\n\n{"id":}', 'events.json, line 3 is not JSON: '],
  ['a text', '"event"', 'events.json is not a JSON object'],
  ['an array with something else', '[{"id":"1"}, 2]', 'events.json is not a JSON object'],
  ['a line with something else', '{"id":"1"}\n2', 'events.json, line 2 is not a JSON object'],
])('refuses %s', async (_, text, message) => {
  await expect(read(text)).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining(message),
  });
});
