import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Config } from '@sluice/kernel/config';
import { type Database } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import { LRUCache } from 'lru-cache';
import { Passport } from 'passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { readClaims, type VerifiedClaims } from './access-token';
import { type Principal } from './principal';
import { SignInState } from './sign-in-state';
import { readSigningKeys } from './signing-keys';

export interface Authenticator {
  /**
   * Who sends this `Authorization` header.
   * @throws AppError 401 for none, for a token that is not ours, expired or revoked, and for a user who is
   *   gone, disabled or has another role or tenant by now
   */
  authenticate(authorizationHeader: string | undefined): Promise<Principal>;
}

/** Headers whose signature need not be looked at again, by one process. */
const MAX_VERIFIED = 10_000;

/**
 * Who polls sends the same token again and again: its signature is verified once, its time is looked at each time, and
 * who stands behind it is asked as {@link SignInState} does.
 */
export function createAuthenticator({ config, db }: { config: Config; db: Database }): Authenticator {
  const signIns = new SignInState(db);
  const verify = createVerifier(config);
  const verified = new LRUCache<string, VerifiedClaims>({ max: MAX_VERIFIED });
  return {
    async authenticate(authorization) {
      const known = authorization === undefined ? undefined : verified.get(authorization);
      const claims = known && known.exp * 1000 > Date.now() ? known : await verify(authorization);
      if (!known && authorization !== undefined) verified.set(authorization, claims);
      const principal = await signIns.principalOf(claims);
      if (!principal) throw badToken();
      return principal;
    },
  };
}

/** passport-jwt with algorithm, issuer and audience pinned; as a promise, since our guard is no middleware. */
function createVerifier(config: Config): (authorization: string | undefined) => Promise<VerifiedClaims> {
  const { algorithm, verifyWith } = readSigningKeys(config.jwt);
  const strategy = new Strategy(
    {
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKey: verifyWith,
      algorithms: [algorithm],
      issuer: config.jwt.issuer,
      audience: config.jwt.audience,
    },
    (payload: unknown, done) => done(null, readClaims(payload) ?? false),
  );
  const passport = new Passport();
  passport.use(strategy);

  return (authorization) =>
    new Promise((resolve, reject) => {
      const decide = (error: unknown, claims: VerifiedClaims | false): void => {
        if (error) reject(error as Error);
        else if (claims) resolve(claims);
        else reject(authorization === undefined ? noToken() : badToken());
      };
      const authenticate = passport.authenticate(strategy.name, { session: false }, decide);
      // All that passport reads of a request is this header, and with a callback it answers nothing itself.
      authenticate({ headers: { authorization } } as IncomingMessage, {} as ServerResponse, reject);
    });
}

/** RFC 6750 §3.1: a request without a token is told the scheme only. */
export function noToken(): AppError {
  return new AppError('unauthorized', 401, 'Authentication required', {
    headers: { 'WWW-Authenticate': 'Bearer realm="sluice"' },
  });
}

/** One answer for everything that may be wrong with a token. */
export function badToken(): AppError {
  return new AppError('unauthorized', 401, 'The token is not valid, or not any more', {
    headers: { 'WWW-Authenticate': 'Bearer realm="sluice", error="invalid_token"' },
  });
}
