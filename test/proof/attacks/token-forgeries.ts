import { createHmac, generateKeyPairSync, randomUUID, sign as signBytes } from 'node:crypto';
import { type Arena } from './attack';

export interface Token {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
}

/** What a token says. */
export function readToken(token: string): Token {
  const [header, claims] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString());
  return { header: JSON.parse(header as string), claims: JSON.parse(claims as string) } as Token;
}

function encode(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

/** A token whose signature is right for a secret. */
export function forged(
  { header, claims }: { header: unknown; claims: unknown },
  secret: string,
  hash = 'sha256',
): string {
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${createHmac(hash, secret).update(signed).digest('base64url')}`;
}

type Forge = (good: Token, arena: Arena, token: string) => string;
const now = (): number => Math.floor(Date.now() / 1000);

/** Tokens that are none of ours, each one step away from a good one of the admin. */
export const FORGERIES: Readonly<Record<string, Forge>> = {
  'no algorithm': ({ claims }) => `${encode({ alg: 'none', typ: 'JWT' })}.${encode(claims)}.`,
  'no algorithm, in capitals': ({ claims }) => `${encode({ alg: 'NONE', typ: 'JWT' })}.${encode(claims)}.`,
  'no algorithm, and a signature': ({ claims }, _arena, token) =>
    `${encode({ alg: 'none' })}.${encode(claims)}.${token.split('.')[2]}`,
  'no signature': (_good, _arena, token) => token.replace(/[^.]+$/, ''),
  'two parts': (_good, _arena, token) => token.split('.').slice(0, 2).join('.'),
  'five parts': (_good, _arena, token) => `${token}.a.b`,
  'an empty secret': (good) => forged(good, ''),
  'a guessed secret': (good) => forged(good, 'secret'),
  'HS384 with the right secret': (good, { stack }) =>
    forged({ ...good, header: { ...good.header, alg: 'HS384' } }, stack.jwtSecret, 'sha384'),
  'HS512 with the right secret': (good, { stack }) =>
    forged({ ...good, header: { ...good.header, alg: 'HS512' } }, stack.jwtSecret, 'sha512'),
  'RS256 with a key of the attacker in the header': ({ claims }) => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const signed = `${encode({ alg: 'RS256', jwk: publicKey.export({ format: 'jwk' }) })}.${encode(claims)}`;
    return `${signed}.${signBytes('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
  },
  'a kid that leads to an empty file': (good) =>
    forged({ ...good, header: { ...good.header, kid: '../../dev/null' } }, ''),
  'a kid with SQL in it': (good) =>
    forged({ ...good, header: { ...good.header, kid: "x' UNION SELECT 'k" } }, 'k'),
  'a jku and an x5u': (good) =>
    forged(
      { ...good, header: { ...good.header, jku: 'http://127.0.0.1:9/k', x5u: 'http://127.0.0.1:9/c' } },
      'k',
    ),
  'another issuer': (good, { stack }) =>
    forged({ ...good, claims: { ...good.claims, iss: 'elsewhere' } }, stack.jwtSecret),
  'no issuer': (good, { stack }) =>
    forged({ ...good, claims: { ...good.claims, iss: undefined } }, stack.jwtSecret),
  'another audience': (good, { stack }) =>
    forged({ ...good, claims: { ...good.claims, aud: 'elsewhere' } }, stack.jwtSecret),
  'no audience': (good, { stack }) =>
    forged({ ...good, claims: { ...good.claims, aud: undefined } }, stack.jwtSecret),
  'a time that is over': (good, { stack }) =>
    forged({ ...good, claims: { ...good.claims, exp: now() - 60 } }, stack.jwtSecret),
  'a time as text': (good, { stack }) =>
    forged({ ...good, claims: { ...good.claims, exp: '9999999999' } }, stack.jwtSecret),
  'a time yet to come': (good, { stack }) =>
    forged({ ...good, claims: { ...good.claims, nbf: now() + 600 } }, stack.jwtSecret),
  'another user in a session': (good, { stack }) =>
    forged({ ...good, claims: { ...good.claims, sub: randomUUID() } }, stack.jwtSecret),
  'a session nobody has': (good, { stack }) =>
    forged({ ...good, claims: { ...good.claims, sid: randomUUID() } }, stack.jwtSecret),
  'another tenant than the user’s': (good, { stack }) =>
    forged({ ...good, claims: { ...good.claims, tenant_id: randomUUID() } }, stack.jwtSecret),
  'a role that is an object': (good, { stack }) =>
    forged({ ...good, claims: { ...good.claims, role: { $ne: 'user' } } }, stack.jwtSecret),
  'claims that are a list': (good, { stack }) => forged({ ...good, claims: [good.claims] }, stack.jwtSecret),
  'claims that are text': (good, { stack }) => forged({ ...good, claims: 'admin' }, stack.jwtSecret),
  'a changed payload': ({ header, claims }, _arena, token) =>
    `${encode(header)}.${encode({ ...claims, role: 'admin', exp: now() + 9_999 })}.${token.split('.')[2]}`,
};
