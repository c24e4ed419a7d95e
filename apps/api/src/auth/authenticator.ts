import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Config } from '@sluice/kernel/config';
import { type Database } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import { Passport } from 'passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { readClaims } from './access-token';
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

/** passport-jwt with algorithm, issuer and audience pinned; as a promise, since our guard is no middleware. */
export function createAuthenticator({ config, db }: { config: Config; db: Database }): Authenticator {
  const { algorithm, verifyWith } = readSigningKeys(config.jwt);
  const signIns = new SignInState(db);
  const strategy = new Strategy(
    {
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKey: verifyWith,
      algorithms: [algorithm],
      issuer: config.jwt.issuer,
      audience: config.jwt.audience,
    },
    (payload: unknown, done) => {
      const claims = readClaims(payload);
      if (!claims) return done(null, false);
      signIns.principalOf(claims).then(
        (principal) => done(null, principal ?? false),
        (error: unknown) => done(error, false),
      );
    },
  );
  const passport = new Passport();
  passport.use(strategy);

  return {
    authenticate: (authorization) =>
      new Promise((resolve, reject) => {
        const decide = (error: unknown, principal: Principal | false): void => {
          if (error) reject(error as Error);
          else if (principal) resolve(principal);
          else reject(authorization === undefined ? noToken() : badToken());
        };
        const authenticate = passport.authenticate(strategy.name, { session: false }, decide);
        // All that passport reads of a request is this header, and with a callback it answers nothing itself.
        authenticate({ headers: { authorization } } as IncomingMessage, {} as ServerResponse, reject);
      }),
  };
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
