export { rawUrl } from './raw-url.ts';
export { createResources, maxResourceBytes, type Resource, type Resources } from './resources.ts';
