export { isLoopback } from './auth.ts';
export { defaultHost, defaultPort, type RunningServer, type ServerOptions, startServer } from './listen.ts';
