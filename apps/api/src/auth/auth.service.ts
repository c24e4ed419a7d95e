import { recordAudit } from '@sluice/kernel/audit';
import { type Config } from '@sluice/kernel/config';
import { type Database } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import { type RedisClient } from '@sluice/kernel/redis';
import { Counter } from 'prom-client';
import { type EntityManager } from 'typeorm';
import { signAccessToken } from './access-token';
import { type Actor } from './actor';
import { badToken } from './authenticator';
import { LoginThrottle } from './login-throttle';
import { verifyPassword } from './passwords';
import {
  endAllSessions,
  endSession,
  issueRefreshToken,
  lockUser,
  markUsed,
  readPresentedToken,
} from './sessions';
import { readSigningKeys, type SigningKeys } from './signing-keys';
import { type User } from './user.entity';
import { findByUsername } from './users.queries';

export interface AuthServiceDeps {
  config: Config;
  db: Database;
  redis: RedisClient;
}

/** Where a request without a token comes from. */
export interface Source {
  address: string;
  requestId: string;
}

/** Both tokens of a session. */
export interface SignedIn {
  accessToken: string;
  refreshToken: string;
  expiresInSeconds: number;
}

const logins = new Counter({
  name: 'sluice_logins_total',
  help: 'Logins by outcome: success, failure, throttled (too many failures before), error',
  labelNames: ['outcome'],
});

export class AuthService {
  private readonly keys: SigningKeys;
  private readonly throttle: LoginThrottle;

  constructor(private readonly deps: AuthServiceDeps) {
    this.keys = readSigningKeys(deps.config.jwt);
    this.throttle = new LoginThrottle(deps.redis, deps.config.redisPrefix);
  }

  /**
   * Begins a session.
   * @throws AppError 401 that never says whether the name or the password was wrong, 429 after too many
   */
  async login(username: string, password: string, source: Source): Promise<SignedIn> {
    try {
      const signedIn = await this.verify(username, password, source);
      logins.inc({ outcome: 'success' });
      return signedIn;
    } catch (error) {
      const status = error instanceof AppError ? error.status : 500;
      logins.inc({ outcome: status === 401 ? 'failure' : status === 429 ? 'throttled' : 'error' });
      throw error;
    }
  }

  private async verify(username: string, password: string, source: Source): Promise<SignedIn> {
    const { db } = this.deps;
    const user = await findByUsername(db.manager, username);
    const account = user?.id ?? username.toLowerCase();
    const check = (): Promise<void> => this.throttle.check(account, source.address);

    const hash = user?.disabledAt === null ? user.passwordHash : undefined;
    const fits = await verifyPassword(hash, password, check);
    // Again: the door may have been closed meanwhile by guesses sent at once, then a right one learns nothing.
    if (fits) await check();
    const signedIn = fits && user ? await this.begin(user, source) : undefined;
    if (!signedIn) {
      const throttled = await this.throttle.countFailure(account, source.address);
      await recordAudit(db, {
        action: 'auth.login.failure',
        ...auditFields(user, source),
        details: { throttled },
      });
      throw wrongCredentials();
    }
    await this.throttle.forget(account);
    return signedIn;
  }

  /** Ends the session of the token and says so when a token comes a second time. @throws AppError 401 */
  async refresh(refreshToken: string, source: Source): Promise<SignedIn> {
    // A refusal must be committed, it revokes: so it leaves the transaction as a value.
    const signedIn = await this.deps.db.transaction((db) => this.rotate(db, refreshToken, source));
    if (!signedIn) throw badToken();
    return signedIn;
  }

  /** Ends the session a refresh token belongs to. Whoever holds it may; an unknown one is nobody's. */
  async logout(refreshToken: string, source: Source): Promise<void> {
    await this.deps.db.transaction(async (db) => {
      const presented = await readPresentedToken(db, refreshToken);
      if (presented.state === 'unknown') return;
      const { user, sessionId } = presented;
      await endSession(db, sessionId);
      await recordAudit(db, {
        action: 'auth.session.logout',
        ...auditFields(user, source),
        subjectType: 'session',
        subjectId: sessionId,
      });
    });
  }

  /** Ends all sessions of the caller. */
  async logoutEverywhere(actor: Actor): Promise<void> {
    const { userId } = actor.principal;
    await this.deps.db.transaction(async (db) => {
      await lockUser(db, userId);
      await endAllSessions(db, userId);
      await recordAudit(db, {
        action: 'auth.session.logout-everywhere',
        ...actor.auditFields,
        subjectType: 'user',
        subjectId: userId,
      });
    });
  }

  /** undefined when the user was changed while the password was being verified. */
  private begin(verified: User, source: Source): Promise<SignedIn | undefined> {
    return this.deps.db.transaction(async (db) => {
      const user = await lockUser(db, verified.id);
      if (!user || user.disabledAt !== null || user.passwordHash !== verified.passwordHash) return undefined;
      const issued = await issueRefreshToken(db, user.id, this.deps.config.jwt.refreshTtlSeconds);
      await recordAudit(db, {
        action: 'auth.login.success',
        ...auditFields(user, source),
        subjectType: 'session',
        subjectId: issued.sessionId,
      });
      return this.signedIn(user, issued);
    });
  }

  /**
   * Of parallel refreshes with one token the first wins and the others are reuse, which ends the session:
   * a thief and the owner look the same from here. Clients must refresh one at a time.
   */
  private async rotate(
    db: EntityManager,
    refreshToken: string,
    source: Source,
  ): Promise<SignedIn | undefined> {
    const presented = await readPresentedToken(db, refreshToken);
    if (presented.state === 'unknown' || presented.state === 'over') return undefined;
    const { user, sessionId } = presented;
    if (presented.state === 'reused') {
      await endSession(db, sessionId);
      await recordAudit(db, {
        action: 'auth.session.reuse',
        ...auditFields(user, source),
        subjectType: 'session',
        subjectId: sessionId,
      });
      return undefined;
    }
    await markUsed(db, refreshToken);
    const { refreshTtlSeconds } = this.deps.config.jwt;
    return this.signedIn(user, await issueRefreshToken(db, user.id, refreshTtlSeconds, sessionId));
  }

  private signedIn(user: User, issued: { refreshToken: string; sessionId: string }): SignedIn {
    const { jwt } = this.deps.config;
    const claims = {
      sub: user.id,
      role: user.role,
      tenant_id: user.tenantId,
      creator_address: user.creatorAddress,
      sid: issued.sessionId,
    };
    return {
      accessToken: signAccessToken(claims, this.keys, jwt),
      refreshToken: issued.refreshToken,
      expiresInSeconds: jwt.accessTtlSeconds,
    };
  }
}

/** A name nobody has is not written down: people type passwords into the wrong field. */
function auditFields(
  user: User | null,
  { address, requestId }: Source,
): {
  tenantId: string | null;
  actorId: string | null;
  actorName: string | null;
  address: string;
  requestId: string;
} {
  return {
    tenantId: user?.tenantId ?? null,
    actorId: user?.id ?? null,
    actorName: user?.username ?? null,
    address,
    requestId,
  };
}

function wrongCredentials(): AppError {
  return new AppError('invalid_credentials', 401, 'Wrong username or password', {
    headers: { 'WWW-Authenticate': 'Bearer realm="sluice"' },
  });
}
