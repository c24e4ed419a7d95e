import { after, before, describe, it } from 'node:test';
import { rows } from '@sluice/kernel/db';
import { expect } from 'expect';
import { type ApiAnswer } from '../../http/testing/running-api';
import { cancelAnswer, madeAnswer, retryAnswer } from './content.answers';
import {
  type ContentApi,
  CREATOR,
  type Ended,
  expectAsDocumented,
  listOf,
  startContentApi,
  UNKNOWN_ID,
} from './testing/content-api';

const REMOVED: Ended = {
  message: 'Content removed',
  before: { isRemoved: false, removalReason: null },
  versionAfter: 4,
};
const MISSING: Ended = { error: 'Content not found' };

describe('moves on batches of contents', () => {
  let api: ContentApi;

  before(async () => {
    api = await startContentApi();
  });
  after(() => api?.stop());

  const move = (id: string, name: string, as = 'creator', headers = {}): Promise<ApiAnswer> =>
    api.post(as, `/api/batches/${id}/${name}`, undefined, headers);
  const batch = async (id: string): Promise<Record<string, unknown>> =>
    (await api.get(`/api/batches/${id}`)).body;

  describe('cancel', () => {
    it('keeps what is done, says what was not, and can be said twice', async () => {
      const id = await api.newBatch(['a', 'b', 'a', 'c', 'd']);
      await api.end(id, { 1: REMOVED, 4: MISSING });
      const answer = await move(id, 'cancel');
      expectAsDocumented(cancelAnswer, answer);
      const message = 'Cancelled by creator: 2 of 5 items were done, 1 failed';
      expect(answer.body).toEqual({
        batchId: id,
        status: 'failed',
        message,
        totalItems: 5,
        successCount: 2,
        failureCount: 1,
        notProcessedCount: 2,
        notProcessed: ['b', 'd'],
        unsettledCount: 0,
        unsettled: [],
      });
      expect(await api.jobs(id)).toEqual([]);
      expect(await batch(id)).toMatchObject({
        status: 'failed',
        errorMessage: message,
        results: [{ contentId: 'a' }, { contentId: 'a' }, { contentId: 'c' }],
        progressPercentage: 60,
      });
      expect((await move(id, 'cancel')).body).toEqual(answer.body);
      expect(await api.audit(id)).toEqual([
        'content.batch.create by creator',
        'content.batch.cancel by creator',
      ]);
    });

    it('leaves to the chain what the chain has', async () => {
      const id = await api.newBatch(['a', 'b', 'c', 'b']);
      await api.addCall(id, 1, 'refused');
      await api.addCall(id, 2, 'stored');
      await api.db.query(
        `UPDATE content_batch_items SET status = 'sent' WHERE batch_id = $1 AND position = 3`,
        [id],
      );
      const { body } = await move(id, 'cancel');
      expect(body).toMatchObject({ notProcessed: ['a'], unsettledCount: 3, unsettled: ['b', 'c', 'b'] });
      expect(await move(id, 'revert')).toMatchObject({ status: 409, body: { error: 'not_settled' } });
      await api.addCall(id, 3, 'accepted');
      expect((await move(id, 'retry')).body).toMatchObject({ retriedCount: 1 });
      expect(await api.jobs(id)).toEqual(['content.apply-items 1-1']);
    });

    it('cannot be known to be over where an answer of the chain never came', async () => {
      const id = await api.newBatch(['a', 'b']);
      await api.addCall(id, 2, 'accepted');
      await api.end(id, { 1: REMOVED, 2: { error: 'On-chain update failed', reason: 'unknown: no answer' } });
      expect(await move(id, 'revert')).toMatchObject({ status: 409, body: { error: 'not_settled' } });
      expect((await move(id, 'retry')).body).toMatchObject({ retriedCount: 1 });
    });

    it('is refused once the batch has ended by itself', async () => {
      const id = await api.newBatch(['a']);
      await api.end(id, { 1: MISSING });
      expect(await move(id, 'cancel')).toMatchObject({ status: 409, body: { error: 'already_ended' } });
      expect((await batch(id))['status']).toBe('completed');
    });
  });

  describe('retry', () => {
    it('does again what failed, and counts it no more', async () => {
      const id = await api.newBatch(['a', 'b', 'c', 'b']);
      await api.end(id, { 1: REMOVED, 2: MISSING, 3: REMOVED });
      expect(await batch(id)).toMatchObject({ status: 'completed', successCount: 2, failureCount: 2 });
      const answer = await move(id, 'retry');
      expectAsDocumented(retryAnswer, answer, 202);
      expect(answer.body).toMatchObject({ batchId: id, status: 'pending', totalItems: 4, retriedCount: 1 });
      expect(await api.jobs(id)).toEqual(['content.apply-items 2-2']);
      expect(await batch(id)).toMatchObject({
        status: 'pending',
        successCount: 2,
        failureCount: 0,
        completedAt: null,
        results: [{ contentId: 'a' }, { contentId: 'c' }],
      });
      expect((await move(id, 'retry')).body).toMatchObject({ error: 'still_running' });
      await api.end(id, { 2: REMOVED });
      expect(await batch(id)).toMatchObject({ status: 'completed', successCount: 4, failureCount: 0 });
      expect(await move(id, 'retry')).toMatchObject({ status: 409, body: { error: 'nothing_failed' } });
      expect(await api.audit(id)).toEqual([
        'content.batch.create by creator',
        'content.batch.retry by creator',
      ]);
    });

    it('goes on where a cancel has stopped', async () => {
      const id = await api.newBatch(['a', 'b', 'c']);
      await api.end(id, { 1: REMOVED });
      await move(id, 'cancel');
      expect((await move(id, 'retry', 'admin')).body).toMatchObject({ retriedCount: 2 });
      expect(await batch(id)).toMatchObject({ status: 'pending', successCount: 1, errorMessage: null });
      expect(await api.jobs(id)).toEqual(['content.apply-items 2-3']);
    });
  });

  describe('revert', () => {
    it('is a new batch of what succeeded, with what was there before', async () => {
      const id = await api.newBatch(['a', 'b', 'a', 'c']);
      await api.end(id, { 1: REMOVED, 2: MISSING, 4: { ...REMOVED, versionAfter: 9 } });
      const answer = await move(id, 'revert');
      expectAsDocumented(madeAnswer, answer, 202);
      const revertId = answer.body['batchId'] as string;
      expect(answer.body).toEqual({
        message: 'Batch revert initiated',
        batchId: revertId,
        status: 'pending',
        totalItems: 2,
      });
      expect(answer.headers.get('Location')).toBe(`/api/batches/${revertId}`);
      expect(await batch(revertId)).toMatchObject({
        creator: CREATOR,
        operationType: 'revert',
        revertsId: id,
        parameters: {},
      });
      const items = await rows(
        api.db,
        `SELECT position, content_id, values, expected_version, status FROM content_batch_items
         WHERE batch_id = $1 ORDER BY position`,
        [revertId],
      );
      const values = { isRemoved: false, removalReason: null };
      expect(items).toEqual([
        { position: 1, content_id: 'a', values, expected_version: 4, status: 'pending' },
        { position: 2, content_id: 'c', values, expected_version: 9, status: 'pending' },
      ]);
      expect(await api.jobs(revertId)).toEqual(['content.apply-items 1-2']);
      expect(await api.audit(revertId)).toEqual(['content.batch.revert by creator']);
    });

    it('is told of by the batch that it puts back, the newest one, and tells what each content has of it', async () => {
      const id = await api.newBatch(['a']);
      await api.end(id, { 1: REMOVED });
      const first = (await move(id, 'revert')).body['batchId'] as string;
      expect(await batch(id)).toMatchObject({ revertsId: null, revertedBy: first });
      await api.end(first, { 1: { error: 'Changed since' } });
      const newest = (await move(id, 'revert')).body['batchId'] as string;
      expect(await batch(id)).toMatchObject({ revertedBy: newest });
      const listed = listOf(await api.get(`/api/batches/creator/${CREATOR}?limit=3`));
      expect(listed.map(({ revertedBy }) => revertedBy)).toEqual([null, null, newest]);

      const wasRemoved = { isRemoved: true, removalReason: null };
      await api.end(newest, { 1: { message: 'Reverted', before: wasRemoved, versionAfter: 5 } });
      const after = { isRemoved: false, removalReason: null };
      expect((await batch(newest))['changes']).toEqual([{ contentId: 'a', before: wasRemoved, after }]);
    });

    it('can be reverted, cancelled and retried itself', async () => {
      const id = await api.newBatch(['a', 'b']);
      await api.end(id, { 1: REMOVED, 2: REMOVED });
      const { body } = await move(id, 'revert');
      const revertId = body['batchId'] as string;
      expect(await move(revertId, 'revert')).toMatchObject({ status: 409, body: { error: 'not_ended' } });
      expect((await move(revertId, 'cancel')).body).toMatchObject({ notProcessed: ['a', 'b'] });
      expect((await move(revertId, 'retry')).status).toBe(202);
      const back: Ended = { message: 'Reverted', before: { isRemoved: true }, versionAfter: 5 };
      await api.end(revertId, { 1: back, 2: { error: 'Changed since' } });
      expect((await move(revertId, 'revert')).body).toMatchObject({ totalItems: 1 });
    });

    it('is refused while the batch works, and where it has changed nothing', async () => {
      const id = await api.newBatch(['a']);
      expect(await move(id, 'revert')).toMatchObject({ status: 409, body: { error: 'not_ended' } });
      await api.end(id, { 1: MISSING });
      expect(await move(id, 'revert')).toMatchObject({ status: 409, body: { error: 'nothing_to_revert' } });
    });

    it('is made once under one key', async () => {
      const id = await api.newBatch(['a']);
      await api.end(id, { 1: REMOVED });
      const headers = { 'Idempotency-Key': 'revert-once' };
      const first = await move(id, 'revert', 'creator', headers);
      expect((await move(id, 'revert', 'creator', headers)).text).toBe(first.text);
      const mine = listOf(await api.get(`/api/batches/creator/${CREATOR}?limit=100`));
      expect(mine.filter(({ revertsId }) => revertsId === id)).toHaveLength(1);
    });
  });

  it('are for the creator and the admins of the tenant', async () => {
    const id = await api.newBatch(['a', 'b']);
    for (const name of ['cancel', 'retry', 'revert']) {
      for (const as of ['rival', 'user', 'namesake', 'overseer']) {
        const answer = await move(id, name, as);
        expect([name, as, answer.status, answer.body['error']]).toEqual([name, as, 403, 'forbidden']);
      }
    }
    expect((await move(id, 'cancel', 'admin')).status).toBe(200);
    expect((await move(id, 'retry', 'admin')).status).toBe(202);
    await api.end(id, { 1: REMOVED, 2: REMOVED });
    expect((await move(id, 'revert', 'admin')).status).toBe(202);
    const made = await api.newBatch(['a'], 'admin', CREATOR);
    expect((await move(made, 'cancel')).status).toBe(200);
  });

  it('need a batch: an id that is none of content’s can be reverted by nobody', async () => {
    for (const id of [UNKNOWN_ID, 'nonsense', '%00']) {
      const answer = await move(id, 'revert');
      expect([answer.status, Object.keys(answer.body)]).toEqual([404, ['error', 'message']]);
    }
  });
});
