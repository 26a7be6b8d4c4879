import * as Flags from '@oclif/core/flags';

/** For the commands that listen. */
export const listenFlags = {
  host: Flags.string({
    default: '127.0.0.1',
    description: 'Address to listen on; beyond this machine a token is required',
  }),
  port: Flags.integer({
    char: 'p',
    default: 8585,
    min: 0,
    max: 65_535,
    description: 'Port; 0 takes a free one',
  }),
  token: Flags.string({ description: 'Token that every request must carry [env: EVENTCTL_TOKEN]' }),
};

/** For the commands that run instances. */
export const workerFlags = {
  concurrency: Flags.integer({
    default: 64,
    min: 1,
    max: 10_000,
    description: 'Instances to advance, and activities to run, at a time',
  }),
  secret: Flags.string({
    multiple: true,
    helpValue: 'NAME=VALUE',
    description: 'A secret that workflows may use; may be repeated [env: EVENTCTL_SECRET_NAME]',
  }),
  'allow-private': Flags.option({
    options: ['none', 'loopback', 'all'] as const,
    description: 'Private addresses that calls may reach',
  })(),
};

/** For the commands that own or share a store, and ask no server. */
export const storeFlag = {
  store: Flags.string({
    helpValue: 'URL',
    description:
      'Store: sqlite:PATH or redis://HOST:PORT [env: EVENTCTL_STORE; sqlite:.eventctl/eventctl.db]',
  }),
};
