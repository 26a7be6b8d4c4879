// A small HTTP client that keeps its connections.
import { Agent, request } from 'node:http';

/**
 * @param {number} connections how many at most
 * @returns {(url: string, body: string) => Promise<string>} posts JSON and gives the answer's text
 */
export function createPoster(connections) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return (url, body) =>
    new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const posted = request(url, { method: 'POST', agent, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part) => {
          text += part;
        });
        response.on('end', () => {
          if ((response.statusCode ?? 500) < 300) resolve(text);
          else reject(new Error(`${url} answered ${response.statusCode}: ${text}`));
        });
        response.on('error', reject);
      });
      posted.on('error', reject);
      posted.end(body);
    });
}
