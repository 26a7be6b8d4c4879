export { type RunningServer, startServer } from './listen.ts';
