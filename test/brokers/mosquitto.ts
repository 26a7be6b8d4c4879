import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../redis/server.ts';
import { type Broker, startProgram } from './program.ts';

/** An MQTT broker that anybody may use. */
export async function startMosquitto(): Promise<Broker> {
  const port = await freePort();
  return startProgram({
    name: 'mosquitto',
    port,
    async arguments(folder) {
      const file = join(folder, 'mosquitto.conf');
      const lines = [`listener ${port} 127.0.0.1`, 'allow_anonymous true', 'persistence false', 'user root'];
      await writeFile(file, `${lines.join('\n')}\n`);
      return ['-c', file];
    },
  });
}
