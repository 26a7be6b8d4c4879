import { freePort } from '../redis/server.ts';
import { type Broker, startProgram } from './program.ts';

/** A NATS server with JetStream, for one user. */
export async function startNats(login?: {
  readonly user: string;
  readonly password: string;
}): Promise<Broker> {
  const port = await freePort();
  return startProgram({
    name: 'nats-server',
    port,
    arguments: (folder) => [
      ...['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', folder],
      ...(login === undefined ? [] : ['--user', login.user, '--pass', login.password]),
    ],
  });
}
