import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import { maxResponseBytes } from '../../network/index.ts';
import { WorkflowError } from '../../problem/problem.ts';
import { ownEnvironment } from '../run/child-process.ts';
import { ProcessGroup } from '../run/process-group.ts';
import type { StdioServer } from './request.ts';

/** Characters of stderr, its last ones, that an error shows. */
const shownOfStderr = 2_000;
/** Milliseconds that a server has to end by itself once its stdin is closed. */
const patience = 500;

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** A server that was started for one call. */
export interface StartedServer {
  readonly transport: Transport;
  /** Rejects when the server ends, or cannot be started. Never resolves. */
  readonly gone: Promise<never>;
  /** Ends the server with everything it has started. */
  end(): Promise<void>;
}

/**
 * Starts a server in a process group of its own, and speaks to it over stdin and stdout. The SDK's own transport leaves
 * behind what a launcher such as npx has started, so the group is ours.
 * @param folder its working directory.
 */
export async function startServer(server: StdioServer, folder: string): Promise<StartedServer> {
  const { ReadBuffer, serializeMessage } = await import('@modelcontextprotocol/sdk/shared/stdio.js');
  const child = spawn(server.command, server.argv, {
    cwd: folder,
    env: { ...ownEnvironment(), ...server.environment },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const group = child.pid === undefined ? undefined : new ProcessGroup(child.pid);
  const received = new ReadBuffer({ maxBufferSize: maxResponseBytes });
  const { gone, fail } = endingOf(child, server.command);
  /** A launcher may write lines of its own before the server speaks: what is no JSON at all is let pass. */
  const next = (): JSONRPCMessage | 'noise' | null => {
    try {
      return received.readMessage();
    } catch (error) {
      if (error instanceof SyntaxError) return 'noise';
      throw error;
    }
  };
  const transport: Transport = {
    async start() {
      child.stdout.on('data', (chunk: Buffer) => {
        try {
          received.append(chunk);
          for (let message = next(); message !== null; message = next()) {
            if (typeof message !== 'string') transport.onmessage?.(message);
          }
        } catch (error) {
          fail(unreadable(server.command, error));
        }
      });
    },
    async send(message) {
      await new Promise<void>((sent) => child.stdin.write(serializeMessage(message), () => sent()));
    },
    async close() {
      transport.onclose?.();
    },
  };
  return {
    transport,
    gone,
    async end() {
      // What still waits for an answer is told, and with it the timers of the client end.
      await transport.close();
      child.stdin.end();
      if (group === undefined) return;
      await ended(child);
      group.end();
    },
  };
}

function endingOf(child: Child, command: string) {
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(-shownOfStderr);
  });
  // What is written to a server that has ended is lost; its end is told below.
  child.stdin.on('error', () => {});
  let fail = (_error: Error): void => {};
  const gone = new Promise<never>((_, reject) => {
    fail = reject;
    child.on('error', (error) => reject(notStarted(command, error)));
    child.on('close', (code, signal) => {
      const said = stderr.trim() === '' ? 'it wrote nothing to stderr' : stderr.trim();
      reject(failed('The MCP server ended', `${command} ended with ${code ?? signal}: ${said}`));
    });
  });
  // It may end when nobody waits for it any more.
  gone.catch(() => {});
  return { gone, fail: (error: Error) => fail(error) };
}

function ended(child: Child): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, patience);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function notStarted(command: string, error: NodeJS.ErrnoException): WorkflowError {
  return error.code === 'ENOENT'
    ? WorkflowError.of('configuration', 'Program not found', `there is no program ${command} here`, 500)
    : failed('The MCP server did not start', `${command}: ${error.message}`);
}

function unreadable(command: string, error: unknown): WorkflowError {
  const why = error instanceof Error ? error.message : String(error);
  return failed('Unreadable MCP message', `${command} wrote to stdout what is no MCP message: ${why}`);
}

function failed(title: string, detail: string): WorkflowError {
  return WorkflowError.of('runtime', title, detail);
}
