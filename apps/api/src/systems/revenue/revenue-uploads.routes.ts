import { isTransient, type Sql } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import { type SubjectLoader } from '@sluice/kernel/events';
import { REVENUE_QUEUE } from '@sluice/systems/revenue';
import { ANYONE_SIGNED_IN, defineRoute, type Reply, type Route, type RouteContext } from '../../http/route';
import { type UploadRefusals } from '../../http/uploads';
import { type Waited } from '../../http/waiting';
import { type SystemDeps } from '../../systems';
import { batchUploadAnswer, uploadAnswer } from './revenue.answers';
import { batchUploadFields, uploadFields } from './revenue.schemas';
import { batchStates, fileStates } from './revenue.states';
import { MAX_FILES, RevenueUploads, tooManyFiles } from './revenue.uploads';
import { senderOf } from './sender';
import { singleReply, type SingleUpload, wholeReply, type WholeUpload } from './upload-results';

/** The document prints finished results, so an upload waits for them, within reason. */
const WAIT_SECONDS = 10;

/** All of them 400: PRODUCT §6. */
const refusals: UploadRefusals = {
  tooMany: tooManyFiles,
  tooLarge: (maxBytes) => {
    const mebibytes = Math.floor(maxBytes / 2 ** 20);
    return new AppError(
      'file_too_large',
      400,
      `ไฟล์มีขนาดใหญ่เกินไป (สูงสุด ${mebibytes} MB) กรุณาส่งไฟล์ใหญ่เป็นส่วน ๆ ที่ /api/uploads แล้วใช้ upload_id`,
    );
  },
};

/** Files in: one at a time, or several as a batch. */
export function revenueUploadRoutes(deps: SystemDeps): Route[] {
  const uploads = new RevenueUploads(deps);
  return [singleRoute(uploads, waiterOf(deps)), wholeRoute(uploads, waiterOf(deps))];
}

function singleRoute(uploads: RevenueUploads, waiter: Waiter): Route {
  return defineRoute({
    method: 'post',
    path: '/api/revenue/upload',
    summary:
      'Upload a DBF, CSV, TXT or ZIP (file, or upload_id of a finished upload), into a batch or by itself',
    access: ANYONE_SIGNED_IN,
    upload: { system: 'revenue', files: [{ name: 'file', maxCount: 1 }], refusals },
    body: uploadFields,
    idempotent: true,
    responses: {
      200: { description: 'Ended while the client waited; data.success says how', schema: uploadAnswer },
      202: { description: 'Still being processed', schema: uploadAnswer },
    },
    async handler(request) {
      const { actor, address, body, files, headers, requestId, keepAnswer } = request;
      const replyOf = (upload: SingleUpload): Reply => singleReply(upload, requestId);
      const form = { files, uploadId: body.upload_id, batchId: body.batchId };
      const keep = (sql: Sql, made: SingleUpload): Promise<void> => keepAnswer(sql, replyOf(made));
      const made = await uploads.single(actor, senderOf(actor, address, headers), form, keep);
      const { file } = made;
      const waited = await (file.fileType === 'ZIP'
        ? waiter.untilBatchEnds(String(file.batchId), request)
        : waiter.untilFileEnds(file.id, request));
      const reply = replyOf(await outcomeOf(made, waited, () => uploads.singleNow(made)));
      return { ...reply, headers: { ...reply.headers, ...waited.headers } };
    },
  });
}

function wholeRoute(uploads: RevenueUploads, waiter: Waiter): Route {
  return defineRoute({
    method: 'post',
    path: '/api/revenue/upload/batch',
    summary: `Upload up to ${MAX_FILES} files as a batch of their own; memo files go to their tables`,
    access: ANYONE_SIGNED_IN,
    upload: { system: 'revenue', files: [{ name: 'files', maxCount: MAX_FILES }], refusals },
    body: batchUploadFields,
    idempotent: true,
    responses: {
      200: { description: 'All files have ended while the client waited', schema: batchUploadAnswer },
      202: { description: 'Some are still being processed', schema: batchUploadAnswer },
    },
    async handler(request) {
      const { actor, address, body, files, headers, keepAnswer } = request;
      const form = { files, uploadIds: body.upload_id ?? [], batchName: body.batchName };
      const keep = (sql: Sql, made: WholeUpload): Promise<void> => keepAnswer(sql, wholeReply(made));
      const made = await uploads.whole(actor, senderOf(actor, address, headers), form, keep);
      const waited = await waiter.untilBatchEnds(made.batch.id, request);
      const reply = wholeReply(await outcomeOf(made, waited, () => uploads.wholeNow(made)));
      return { ...reply, headers: { ...reply.headers, ...waited.headers } };
    },
  });
}

type Waitable = Pick<RouteContext<unknown, unknown, unknown, unknown>, 'headers' | 'hangUp'>;
interface Waiter {
  untilFileEnds(fileId: string, request: Waitable): Promise<Waited>;
  untilBatchEnds(batchId: string, request: Waitable): Promise<Waited>;
}

function waiterOf({ db, live }: SystemDeps): Waiter {
  const waitWith = (load: SubjectLoader) => {
    return (subjectId: string, { headers: { prefer }, hangUp }: Waitable): Promise<Waited> => {
      const [queue, defaultSeconds, signal] = [REVENUE_QUEUE, WAIT_SECONDS, hangUp()];
      return live.waiting.wait({ subjectId, load, queue, prefer, defaultSeconds, signal });
    };
  };
  return { untilFileEnds: waitWith(fileStates(db)), untilBatchEnds: waitWith(batchStates(db)) };
}

/**
 * What has become of an upload; as it was made for a client that does not wait. What was accepted stays
 * accepted, also when it was deleted since or the database is away just now.
 */
async function outcomeOf<T>(made: T, { hasWaited }: Waited, load: () => Promise<T | undefined>): Promise<T> {
  if (!hasWaited) return made;
  try {
    return (await load()) ?? made;
  } catch (error) {
    if (isTransient(error)) return made;
    throw error;
  }
}
