// The driver of Restate: a restate-server, one process of services, and this process, the client.
import { createPoster } from './driver/http.js';
import { drive } from './driver/protocol.js';
import { createSystem } from './driver/shapes.js';
import { versionsOf } from './driver/versions.js';
import { startRestate } from './restate/server.js';
import { startService } from './restate/service-process.js';

const HANDLERS = { 'in-process': 'steps', http: 'http', pure: 'pure' };
const WAITS = { events: 'listen', park: 'park' };

await drive(async () => {
  const service = await startService();
  const server = await startRestate(service.address);
  const post = createPoster(1024);
  const ingress = server.ingress;
  return createSystem({
    system: 'Restate',
    versions: versionsOf({
      'restate-server': '@restatedev/restate-server',
      'restate-sdk': '@restatedev/restate-sdk',
    }),
    durability:
      'one node; every write is synced to the disk before it counts (rocksdb-disable-wal-fsync = false)',
    senders: 200,
    runSteps: (kind, { turn, url }) =>
      post(`${ingress}/bench/${HANDLERS[kind]}`, JSON.stringify(kind === 'http' ? url : turn)),
    startWaiting: (key, shape) => post(`${ingress}/bench/${WAITS[shape]}/send`, JSON.stringify(key)),
    wake: (key) => post(`${ingress}/restate/awakeables/${service.parked.get(key)}/resolve`, '{}'),
    waiting: () => service.parked.size,
    noted: service.noted,
    forget: service.forget,
    workers: () => [service.pid],
    servers: () => [server.pid],
    storeBytes: server.storeBytes,
    close: async () => {
      await service.close();
      await server.close();
    },
  });
});
