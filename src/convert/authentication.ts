import { isObject, type Json, type JsonObject } from '../json/json.ts';
import type { Conversion } from './conversion.ts';
import type { Source } from './source.ts';

const grants: Readonly<Record<string, string>> = {
  password: 'password',
  clientCredentials: 'client_credentials',
  tokenExchange: 'urn:ietf:params:oauth:grant-type:token-exchange',
};

/** `auth` as `use.authentications`. */
export function authenticationsOf(conversion: Conversion): JsonObject {
  const policies = [...conversion.section('auth')].flatMap(([name, one]): [string, Json][] => {
    one.only('an authentication', ['name', 'scheme', 'properties']);
    const scheme = one.get('scheme').text() ?? 'basic';
    const properties = one.get('properties');
    const values = isObject(properties.value)
      ? propertiesOf(scheme, properties, conversion)
      : secretOf(properties, conversion);
    return values === undefined ? [] : [[name, conversion.origins.mark({ [scheme]: values }, one)]];
  });
  return Object.fromEntries(policies);
}

/** Properties may be an expression that is a secret as a whole. */
function secretOf(properties: Source, conversion: Conversion): JsonObject | undefined {
  const name = /^\s*(?:\$\{\s*)?\$SECRETS\.(\w+)\s*\}?\s*$/.exec(properties.text() ?? '')?.[1];
  if (name === undefined) {
    properties.refuse('these should be an object, or a secret: ${ $SECRETS.name }');
    return undefined;
  }
  conversion.secrets.add(name);
  return { use: name };
}

function propertiesOf(scheme: string, properties: Source, conversion: Conversion): JsonObject | undefined {
  const value = (key: string) => {
    if (!properties.get(key).present) properties.refuse(`the key '${key}' is missing`);
    return conversion.template(properties.get(key));
  };
  if (scheme === 'basic') {
    properties.only('basic authentication', ['username', 'password', 'metadata']);
    return { username: value('username'), password: value('password') };
  }
  if (scheme === 'bearer') {
    properties.only('bearer authentication', ['token', 'metadata']);
    return { token: value('token') };
  }
  if (scheme === 'oauth2') return oauth2Of(properties, conversion, value);
  properties.refuse(`there is no scheme '${scheme}'`, "it is 'basic', 'bearer' or 'oauth2'");
  return undefined;
}

function oauth2Of(properties: Source, conversion: Conversion, value: (key: string) => Json): JsonObject {
  properties.only('OAuth 2 authentication', [
    ...['authority', 'grantType', 'clientId', 'clientSecret', 'scopes', 'username', 'password', 'audiences'],
    ...['subjectToken', 'requestedSubject', 'requestedIssuer', 'metadata'],
  ]);
  for (const key of ['requestedSubject', 'requestedIssuer']) {
    const requested = properties.get(key);
    if (requested.present) requested.refuse(`'${key}' has no counterpart in DSL 1.0`);
  }
  const grant = properties.get('grantType').text() ?? '';
  if (!Object.hasOwn(grants, grant)) {
    properties.get('grantType').refuse("this should be 'password', 'clientCredentials' or 'tokenExchange'");
  }
  const optional = (key: string, name: string = key) =>
    properties.get(key).present ? { [name]: conversion.template(properties.get(key)) } : {};
  const subject = properties.get('subjectToken');
  return {
    authority: value('authority'),
    grant: grants[grant] ?? grant,
    client: { id: value('clientId'), ...optional('clientSecret', 'secret') },
    ...optional('scopes'),
    ...optional('audiences'),
    ...optional('username'),
    ...optional('password'),
    ...(subject.present
      ? {
          subject: {
            token: conversion.template(subject),
            type: 'urn:ietf:params:oauth:token-type:access_token',
          },
        }
      : {}),
  };
}
