import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readService, resolveOperation } from './index.ts';

const folder = process.env['EVENTCTL_CONFORMANCE'] ?? '../shared/conformance';
const present = existsSync(join(folder, 'asyncapi'));
if (!present) console.warn(`skipped: there is no ${join(folder, 'asyncapi')} (set EVENTCTL_CONFORMANCE)`);

function textsIn(path: string): ReadonlyMap<string, string> {
  if (!present) return new Map();
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.ya?ml$/.test(file),
  );
  return new Map(files.map((file) => [join(path, file), readFileSync(join(path, file), 'utf8')]));
}

const isAsyncApi = (text: string) => /^asyncapi:/m.test(text);
const examples = textsIn(join(folder, 'asyncapi/examples'));
const eventMesh = textsIn(join(folder, 'eventmesh'));

/** Why an example is refused: both payloads of this one are fetched from a web site. */
const refused: Readonly<Record<string, readonly string[]>> = {
  'adeo-kafka-request-reply-asyncapi.yml': ['174:11 ref-outside', '204:11 ref-outside'],
};

describe.skipIf(!present && process.env['CI'] === undefined)('the AsyncAPI examples', () => {
  it('are there', () => {
    expect([...examples.values()].filter(isAsyncApi)).toHaveLength(24);
  });

  it.each([...examples].filter(([, text]) => isAsyncApi(text)).map(([path]) => path))(
    'reads %s, or refuses it for its reason',
    async (path) => {
      const name = path.slice(join(folder, 'asyncapi/examples').length + 1);
      const file = { path, text: examples.get(path) ?? '' };
      const { service, diagnostics } = await readService({ file, files: examples });
      const errors = diagnostics
        .filter(({ severity }) => severity === 'error')
        .map(({ position, code }) => `${position.line}:${position.column} ${code}`);
      expect(errors).toEqual(refused[name] ?? []);
      expect(service === undefined).toBe(name in refused);
    },
  );

  it('finds schemas three files away', async () => {
    const path = [...examples.keys()].find((one) => one.endsWith('backend/asyncapi.yaml')) ?? '';
    const { service } = await readService({
      file: { path, text: examples.get(path) ?? '' },
      files: examples,
    });
    expect(service?.channels[0]?.messages[0]?.payload).toMatchObject({
      title: 'commentLikedPayload',
      $defs: { commentId: { type: 'string' } },
    });
    expect(service?.servers[0]?.url).toBe('ws://mycompany.com/ws');
  });
});

describe.skipIf(!present && process.env['CI'] === undefined)("EventMesh's catalog", () => {
  it.each([
    ['file://orderapp.yaml#sendOrder', 'order/create'],
    ['file://paymentapp.yaml#sendPayment', 'payment/create'],
    ['file://expressapp.yaml#sendExpress', 'express/create'],
  ])('resolves %s', async (operation, channel) => {
    const services = await Promise.all(
      [...eventMesh]
        .filter(([, text]) => isAsyncApi(text))
        .map(async ([path, text]) => (await readService({ file: { path, text }, files: eventMesh })).service),
    );
    const found = resolveOperation(
      services.flatMap((service) => service ?? []),
      { operation },
    );
    expect(found).toMatchObject({ binding: { channel, messages: [{ name: 'Order', eventType: 'Order' }] } });
  });
});
