import { type Answer, type Exchange, type Stop, sendFollowing, type Transport } from '../network/index.ts';
import { WorkflowError } from '../problem/problem.ts';
import { concealRefusal } from './conceal.ts';
import type { Credentials } from './credentials.ts';
import { createDigest } from './digest/digest.ts';
import { createTokens } from './oauth2/tokens.ts';

/** What stands in an `Authorization` header: `Basic dTpw` is scheme `Basic` with the parameter `dTpw`. */
export interface Authorization {
  readonly scheme: string;
  readonly parameter: string;
}

/** Sends requests as somebody. One per process: it keeps tokens and nonces, in memory only. */
export interface Authenticator {
  /**
   * Sends one exchange with the credentials, which go to its own origin only; follows redirects if `redirect`. A token
   * that is answered with 401 is replaced once. An answer that still refuses is returned, without
   * the credentials that it may quote.
   * @throws WorkflowError of kind `authentication` when no token is given out, `communication` when no answer comes.
   */
  send(
    request: { readonly exchange: Exchange; readonly credentials?: Credentials; readonly redirect: boolean },
    signal: Stop,
  ): Promise<Answer>;
  /** Credentials for protocols that are no HTTP exchange. @throws WorkflowError as `send`; `configuration` for digest. */
  authorize(credentials: Credentials, signal: Stop): Promise<Authorization>;
}

interface AuthenticatorOptions {
  /** Carries everything, requests for tokens included. */
  readonly transport: Transport;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** An authenticator over a transport. */
export function createAuthenticator({ transport, now }: AuthenticatorOptions): Authenticator {
  const tokens = createTokens({ transport, now });
  const digest = createDigest(transport);

  async function sendAs(credentials: Credentials, exchange: Exchange, signal: Stop): Promise<Answer> {
    switch (credentials.scheme) {
      case 'basic': {
        const authorization = basic(credentials);
        const answer = await transport(signed(exchange, authorization), signal);
        return concealRefusal(answer, [credentials.password, authorization.parameter]);
      }
      case 'bearer':
        return sendBearer(credentials.token, exchange, signal);
      case 'digest':
        return concealRefusal(await digest(exchange, credentials, signal), [credentials.password]);
      default: {
        const token = await tokens.get(credentials, signal);
        const answer = await sendBearer(token, exchange, signal);
        if (answer.status !== 401) return answer;
        return sendBearer(await tokens.replace(credentials, token, signal), exchange, signal);
      }
    }
  }

  async function sendBearer(token: string, exchange: Exchange, signal: Stop): Promise<Answer> {
    return concealRefusal(await transport(signed(exchange, bearer(token)), signal), [token]);
  }

  return {
    async send({ exchange, credentials, redirect }, signal) {
      const carrier = credentials === undefined ? transport : only(exchange.url.origin, credentials);
      return redirect ? sendFollowing(carrier, exchange, signal) : carrier(exchange, signal);
    },
    async authorize(credentials, signal) {
      switch (credentials.scheme) {
        case 'basic':
          return basic(credentials);
        case 'bearer':
          return bearer(credentials.token);
        case 'digest':
          throw WorkflowError.of(
            'configuration',
            'Invalid authentication',
            'digest authentication answers the challenge of an HTTP request; it cannot be used here',
          );
        default:
          return bearer(await tokens.get(credentials, signal));
      }
    },
  };

  /** A transport with credentials for one origin. A redirect that leaves it loses them for good. */
  function only(origin: string, credentials: Credentials): Transport {
    let left = false;
    return (exchange, signal) => {
      left ||= exchange.url.origin !== origin;
      return left ? transport(exchange, signal) : sendAs(credentials, exchange, signal);
    };
  }
}

function signed(exchange: Exchange, { scheme, parameter }: Authorization): Exchange {
  return { ...exchange, headers: { ...exchange.headers, authorization: `${scheme} ${parameter}` } };
}

function basic({
  username,
  password,
}: {
  readonly username: string;
  readonly password: string;
}): Authorization {
  return { scheme: 'Basic', parameter: Buffer.from(`${username}:${password}`).toString('base64') };
}

function bearer(token: string): Authorization {
  return { scheme: 'Bearer', parameter: token };
}
