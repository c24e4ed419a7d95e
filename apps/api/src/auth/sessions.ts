import { createHash, randomBytes } from 'node:crypto';
import { rows } from '@sluice/kernel/db';
import { type EntityManager, IsNull } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import { RefreshToken } from './refresh-token.entity';
import { User } from './user.entity';

/** 256 random bits can't be guessed, so a plain hash protects them. */
const TOKEN_BYTES = 32;
/** Expired tokens removed with each new one: more than one, so they never pile up. */
const SWEPT_AT_ONCE = 20;

/*
 * Whatever changes the sessions of a user first locks the user's row (`lockUser`). Without that a refresh
 * running beside a revocation could add its new token after the revocation has looked for tokens.
 */

/** Locks a living user's row until the transaction ends; new refresh tokens, which refer to it, can still come in. */
export function lockUser(db: EntityManager, id: string): Promise<User | null> {
  return db.findOne(User, { where: { id }, lock: { mode: 'for_no_key_update' } });
}

/** Issues a refresh token in a session, a new one when none is named. */
export async function issueRefreshToken(
  db: EntityManager,
  userId: string,
  ttlSeconds: number,
  sessionId: string = uuidv7(),
): Promise<{ refreshToken: string; sessionId: string }> {
  const refreshToken = randomBytes(TOKEN_BYTES).toString('base64url');
  await db.query(
    `INSERT INTO refresh_tokens (token_hash, family_id, user_id, expires_at)
     VALUES ($1, $2, $3, now() + make_interval(secs => $4))`,
    [hashOf(refreshToken), sessionId, userId, ttlSeconds],
  );
  await sweepExpired(db);
  return { refreshToken, sessionId };
}

export type PresentedToken =
  { state: 'unknown' } | { state: 'good' | 'over' | 'reused'; user: User; sessionId: string };

/**
 * Looks a presented token up and locks its user. `over` is expired or revoked or of a disabled user,
 * `reused` was used before in a session that goes on.
 */
export async function readPresentedToken(db: EntityManager, refreshToken: string): Promise<PresentedToken> {
  const tokenHash = hashOf(refreshToken);
  const found = await db.findOneBy(RefreshToken, { tokenHash });
  const user = found && (await lockUser(db, found.userId));
  if (!user) return { state: 'unknown' };
  // Read again: only now, with the user locked, can nobody else use or revoke it any more.
  const [token] = await rows<{ used: boolean; over: boolean }>(
    db,
    `SELECT used_at IS NOT NULL AS used, revoked_at IS NOT NULL OR expires_at <= now() AS over
     FROM refresh_tokens WHERE token_hash = $1`,
    [tokenHash],
  );
  if (!token) return { state: 'unknown' };
  const isOver = token.over || user.disabledAt !== null;
  return { state: isOver ? 'over' : token.used ? 'reused' : 'good', user, sessionId: found.familyId };
}

/** Uses up a good token. */
export async function markUsed(db: EntityManager, refreshToken: string): Promise<void> {
  await db.update(RefreshToken, { tokenHash: hashOf(refreshToken) }, { usedAt: () => 'now()' });
}

/** Ends a session: none of its refresh tokens works from now on, its access tokens stop within seconds. */
export async function endSession(db: EntityManager, sessionId: string): Promise<void> {
  await db.update(RefreshToken, { familyId: sessionId, revokedAt: IsNull() }, { revokedAt: () => 'now()' });
}

/** Ends every session of a user. */
export async function endAllSessions(db: EntityManager, userId: string): Promise<void> {
  await db.update(RefreshToken, { userId, revokedAt: IsNull() }, { revokedAt: () => 'now()' });
}

function hashOf(refreshToken: string): Buffer {
  return createHash('sha256').update(refreshToken).digest();
}

/** A day late, so that nobody is told "unknown" of a token that has just expired. */
async function sweepExpired(db: EntityManager): Promise<void> {
  await db.query(
    `DELETE FROM refresh_tokens WHERE token_hash IN (
       SELECT token_hash FROM refresh_tokens WHERE expires_at < now() - interval '1 day'
       LIMIT $1 FOR UPDATE SKIP LOCKED)`,
    [SWEPT_AT_ONCE],
  );
}
