import { maxResponseBytes } from '../../network/index.ts';
import { connectTimeout, deferred, type Place, type Protocol } from './broker.ts';
import { authorizationOf } from './web.ts';

type WebSocket = import('undici').WebSocket;
type Handler = import('undici').Dispatcher.DispatchHandler;

/** Close code of an end in good order. */
const normal = 1000;

/**
 * WebSocket: the channel's address is the path below that of the server. A message is one frame. There are no
 * acknowledgements: a publication ends when the server has closed the connection in answer, which it does after it
 * has read the message. What is sent while nobody is connected is lost.
 */
export const ws: Protocol = {
  async publish(place, message, signal) {
    const { socket, closed } = await connect(place, signal);
    const isText = !/^(image|audio|video|application\/octet-stream)/.test(message.contentType);
    socket.send(isText ? Buffer.from(message.body).toString() : new Uint8Array(message.body));
    socket.close(normal);
    const code = await closed;
    if (code !== normal)
      throw new Error(`the connection was closed with code ${code} before it ended in order`);
  },
  async subscribe(place, feed) {
    const { socket, closed } = await connect(place, feed.signal, (body) => {
      feed.take({ body, headers: {} }).catch(() => undefined);
    });
    return {
      lost: closed.then((code) => new Error(`the connection was closed with code ${code}`)),
      async close() {
        socket.close(normal);
      },
    };
  },
};

async function connect(
  place: Place,
  signal: AbortSignal,
  take?: (body: Uint8Array) => void,
): Promise<{ readonly socket: WebSocket; readonly closed: Promise<number> }> {
  const { Agent, WebSocket } = await import('undici');
  const {
    hosts: [first],
    dialler,
    secure,
    path,
    channel,
  } = place;
  const { host = '', port } = first ?? {};
  const address = `${host.includes(':') ? `[${host}]` : host}${port === undefined ? '' : `:${port}`}`;
  const url = new URL(`${secure ? 'wss' : 'ws'}://${address}${path}/${channel.replace(/^\//, '')}`);
  // As the URL has it: there `%3127.1` is an address, for which nobody asks a name server.
  dialler.check(url.hostname.replace(/^\[|\]$/g, ''));
  const agent = new Agent({
    connect: { lookup: dialler.lookup, timeout: connectTimeout },
    webSocket: { maxPayloadSize: maxResponseBytes },
  });
  const authorization = await authorizationOf(place, signal);
  let refusal: Error | undefined;
  const dispatcher = agent.compose(
    (dispatch) => (options, handler) =>
      dispatch(
        options,
        witness(handler, (error) => {
          refusal ??= error;
        }),
      ),
  );
  const socket = new WebSocket(url, {
    dispatcher,
    ...(authorization === undefined ? {} : { headers: { authorization } }),
  });
  socket.binaryType = 'arraybuffer';
  const opened = deferred<void>();
  const closed = deferred<number>();
  const stop = (): void => socket.close();
  signal.addEventListener('abort', stop, { once: true });
  socket.addEventListener('open', () => opened.resolve());
  socket.addEventListener('error', () => {
    opened.reject(refusal ?? new Error('it was not asked: the Fetch standard blocks this port'));
  });
  socket.addEventListener('message', ({ data }) => {
    take?.(typeof data === 'string' ? Buffer.from(data) : new Uint8Array(data));
  });
  socket.addEventListener('close', ({ code }) => {
    signal.removeEventListener('abort', stop);
    opened.reject(new Error(`the connection was closed with code ${code}`));
    closed.resolve(code);
    void agent.close().catch(() => undefined);
  });
  await opened.promise;
  return { socket, closed: closed.promise };
}

/** The WebSocket standard hides from its users why a handshake failed: it is overheard below. */
function witness(handler: Handler, refused: (error: Error) => void): Handler {
  return {
    onRequestStart: (...given) => handler.onRequestStart?.(...given),
    onRequestUpgrade: (...given) => handler.onRequestUpgrade?.(...given),
    onResponseStart(controller, status, ...rest) {
      refused(new Error(`the server answered ${status}, not with a WebSocket`));
      handler.onResponseStart?.(controller, status, ...rest);
    },
    onResponseData: (...given) => handler.onResponseData?.(...given),
    onResponseEnd: (...given) => handler.onResponseEnd?.(...given),
    onResponseError(controller, error) {
      refused(error);
      handler.onResponseError?.(controller, error);
    },
  };
}
