import { type Config } from '@sluice/kernel/config';
import Joi from 'joi';
import { sign } from 'jsonwebtoken';
import { type Role, ROLES } from './principal';
import { type SigningKeys } from './signing-keys';

/** What an access token says besides issuer, audience and times. */
export interface AccessClaims {
  /** The user's id. */
  sub: string;
  role: Role;
  tenant_id: string;
  creator_address: string | null;
  /** The session, that is the family of refresh tokens it was issued with. */
  sid: string;
}

/** The claims of a token that was verified. */
export interface VerifiedClaims extends AccessClaims {
  /** Unix second from which on it is not valid any more. */
  exp: number;
}

const uuid = Joi.string().guid({ separator: '-', wrapper: false }).required();

const claimsSchema = Joi.object<VerifiedClaims>({
  sub: uuid,
  role: Joi.string()
    .valid(...ROLES)
    .required(),
  tenant_id: uuid,
  creator_address: Joi.string().allow(null).required(),
  sid: uuid,
  exp: Joi.number().integer().required(),
}).unknown();

export function signAccessToken(
  claims: AccessClaims,
  keys: SigningKeys,
  { issuer, audience, accessTtlSeconds }: Config['jwt'],
): string {
  const { sub, ...others } = claims;
  return sign(others, keys.signWith, {
    algorithm: keys.algorithm,
    subject: sub,
    issuer,
    audience,
    expiresIn: accessTtlSeconds,
  });
}

/** The claims of a payload whose signature was verified; undefined when it is none of our access tokens. */
export function readClaims(payload: unknown): VerifiedClaims | undefined {
  const { value, error } = claimsSchema.validate(payload, { convert: false });
  return error ? undefined : value;
}
