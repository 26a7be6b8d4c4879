export type { PrivateAccess } from './address.ts';
export { base64, isTooDeep, readContent } from './content.ts';
export { essence } from './content-type.ts';
export { createDialler, type Destination, type Dialler } from './dial.ts';
export { createThrottle, destinationOf, type HostSettings } from './limited.ts';
export { AddressRefused } from './lookup.ts';
export { createNetwork, createStreamingNetwork } from './network.ts';
export { maxResponseBytes } from './receive.ts';
export { isCredential, sendFollowing } from './redirect.ts';
export type { Stop, StopListener } from './stop.ts';
export {
  type Answer,
  describeExchange,
  type Exchange,
  type StreamingTransport,
  type Transport,
  webUrl,
} from './transport.ts';
