import { createPrivateKey, type KeyObject, webcrypto } from 'node:crypto';
import type { PrivateKey } from 'oauth4webapi';
import { isObject, type Json } from '../../json/json.ts';
import { WorkflowError } from '../../problem/problem.ts';

const curves: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

/**
 * The private key of `private_key_jwt`, from PEM or from a JWK: RSA (RS256 unless the JWK names another algorithm),
 * EC (by its curve) or Ed25519. The `kid` of a JWK goes into the header of the assertion.
 * @throws WorkflowError of kind `configuration`; it never shows the key.
 */
export async function readPrivateKey(secret: string): Promise<PrivateKey> {
  const jwk = readJwk(secret);
  let key: KeyObject;
  try {
    key = createPrivateKey(jwk === undefined ? secret : { key: { ...jwk }, format: 'jwk' });
  } catch {
    throw unusable('is neither a PEM private key nor a private JWK');
  }
  const algorithm = algorithmOf(key, text(jwk?.['alg']));
  const bytes = key.export({ type: 'pkcs8', format: 'der' });
  const kid = text(jwk?.['kid']);
  return {
    key: await webcrypto.subtle.importKey('pkcs8', bytes, algorithm, false, ['sign']),
    ...(kid === undefined ? {} : { kid }),
  };
}

function readJwk(secret: string): { readonly [member: string]: Json } | undefined {
  if (!secret.trimStart().startsWith('{')) return undefined;
  try {
    const value: Json = JSON.parse(secret);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function algorithmOf(key: KeyObject, alg: string | undefined) {
  switch (key.asymmetricKeyType) {
    case 'rsa': {
      const [, family = 'RS', bits = '256'] = /^(RS|PS)(256|384|512)$/.exec(alg ?? 'RS256') ?? [];
      return {
        name: family === 'PS' ? 'RSA-PSS' : 'RSASSA-PKCS1-v1_5',
        hash: `SHA-${bits}`,
      };
    }
    case 'ec': {
      const namedCurve = curves[key.asymmetricKeyDetails?.namedCurve ?? ''];
      if (namedCurve === undefined) throw unusable('is on a curve that no JWT algorithm uses');
      return { name: 'ECDSA', namedCurve };
    }
    case 'ed25519':
      return { name: 'Ed25519' };
    default:
      throw unusable('is neither RSA, EC nor Ed25519');
  }
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function unusable(why: string): WorkflowError {
  return WorkflowError.of(
    'configuration',
    'Invalid authentication',
    `the private key in client.secret ${why}`,
  );
}
