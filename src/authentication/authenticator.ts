import type { Answer, Exchange, Transport } from '../network/index.ts';
import { sendFollowing } from '../network/index.ts';
import { WorkflowError } from '../problem/problem.ts';
import type { Credentials } from './credentials.ts';

/** What stands in an `Authorization` header: `Basic dTpw` is scheme `Basic` with the parameter `dTpw`. */
export interface Authorization {
  readonly scheme: string;
  readonly parameter: string;
}

/** Sends requests as somebody. One per process: it keeps tokens and nonces, in memory only. */
export interface Authenticator {
  /**
   * Sends one exchange with the credentials, which go to its own origin only; follows redirects if `redirect`.
   * An answer that still refuses the credentials is returned like any other.
   * @throws WorkflowError of kind `authentication` when no token is given out, `communication` when no answer comes.
   */
  send(
    request: { readonly exchange: Exchange; readonly credentials?: Credentials; readonly redirect: boolean },
    signal: AbortSignal,
  ): Promise<Answer>;
  /** Credentials for protocols that are no HTTP exchange. @throws WorkflowError as `send`; `configuration` for digest. */
  authorize(credentials: Credentials, signal: AbortSignal): Promise<Authorization>;
}

interface AuthenticatorOptions {
  /** Carries everything, requests for tokens included. */
  readonly transport: Transport;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** An authenticator over a transport. */
export function createAuthenticator({ transport }: AuthenticatorOptions): Authenticator {
  const authorize: Authenticator['authorize'] = async (credentials) => {
    switch (credentials.scheme) {
      case 'basic':
        return { scheme: 'Basic', parameter: basicParameter(credentials) };
      case 'bearer':
        return { scheme: 'Bearer', parameter: credentials.token };
      default:
        throw WorkflowError.of(
          'configuration',
          'Invalid authentication',
          `${credentials.scheme} authentication is not supported yet`,
        );
    }
  };
  return {
    authorize,
    async send({ exchange, credentials, redirect }, signal) {
      const authorized =
        credentials === undefined ? exchange : signed(exchange, await authorize(credentials, signal));
      return redirect ? sendFollowing(transport, authorized, signal) : transport(authorized, signal);
    },
  };
}

function signed(exchange: Exchange, { scheme, parameter }: Authorization): Exchange {
  return { ...exchange, headers: { ...exchange.headers, authorization: `${scheme} ${parameter}` } };
}

function basicParameter({ username, password }: { readonly username: string; readonly password: string }) {
  return Buffer.from(`${username}:${password}`).toString('base64');
}
