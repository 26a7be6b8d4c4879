import { once } from 'node:events';
import type { Client } from '../client/index.ts';
import type { ApiCall } from './route.ts';

/** A quiet stream gets an empty line this often, so that neither side nor a proxy takes it for dead. Milliseconds. */
const heartbeat = 15_000;

/**
 * An instance's log as newline-delimited JSON, an entry a line; readers skip empty lines. With `follow` the stream
 * stays open until the instance ends, the client goes away or the server stops.
 */
export async function streamLogs(
  call: ApiCall,
  client: Pick<Client, 'logs' | 'showInstance'>,
  query: { readonly instance: string; readonly follow: boolean },
): Promise<void> {
  const { response, signal } = call;
  // Refuses an unknown instance while the answer can still be a 404.
  await client.showInstance(query.instance);
  response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' });
  response.flushHeaders();
  const beat = setInterval(() => response.write('\n'), heartbeat);
  try {
    for await (const entry of client.logs({ ...query, signal })) {
      if (signal.aborted) break;
      if (!response.write(`${JSON.stringify(entry)}\n`)) await once(response, 'drain', { signal });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    clearInterval(beat);
  }
  response.end();
}
