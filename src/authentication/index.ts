export { type Authenticator, type Authorization, createAuthenticator } from './authenticator.ts';
export { type Credentials, readCredentials } from './credentials.ts';
