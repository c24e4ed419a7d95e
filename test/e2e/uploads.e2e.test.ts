import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { eventually } from '@sluice/kernel/testing';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { signIn } from './sign-in';
import { TusRaw } from './tus-raw';

const MIB = 2 ** 20;
const GIB = 2 ** 30;

describe('resumable uploads', () => {
  let stack: Stack;
  let db: Database;
  let user: TusRaw;
  let other: TusRaw;

  before(async () => {
    stack = await startStack({ apis: 2, workers: 0 });
    const [first, second] = stack.apis.map((api) => api.url) as [string, string];
    user = new TusRaw(first, await signIn(first, 'user'));
    other = user.at(second);
    db = await connectDatabase({ url: stack.databaseUrl, log: silentLog });
  });
  after(async () => {
    await db?.destroy();
    await stack?.stop();
  });

  interface Row {
    state: string;
    bytes: string;
    sha256: string | null;
    filename: string;
    file_key: string;
  }

  async function rowOf(path: string): Promise<Row> {
    const [row] = await rows<Row>(db, 'SELECT * FROM uploads WHERE id = $1', [path.split('/').pop()]);
    return row as Row;
  }

  async function expectStored(path: string, bytes: Buffer): Promise<void> {
    const { state, sha256, file_key } = await rowOf(path);
    const expected = createHash('sha256').update(bytes).digest('hex');
    expect({ state, sha256 }).toEqual({ state: 'finished', sha256: expected });
    expect((await stat(join(stack.storageDir, file_key))).size).toBe(bytes.length);
    expect(await rows(db, 'SELECT sha256 FROM files WHERE key = $1', [file_key])).toEqual([
      { sha256: expected },
    ]);
  }

  describe('keep the rules of tus 1.0', () => {
    it('tells without a token what it can', async () => {
      const { status, headers } = await new TusRaw(user.baseUrl, undefined).send('OPTIONS', '/api/uploads');
      expect(status).toBe(204);
      expect(headers.get('Tus-Version')).toBe('1.0.0');
      expect(headers.get('Tus-Max-Size')).toBe(String(10 * GIB));
      expect(headers.get('Tus-Extension')?.split(',').sort()).toEqual([
        'creation',
        'creation-with-upload',
        'expiration',
        'termination',
      ]);
    });

    it('takes a file in pieces, tells how far it is and when it expires', async () => {
      const bytes = randomBytes(300_000);
      const created = await user.send('POST', '/api/uploads', {
        'Upload-Length': '300000',
        'Upload-Metadata': `filename ${Buffer.from('ใบงาน.zip').toString('base64')},is_scan`,
      });
      expect(created.status).toBe(201);
      expect(created.headers.get('X-Request-Id')).toEqual(expect.any(String));
      const path = created.headers.get('Location') as string;
      expect(path).toMatch(/^\/api\/uploads\/[0-9a-f-]{36}$/);
      const expiry = Date.parse(created.headers.get('Upload-Expires') as string) - Date.now();
      expect(Math.abs(expiry - 24 * 3600_000)).toBeLessThan(60_000);

      const first = await user.patch(path, 0, bytes.subarray(0, 100_000));
      expect(first.status).toBe(204);
      expect(first.headers.get('Upload-Offset')).toBe('100000');
      expect(first.headers.get('Upload-Expires')).toEqual(expect.any(String));
      const head = await other.send('HEAD', path);
      expect(head.status).toBe(200);
      expect(head.headers.get('Upload-Offset')).toBe('100000');
      expect(head.headers.get('Upload-Length')).toBe('300000');
      expect(head.headers.get('Cache-Control')).toBe('no-store');
      expect(head.headers.get('Tus-Resumable')).toBe('1.0.0');
      expect(head.headers.get('Upload-Metadata')).toContain(Buffer.from('ใบงาน.zip').toString('base64'));

      const last = await other.patch(path, 100_000, bytes.subarray(100_000));
      expect(last.headers.get('Upload-Offset')).toBe('300000');
      await expectStored(path, bytes);
      expect(await rowOf(path)).toMatchObject({ filename: 'ใบงาน.zip', bytes: '300000' });
      expect(await user.offset(path)).toBe(300_000);
    });

    it('takes bytes with the creation, and a file without bytes', async () => {
      const bytes = randomBytes(1000);
      const created = await user.send(
        'POST',
        '/api/uploads',
        { 'Upload-Length': '1000', 'Content-Type': 'application/offset+octet-stream' },
        bytes,
      );
      expect(created.status).toBe(201);
      expect(created.headers.get('Upload-Offset')).toBe('1000');
      await expectStored(created.headers.get('Location') as string, bytes);
      await expectStored(await user.create(0), Buffer.alloc(0));
    });

    it('answers a repeated last piece as the first time', async () => {
      const path = await user.create(10);
      await user.patch(path, 0, Buffer.alloc(10));
      const again = await user.patch(path, 10, Buffer.alloc(0));
      expect([again.status, again.headers.get('Upload-Offset')]).toEqual([204, '10']);
      await expectStored(path, Buffer.alloc(10));
    });

    it('forgets an upload that is terminated', async () => {
      const path = await user.create(10);
      const { file_key } = await rowOf(path);
      expect((await user.send('DELETE', path)).status).toBe(204);
      expect((await user.send('HEAD', path)).status).toBe(404);
      await expect(stat(join(stack.storageDir, file_key))).rejects.toThrow('ENOENT');
    });

    it('takes the method from X-HTTP-Method-Override', async () => {
      const path = await user.create(5);
      const answer = await user.send(
        'POST',
        path,
        {
          'X-HTTP-Method-Override': 'PATCH',
          'Upload-Offset': '0',
          'Content-Type': 'application/offset+octet-stream',
        },
        Buffer.from('12345'),
      );
      expect(answer.status).toBe(204);
      await expectStored(path, Buffer.from('12345'));
    });

    const refusals: [
      string,
      () => Promise<[string, string, Record<string, string>, Buffer?]>,
      number,
      string,
    ][] = [
      [
        'a wrong offset',
        async () => ['PATCH', await user.create(9), chunk(4), Buffer.alloc(5)],
        409,
        'offset_conflict',
      ],
      [
        'more than was announced',
        async () => ['PATCH', await user.create(9), chunk(0), Buffer.alloc(10)],
        413,
        'payload_too_large',
      ],
      [
        'another body type',
        async () => [
          'PATCH',
          await user.create(9),
          { ...chunk(0), 'Content-Type': 'text/plain' },
          Buffer.alloc(1),
        ],
        415,
        'unsupported_media_type',
      ],
      [
        'a piece without its offset',
        async () => ['PATCH', await user.create(9), { 'Content-Type': chunk(0)['Content-Type'] as string }],
        400,
        'bad_request',
      ],
      ['no version', async () => ['POST', '/api/uploads', { 'Tus-Resumable': '' }], 412, 'tus_version'],
      [
        'another version',
        async () => ['POST', '/api/uploads', { 'Tus-Resumable': '0.2.2' }],
        412,
        'tus_version',
      ],
      ['no length', async () => ['POST', '/api/uploads', {}], 400, 'bad_request'],
      [
        'a length that is none',
        async () => ['POST', '/api/uploads', { 'Upload-Length': '-1' }],
        400,
        'bad_request',
      ],
      [
        'a length to be told later',
        async () => ['POST', '/api/uploads', { 'Upload-Defer-Length': '1' }],
        400,
        'unsupported_extension',
      ],
      [
        'metadata that is none',
        async () => ['POST', '/api/uploads', { 'Upload-Length': '1', 'Upload-Metadata': 'filename ***' }],
        400,
        'bad_request',
      ],
      [
        'a name that is no text',
        async () => ['POST', '/api/uploads', { 'Upload-Length': '1', 'Upload-Metadata': 'filename gAAA' }],
        400,
        'validation_failed',
      ],
      [
        'more than 10 GiB',
        async () => ['POST', '/api/uploads', { 'Upload-Length': String(10 * GIB + 1) }],
        413,
        'payload_too_large',
      ],
      ['an unknown upload', async () => ['HEAD', `/api/uploads/${UNKNOWN}`, {}], 404, ''],
      ['an id that is none', async () => ['PATCH', '/api/uploads/none', chunk(0)], 404, 'not_found'],
      ['another method', async () => ['GET', await user.create(1), {}], 405, 'method_not_allowed'],
    ];
    for (const [what, make, status, code] of refusals) {
      it(`refuses ${what} with ${status}`, async () => {
        const [method, path, headers, body] = await make();
        const answer = await user.send(method, path, headers, body);
        expect(answer.status).toBe(status);
        expect(answer.headers.get('X-Request-Id')).toEqual(expect.any(String));
        expect(answer.headers.get('Tus-Resumable')).toBe('1.0.0');
        if (status === 412) expect(answer.headers.get('Tus-Version')).toBe('1.0.0');
        if (method === 'HEAD') return;
        expect(answer.headers.get('Content-Type')).toMatch(/^application\/problem\+json/);
        expect(answer.problem).toMatchObject({ status, code });
      });
    }

    it('refuses more than 100 MiB in one request, said or not said before', async () => {
      const path = await user.create(GIB);
      const patch = user.openPatch(path, 0, 100 * MIB + 1);
      const [answer] = (await once(patch, 'response')) as [{ statusCode: number }];
      expect(answer.statusCode).toBe(413);
      patch.destroy();
      expect(await user.offset(path)).toBe(0);

      let left = 101;
      const endless = new ReadableStream({
        pull: (controller) => (left-- > 0 ? controller.enqueue(new Uint8Array(MIB)) : controller.close()),
      });
      const unsaid = await user.send('PATCH', path, chunk(0), endless).catch(() => undefined);
      if (unsaid) expect(unsaid.status).toBe(413);
      expect(await user.offset(path)).toBeLessThanOrEqual(100 * MIB);
      expect((await user.send('DELETE', path)).status).toBe(204);
    });
  });

  describe('belong to those who began them', () => {
    it('asks everyone for a token', async () => {
      const path = await user.create(1);
      const stranger = new TusRaw(user.baseUrl, undefined);
      for (const method of ['HEAD', 'PATCH', 'DELETE']) {
        expect((await stranger.send(method, path)).status).toBe(401);
      }
      expect((await stranger.send('POST', '/api/uploads', { 'Upload-Length': '1' })).status).toBe(401);
    });

    it('hides them from everyone else, admins too', async () => {
      const path = await user.create(1);
      for (const name of ['agent', 'admin']) {
        const stranger = new TusRaw(user.baseUrl, await signIn(user.baseUrl, name));
        expect((await stranger.send('HEAD', path)).status).toBe(404);
        expect((await stranger.patch(path, 0, Buffer.alloc(1))).status).toBe(404);
        expect((await stranger.send('DELETE', path)).status).toBe(404);
      }
      expect(await user.offset(path)).toBe(0);
    });
  });

  describe('resume', () => {
    const size = 24 * MIB;

    /** Sends half of a piece and waits until some of it is on the disk. */
    async function sendHalf(
      tus: TusRaw,
      path: string,
      bytes: Buffer,
    ): Promise<ReturnType<TusRaw['openPatch']>> {
      const patch = tus.openPatch(path, 0, bytes.length);
      patch.write(bytes.subarray(0, bytes.length / 2 + 12_345));
      const { file_key } = await rowOf(path);
      await eventually('bytes on the disk', async () => {
        return (await stat(join(stack.storageDir, file_key))).size >= 4 * MIB;
      });
      return patch;
    }

    it('after a connection was cut within a piece, on another process', async () => {
      const bytes = randomBytes(size);
      const path = await user.create(size);
      const patch = await sendHalf(user, path, bytes);
      patch.destroy();
      const offset = await other.offset(path);
      expect(offset).toBeGreaterThanOrEqual(4 * MIB);
      expect(offset).toBeLessThan(size);
      expect((await other.patch(path, offset, bytes.subarray(offset))).status).toBe(204);
      await expectStored(path, bytes);
    });

    it('on another process while the first still waits for a connection that is dead', async () => {
      const bytes = randomBytes(size);
      const path = await user.create(size);
      const patch = await sendHalf(user, path, bytes);
      const offset = await other.offset(path);
      expect((await other.patch(path, offset, bytes.subarray(offset))).status).toBe(204);
      await expectStored(path, bytes);
      patch.destroy();
    });

    it('after the process was killed within a piece', async () => {
      const bytes = randomBytes(size);
      const path = await other.create(size);
      await sendHalf(other, path, bytes);
      await stack.apis[1]?.kill('SIGKILL');
      await stack.apis[1]?.restart();
      const offset = await other.offset(path);
      expect(offset).toBeGreaterThanOrEqual(4 * MIB);
      expect((await other.patch(path, offset, bytes.subarray(offset))).status).toBe(204);
      await expectStored(path, bytes);
    });

    it('when the process was killed between the last byte and its row', async () => {
      const path = await user.create(1000);
      await user.patch(path, 0, Buffer.alloc(1000, 1));
      // As the killed process would have left it.
      await db.query(
        `WITH open AS (UPDATE uploads SET state = 'open', sha256 = NULL, received_bytes = 0 WHERE id = $1 RETURNING file_key)
         DELETE FROM files USING open WHERE key = file_key`,
        [path.split('/').pop()],
      );
      expect(await other.offset(path)).toBe(1000);
      await expectStored(path, Buffer.alloc(1000, 1));
    });

    it('with the bytes of one of two clients that send the same piece at once, and the file whole', async () => {
      const bytes = randomBytes(size);
      const path = await user.create(size);
      const answers = await Promise.all([user.patch(path, 0, bytes), other.patch(path, 0, bytes)]);
      const statuses = answers.map((answer) => answer.status).sort();
      expect(statuses).toEqual([204, 409]);
      const offset = await user.offset(path);
      if (offset < size) await user.patch(path, offset, bytes.subarray(offset));
      await expectStored(path, bytes);
    });
  });

  describe('end', () => {
    const expire = async (path: string): Promise<void> => {
      await db.query(`UPDATE uploads SET expires_at = now() - interval '1 second' WHERE id = $1`, [
        path.split('/').pop(),
      ]);
    };

    it('when their time is over: gone at once, swept with their bytes by the next round', async () => {
      const open = await user.create(100);
      await user.patch(open, 0, Buffer.alloc(50));
      const finished = await user.create(10);
      await user.patch(finished, 0, Buffer.alloc(10));
      const young = await user.create(10);
      for (const path of [open, finished]) await expire(path);
      expect((await user.send('HEAD', open)).status).toBe(410);
      expect(await user.patch(open, 50, Buffer.alloc(50))).toMatchObject({
        status: 410,
        problem: { code: 'upload_expired' },
      });

      await stack.apis[1]?.restart();
      for (const path of [open, finished]) {
        const { file_key } = await eventually('the sweeper to have passed', async () => {
          const row = await rowOf(path);
          return row.state === 'expired' && row;
        });
        await eventually('the bytes to be gone', () =>
          stat(join(stack.storageDir, file_key)).then(
            () => false,
            () => true,
          ),
        );
        expect(await rows(db, 'SELECT 1 FROM files WHERE key = $1', [file_key])).toEqual([]);
      }
      expect((await user.send('HEAD', open)).status).toBe(410);
      expect(await user.offset(young)).toBe(0);
    });

    it('before they begin, with 507, when the space is promised to others', async () => {
      await db.query(
        `INSERT INTO uploads (id, tenant_id, owner_id, file_key, filename, bytes, expires_at)
         SELECT $1, tenant_id, id, 'uploads/none/promised', 'huge', 1::bigint << 60, now() + interval '1 hour'
         FROM users LIMIT 1`,
        [UNKNOWN],
      );
      const answer = await user.send('POST', '/api/uploads', { 'Upload-Length': '1' });
      expect(answer).toMatchObject({ status: 507, problem: { status: 507, code: 'insufficient_storage' } });
      expect(answer.headers.get('Content-Type')).toMatch(/^application\/problem\+json/);
      await db.query('DELETE FROM uploads WHERE id = $1', [UNKNOWN]);
      expect(await user.create(1)).toEqual(expect.any(String));
    });

    it('at their creation when its body is refused, leaving nothing behind', async () => {
      const count = 'SELECT count(*)::int AS n FROM uploads';
      const [before] = await rows(db, count);
      const answer = await user.send(
        'POST',
        '/api/uploads',
        { ...chunk(0), 'Upload-Length': '5' },
        Buffer.alloc(9),
      );
      expect(answer.status).toBe(413);
      expect(await rows(db, count)).toEqual([before]);
    });
  });
});

const UNKNOWN = '01a9c0de-0000-7000-8000-000000000000';

function chunk(offset: number): Record<string, string> {
  return { 'Upload-Offset': String(offset), 'Content-Type': 'application/offset+octet-stream' };
}
