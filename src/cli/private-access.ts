import * as Flags from '@oclif/core/flags';
import type { PrivateAccess } from '../network/index.ts';

/** What `--allow-private` may say. */
export const privateChoices = ['none', 'loopback', 'all'] as const;

export type PrivateChoice = (typeof privateChoices)[number];

/** `--allow-private` where nothing private is reached unless it is given. */
export const privateFlag = (description: string) =>
  Flags.option({ options: privateChoices, default: 'none' as const, description })();

export function privateAccess(choice: PrivateChoice): PrivateAccess {
  return choice === 'all' || (choice === 'loopback' && choice);
}
