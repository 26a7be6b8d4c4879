export { type Authenticator, createAuthenticator } from './authenticator.ts';
export { type Credentials, readCredentials } from './credentials.ts';
