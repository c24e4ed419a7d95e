import { after, before, describe, it } from 'node:test';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { recordFiles } from '@sluice/kernel/storage';
import { createTestDatabase, type TestDatabase } from '@sluice/kernel/testing';
import { expect } from 'expect';
import { uuidv7 } from 'uuidv7';
import { type Actor, actorOf, type Principal } from '../auth';
import { claimUpload } from './claim-upload';
import { expireUploads, insertUpload, markFinished } from './uploads.queries';

const SHA256 = 'ab'.repeat(32);

describe('claiming an upload', () => {
  let database: TestDatabase;
  let db: Database;
  let owner: Actor;
  let stranger: Actor;

  before(async () => {
    database = await createTestDatabase();
    db = await connectDatabase({ url: database.url, log: silentLog });
    const tenantId = uuidv7();
    await db.query('INSERT INTO tenants (id, name) VALUES ($1, $2)', [tenantId, 'claims']);
    const actor = (): Actor => {
      const principal: Principal = {
        userId: uuidv7(),
        username: 'someone',
        role: 'admin',
        tenantId,
        isOperator: false,
        creatorAddress: null,
      };
      return actorOf(principal, 'request-1', '192.0.2.1');
    };
    owner = actor();
    stranger = actor();
  });
  after(async () => {
    await db.destroy();
    await database.drop();
  });

  async function openUpload(): Promise<string> {
    const id = uuidv7();
    const upload = { id, fileKey: `uploads/x/${id}`, filename: 'a.zip', metadata: null, bytes: 5 };
    await insertUpload(db, owner.principal, upload);
    return id;
  }

  async function finishedUpload(): Promise<string> {
    const id = await openUpload();
    await markFinished(db, id, SHA256);
    await recordFiles(db, [{ key: `uploads/x/${id}`, bytes: 5, sha256: SHA256 }]);
    return id;
  }

  const claim = (id: string, by = owner) => db.transaction((sql) => claimUpload(sql, by, id, 'test:1'));

  async function setExpiry(id: string, expiry: string): Promise<void> {
    await db.query(`UPDATE uploads SET expires_at = now() + $2::interval WHERE id = $1`, [id, expiry]);
  }

  it('gives its file, as a file that was just stored, and says who has it', async () => {
    const id = await finishedUpload();
    const file = await claim(id);
    expect(file).toEqual({ key: `uploads/x/${id}`, bytes: 5, sha256: SHA256, originalName: 'a.zip' });
    // Whoever takes it may record it again, as any file.
    await recordFiles(db, [file]);
    expect(await rows(db, 'SELECT state, used_by FROM uploads WHERE id = $1', [id])).toEqual([
      { state: 'used', used_by: 'test:1' },
    ]);
  });

  it('works once, however many try at the same time', async () => {
    const id = await finishedUpload();
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => claim(id)));
    expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    for (const one of tries) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'upload_used', status: 409 });
    }
  });

  it('leaves it as it was when what was to be created was not', async () => {
    const id = await finishedUpload();
    const failing = db.transaction(async (sql) => {
      await claimUpload(sql, owner, id, 'test:1');
      throw new Error('not created');
    });
    await expect(failing).rejects.toThrow('not created');
    expect(await claim(id)).toMatchObject({ bytes: 5 });
  });

  it('refuses unknown ones, those of others, unfinished and expired ones', async () => {
    await expect(claim(uuidv7())).rejects.toMatchObject({ code: 'upload_not_found', status: 404 });
    const finished = await finishedUpload();
    await expect(claim(finished, stranger)).rejects.toMatchObject({ code: 'upload_not_found' });
    await expect(claim(await openUpload())).rejects.toMatchObject({ code: 'upload_unfinished', status: 409 });
    await setExpiry(finished, '-1 second');
    await expect(claim(finished)).rejects.toMatchObject({ code: 'upload_expired', status: 410 });
  });

  it('holds the sweeper off: what is being used is not removed', async () => {
    const id = await finishedUpload();
    await setExpiry(id, '1 second');
    await db.transaction(async (sql) => {
      await claimUpload(sql, owner, id, 'test:1');
      await sql.query(`UPDATE uploads SET expires_at = now() - interval '1 day' WHERE id = $1`, [id]);
      // The sweeper's own connection: the row is locked, and not for it to see.
      expect(await expireUploads(db, 100)).not.toContain(`uploads/x/${id}`);
    });
    expect(await expireUploads(db, 100)).not.toContain(`uploads/x/${id}`);
    expect(await rows(db, 'SELECT 1 FROM files WHERE key = $1', [`uploads/x/${id}`])).toHaveLength(1);
  });

  it('finds nothing once the sweeper has been there', async () => {
    const id = await finishedUpload();
    await setExpiry(id, '-1 second');
    expect(await expireUploads(db, 100)).toContain(`uploads/x/${id}`);
    await expect(claim(id)).rejects.toMatchObject({ code: 'upload_expired' });
    expect(await rows(db, 'SELECT 1 FROM files WHERE key = $1', [`uploads/x/${id}`])).toEqual([]);
  });
});
