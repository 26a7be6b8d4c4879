import { CLIError, ExitError } from '@oclif/core/errors';
import { Failure, failureCodes } from '../problem/failure.ts';
import { createPaint, plain, wantsColour } from './output/colour.ts';

/** What goes to stderr for an error, and the exit code of the process. */
interface Verdict {
  readonly exit: number;
  readonly message?: string;
  readonly hint?: string | undefined;
  /** Lines before the message, for example a definition's diagnostics. */
  readonly details?: string;
}

/** Tells an error on stderr and returns its exit code. */
export async function report(error: unknown, argv: readonly string[]): Promise<number> {
  const refused = argv.includes('--no-color');
  const paint = createPaint(wantsColour({ stream: process.stderr, environment: process.env, refused }));
  const verdict = await judge(error, argv);
  const lines = [
    ...(verdict.details === undefined ? [] : [verdict.details]),
    ...(verdict.message === undefined ? [] : [`${paint('bad', 'error')}: ${verdict.message}`]),
    ...(verdict.hint === undefined ? [] : [`${paint('quiet', 'hint')}: ${verdict.hint}`]),
    ...(argv.includes('--debug') && error instanceof Error ? [stackOf(error)] : []),
  ];
  if (lines.length > 0) process.stderr.write(`${lines.join('\n')}\n`);
  return verdict.exit;
}

async function judge(error: unknown, argv: readonly string[]): Promise<Verdict> {
  if (error instanceof ExitError) return { exit: error.oclif.exit ?? failureCodes.failed.exit };
  if (error instanceof Failure) return judgeFailure(error);
  if (error instanceof CLIError) return judgeUsage(error, argv);
  const message = error instanceof Error ? error.message : String(error);
  const hint = argv.includes('--debug')
    ? undefined
    : 'this looks like a fault of eventctl; --debug shows where';
  return { exit: failureCodes.failed.exit, message: plain(message), hint };
}

async function judgeFailure(failure: Failure): Promise<Verdict> {
  const exit = failureCodes[failure.code].exit;
  const verdict = { exit, message: plain(failure.message), hint: failure.hint };
  if (failure.diagnostics.length === 0) return verdict;
  const { formatDiagnostics } = await import('./output/diagnostics.ts');
  return { ...verdict, details: await formatDiagnostics(failure.diagnostics) };
}

/** What oclif itself refuses is a usage error: unknown commands, flags and arguments. */
async function judgeUsage(error: CLIError, argv: readonly string[]): Promise<Verdict> {
  const exit = failureCodes.usage.exit;
  const { suggestCommand, suggestFlag } = await import('./suggestion.ts');
  const unknown = /^command (\S+) not found$/.exec(error.message)?.[1];
  if (unknown === undefined) {
    return { exit, message: usageMessage(error), hint: await suggestFlag(error.message, argv) };
  }
  if (unknown.startsWith('-')) {
    return { exit, message: `no command before ${plain(unknown)}`, hint: 'flags come after the command' };
  }
  const typed = unknown.replaceAll(':', ' ');
  return { exit, message: `unknown command: ${plain(typed)}`, hint: await suggestCommand(typed, argv) };
}

/** oclif's words, without what it wraps around them, and without a note that is not true of our flags. */
function usageMessage(error: CLIError): string {
  return error.message
    .replace(/\n+Note: --.+ allows? multiple values\..*$/s, '')
    .replace(/\nSee more help with --help$/, '')
    .replace(/^The following errors? occurred:\n\s*/, '')
    .replaceAll(/\s*\n\t/g, ': ');
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by: ${stackOf(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
