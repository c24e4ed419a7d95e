import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { type Config } from '@sluice/kernel/config';
import { messageOf } from '@sluice/kernel/errors';

/** The one algorithm this installation signs and accepts, and its keys. */
export interface SigningKeys {
  algorithm: 'HS256' | 'RS256';
  signWith: string | KeyObject;
  /** The HS256 secret, or the public key as PEM text. */
  verifyWith: string;
}

/** RFC 7518 §3.3 asks for no less. */
const MIN_RSA_BITS = 2048;

/** @throws Error naming the variable that holds no usable key */
export function readSigningKeys({ secret, privateKey, publicKey }: Config['jwt']): SigningKeys {
  if (privateKey === undefined || publicKey === undefined) {
    if (secret === undefined) throw new Error('"JWT_SECRET" is required');
    return { algorithm: 'HS256', signWith: secret, verifyWith: secret };
  }
  const signWith = rsaKey('JWT_PRIVATE_KEY', () => createPrivateKey(withLineBreaks(privateKey)));
  const verifyWith = pemOf(rsaKey('JWT_PUBLIC_KEY', () => createPublicKey(withLineBreaks(publicKey))));
  if (pemOf(createPublicKey(signWith)) !== verifyWith) {
    throw new Error('"JWT_PUBLIC_KEY" does not belong to "JWT_PRIVATE_KEY"');
  }
  return { algorithm: 'RS256', signWith, verifyWith };
}

/** Environment files hold PEM on one line with `\n` written out. */
function withLineBreaks(pem: string): string {
  return pem.replaceAll('\\n', '\n');
}

function rsaKey(variable: string, read: () => KeyObject): KeyObject {
  let key: KeyObject;
  try {
    key = read();
  } catch (error) {
    throw new Error(`"${variable}" can't be read as a key: ${messageOf(error)}`);
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== 'rsa' || bits < MIN_RSA_BITS) {
    throw new Error(`"${variable}" must be an RSA key of at least ${MIN_RSA_BITS} bits`);
  }
  return key;
}

function pemOf(publicKey: KeyObject): string {
  return publicKey.export({ type: 'spki', format: 'pem' }).toString();
}
