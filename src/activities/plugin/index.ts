export { createPluginActivity } from './activity.ts';
export { loadPlugins } from './load.ts';
export type { Plugin } from './plugin.ts';
