// The server that steps over HTTP post to: one for all systems, in a process of its own, with connections that stay.
import { createServer } from 'node:http';

const answer = JSON.stringify({ done: true });
const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  request.resume();
  request.once('end', () => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length });
    response.end(answer);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  process.stdout.write(`listening at http://127.0.0.1:${port}/step\n`);
});
process.once('SIGTERM', () => process.exit(0));
