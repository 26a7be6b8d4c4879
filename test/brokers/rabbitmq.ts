import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../redis/server.ts';
import { type Broker, startProgram } from './program.ts';

/** RabbitMQ, which speaks AMQP 0.9.1 and 1.0 on one port, with a port mapper of its own. Its user is `guest`. */
export async function startRabbitMq(): Promise<Broker> {
  const mapperPort = await freePort();
  const mapper = await startProgram({
    name: 'epmd',
    port: mapperPort,
    arguments: () => ['-address', '127.0.0.1', '-port', String(mapperPort)],
  });
  const port = await freePort();
  const distribution = String(await freePort());
  const server = await startProgram({
    name: 'rabbitmq-server',
    port,
    async arguments(folder) {
      await writeFile(join(folder, 'enabled_plugins'), '[rabbitmq_amqp1_0].\n');
      return [];
    },
    environment: (folder) => ({
      ERL_EPMD_PORT: String(mapperPort),
      ERL_EPMD_ADDRESS: '127.0.0.1',
      RABBITMQ_NODENAME: `eventctl${port}@localhost`,
      RABBITMQ_NODE_PORT: String(port),
      RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
      RABBITMQ_DIST_PORT: distribution,
      RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
      RABBITMQ_LOG_BASE: join(folder, 'log'),
      RABBITMQ_LOGS: '-',
      RABBITMQ_CONF_ENV_FILE: join(folder, 'none'),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
    }),
  });
  return {
    port,
    async stop() {
      await server.stop();
      await mapper.stop();
    },
  };
}
