export { type RunningServer, type ServerOptions, startServer } from './listen.ts';
