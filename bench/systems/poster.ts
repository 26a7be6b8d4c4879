import { Agent, request } from 'node:http';

/** Posts JSON over connections that are kept. */
export interface Poster {
  /** Resolves with the answer's end. @throws Error for a status that is no success. */
  post(headers: Readonly<Record<string, string>>, body: string): Promise<void>;
  close(): void;
}

export function createPoster(url: string): Poster {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  return {
    post: (headers, body) =>
      new Promise((resolve, reject) => {
        const outgoing = request(
          url,
          { method: 'POST', agent, headers: { ...headers, 'content-length': Buffer.byteLength(body) } },
          (answer) => {
            answer.resume();
            const { statusCode = 0 } = answer;
            if (statusCode < 300) answer.once('end', () => resolve());
            else reject(new Error(`${url} answered ${statusCode}`));
          },
        );
        outgoing.once('error', reject);
        outgoing.end(body);
      }),
    close: () => agent.destroy(),
  };
}
