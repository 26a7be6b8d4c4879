import * as Flags from '@oclif/core/flags';
import { pluginFlag } from './gather.ts';
import { limitChoice, limitFlags } from './limit-flags.ts';
import { type PrivateChoice, privateChoices } from './private-access.ts';
import { keepEndedChoice, keepEndedFlag } from './retention.ts';
import type { ServiceOptions } from './service.ts';

type Environment = Readonly<Record<string, string | undefined>>;

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
  'max-backlog': Flags.integer({
    default: 100_000,
    min: 1,
    helpValue: 'N',
    description: 'Instances that wait for their turn before events and starts are refused with 429',
  }),
};

/** For every command that runs instances. */
export const allowRunFlag = Flags.string({
  helpValue: 'KINDS',
  description:
    'What tasks may start on this machine: shell, script, container, mcp, with commas between [env: EVENTCTL_ALLOW_RUN]',
});

/** For every command that runs instances, or shows what they hold. */
export const secretFlags = {
  secret: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME=VALUE|@FILE',
    description: 'A secret that workflows may use; may be repeated [env: EVENTCTL_SECRET_NAME]',
  }),
  'secrets-dir': Flags.string({
    helpValue: 'DIR',
    description: 'A folder with one secret a file, named after it [env: EVENTCTL_SECRETS_DIR]',
  }),
};

/** For the commands that run instances. */
export const workerFlags = {
  ...pluginFlag,
  ...secretFlags,
  concurrency: Flags.integer({
    default: 64,
    min: 1,
    max: 10_000,
    description: 'Instances to advance, and activities to run, at a time',
  }),
  turns: Flags.integer({
    min: 1,
    max: 10_000,
    description: 'Instances to advance at a time, if not as many as --concurrency',
  }),
  activities: Flags.integer({
    min: 1,
    max: 10_000,
    description: 'Activities to run at a time, if not as many as --concurrency',
  }),
  ...limitFlags,
  'allow-private': Flags.option({
    options: privateChoices,
    description: 'Private addresses that calls may reach',
  })(),
  'allow-run': allowRunFlag,
  'lifecycle-events': Flags.option({
    options: ['named', 'all'] as const,
    default: 'named' as const,
    description: 'Lifecycle events to publish: those that a workflow names in a filter, or all',
  })(),
  'keep-ended': keepEndedFlag,
};

/** For the commands that own or share a store, and ask no server. */
export const storeFlag = {
  store: Flags.string({
    helpValue: 'URL',
    description:
      'Store: sqlite:PATH or redis://HOST:PORT [env: EVENTCTL_STORE; sqlite:.eventctl/eventctl.db]',
  }),
};

/** What `listenFlags` came to. */
export function listenChoice(
  flags: {
    readonly host: string;
    readonly port: number;
    readonly token?: string | undefined;
    readonly 'max-backlog': number;
  },
  environment: Environment,
): NonNullable<ServiceOptions['listen']> {
  const { host, port, token = environment['EVENTCTL_TOKEN'], 'max-backlog': maxBacklog } = flags;
  return { host, port, maxBacklog, ...(token === undefined || token === '' ? {} : { token }) };
}

/** What `workerFlags` came to; `allowPrivate` holds where the flag was not given. @throws Failure `usage`. */
export function workChoice(
  flags: Parameters<typeof limitChoice>[0] & {
    readonly concurrency: number;
    readonly turns?: number | undefined;
    readonly activities?: number | undefined;
    readonly 'allow-private'?: PrivateChoice | undefined;
    readonly 'allow-run'?: string | undefined;
    readonly 'lifecycle-events': 'named' | 'all';
    readonly 'keep-ended': string;
  },
  environment: Environment,
  allowPrivate: PrivateChoice,
): NonNullable<ServiceOptions['work']> {
  return {
    turns: flags.turns ?? flags.concurrency,
    activities: flags.activities ?? flags.concurrency,
    limits: limitChoice(flags),
    allowPrivate: flags['allow-private'] ?? allowPrivate,
    allowRun: allowRunChoice(flags['allow-run'], environment),
    lifecycle: flags['lifecycle-events'],
    keepEnded: keepEndedChoice(flags),
  };
}

/** The list of `--allow-run`, or of the environment. */
export function allowRunChoice(flag: string | undefined, environment: Environment): string {
  return flag ?? environment['EVENTCTL_ALLOW_RUN'] ?? '';
}
