// The driver of DBOS: PostgreSQL, and this process, worker and client in one, as DBOS's documentation shows.
import { DBOS } from '@dbos-inc/dbos-sdk';
import { startPostgres } from './dbos/postgres.js';
import * as workflows from './dbos/workflows.js';
import { drive } from './driver/protocol.js';
import { createSystem } from './driver/shapes.js';
import { versionsOf } from './driver/versions.js';

/** Connections to PostgreSQL. With 10 and with 40 it ran 25 to 40 % fewer workflows; of 50 and 200 at a time, as many. */
const POOL = 20;

/** Nothing but the protocol may be on stdout. */
const silent = () => {};
const logger = {
  debug: silent,
  info: silent,
  warn: silent,
  error: (/** @type {unknown} */ told) => console.error(told),
};

await drive(async () => {
  const postgres = await startPostgres();
  DBOS.setConfig({
    name: 'bench',
    systemDatabaseUrl: postgres.url,
    systemDatabasePoolSize: POOL,
    logger,
  });
  await DBOS.launch();
  return createSystem({
    system: 'DBOS',
    versions: { ...versionsOf({ dbos: '@dbos-inc/dbos-sdk' }), postgresql: postgres.version },
    durability: 'PostgreSQL with fsync and synchronous_commit on',
    senders: 50,
    runSteps: workflows.runSteps,
    startWaiting: workflows.startWaiting,
    wake: workflows.wake,
    waiting: workflows.seen.waiting,
    noted: workflows.seen.noted,
    forget: workflows.seen.forget,
    workers: () => [process.pid],
    servers: postgres.pids,
    storeBytes: postgres.storeBytes,
    close: async () => {
      await DBOS.shutdown();
      await postgres.close();
    },
  });
});
