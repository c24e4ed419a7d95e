import { isTransient, type Sql } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import { AUDIENCE_QUEUE } from '@sluice/systems/audience';
import { parsePrefer } from '../../http/prefer';
import { ANYONE_SIGNED_IN, defineRoute, type Reply, type Route, type RouteContext } from '../../http/route';
import { type ReceivedFile } from '../../http/uploads';
import { validate } from '../../http/validation';
import { type SystemDeps } from '../../systems';
import { batchAnswer, fileAnswer } from './audience.answers';
import { batchReply, fileReply, UPLOADS_PATH } from './audience.presenter';
import {
  DELIMITERS,
  fieldNames,
  fileFields,
  type FileFields,
  uploadQuery,
  type UploadQuery,
} from './audience.schemas';
import { uploadStates } from './audience.states';
import { AudienceUploads, type FileForm, type MadeBatch } from './audience.uploads';
import { bodySchema } from './inspect-body';
import { type MadeUpload } from './new-upload';

const MAX_BODY_BYTES = 5 * 1024 * 1024;

/** Records in: the body of the document, or a file. */
export function audienceUploadRoutes(deps: SystemDeps): Route[] {
  const uploads = new AudienceUploads(deps);
  const wait = waitWith(deps, uploads);
  return [
    defineRoute({
      method: 'post',
      path: UPLOADS_PATH,
      summary: `Upload up to ${deps.config.maxBatchSize} records as JSON`,
      access: ANYONE_SIGNED_IN,
      rawBody: {
        system: 'audience',
        type: 'application/json',
        maxBytes: MAX_BODY_BYTES,
        schema: bodySchema,
      },
      query: uploadQuery,
      idempotent: true,
      responses: {
        200: { description: 'Taken; a worker loads it', schema: batchAnswer },
        202: {
          description: 'The same, for a client with a preference, before it was loaded',
          schema: batchAnswer,
        },
      },
      async handler(request) {
        const { actor, query, files, headers, keepAnswer } = request;
        const { respondAsync, waitSeconds } = parsePrefer(headers.prefer);
        const isAsked = respondAsync || waitSeconds !== undefined;
        const keep = (sql: Sql, made: MadeBatch): Promise<void> => keepAnswer(sql, batchReply(made, isAsked));
        const [body] = files as [ReceivedFile];
        const made = await uploads.createFromBody(actor, body, query.on_error ?? 'reject', keep);
        return wait(made, request, (now) => batchReply(now, isAsked));
      },
    }),
    defineRoute({
      method: 'post',
      path: `${UPLOADS_PATH}/file`,
      summary:
        'Upload records as CSV, JSON or NDJSON (file, or upload_id of a finished upload), as many as there are',
      access: ANYONE_SIGNED_IN,
      upload: { system: 'audience', files: [{ name: 'file', maxCount: 1 }] },
      query: uploadQuery,
      body: fileFields,
      idempotent: true,
      responses: {
        200: { description: 'Ended while the client waited (Prefer: wait)', schema: fileAnswer },
        202: { description: 'Accepted; poll its progress', schema: fileAnswer },
      },
      async handler(request) {
        const { actor, query, body, files, keepAnswer } = request;
        const keep = (sql: Sql, made: MadeUpload): Promise<void> => keepAnswer(sql, fileReply(made));
        const made = await uploads.createFromFile(actor, formOf(body, query, files), keep);
        return wait(made, request, fileReply);
      },
    }),
  ];
}

type Waitable = Pick<RouteContext<unknown, unknown, unknown, unknown>, 'headers' | 'hangUp'>;

/** Waits when the client wants that. What was accepted stays accepted, also when the database is away just then. */
function waitWith({ db, live }: SystemDeps, uploads: AudienceUploads) {
  const load = uploadStates(db);
  return async <T extends MadeUpload>(
    made: T,
    { headers: { prefer }, hangUp }: Waitable,
    replyOf: (now: T) => Reply,
  ): Promise<Reply> => {
    const { hasWaited, headers } = await live.waiting.wait({
      subjectId: made.upload.uploadId,
      load,
      queue: AUDIENCE_QUEUE,
      prefer,
      defaultSeconds: 0,
      signal: hangUp(),
    });
    const reply = replyOf((hasWaited ? await nowOf(uploads, made) : undefined) ?? made);
    return { ...reply, headers: { ...reply.headers, ...headers } };
  };
}

async function nowOf<T extends MadeUpload>(uploads: AudienceUploads, made: T): Promise<T | undefined> {
  try {
    return await uploads.now(made);
  } catch (error) {
    if (isTransient(error)) return undefined;
    throw error;
  }
}

function formOf(fields: FileFields, query: UploadQuery, [file]: ReceivedFile[]): FileForm {
  const { upload_id: uploadId, upload_name: uploadName, delimiter } = fields;
  if ((file === undefined) === (uploadId === undefined)) {
    throw invalid('A file is required in "file", or a finished upload in "upload_id", and not both');
  }
  return {
    source: file ? { file } : { uploadId: uploadId as string },
    uploadName,
    fields: fields.fields === undefined ? undefined : fieldsOf(fields.fields),
    onError: query.on_error ?? fields.on_error ?? 'reject',
    delimiter: delimiter === undefined ? undefined : DELIMITERS[delimiter],
  };
}

function fieldsOf(text: string): string[] {
  const given = text.trim().startsWith('[') ? parsed(text) : text.split(',').map((name) => name.trim());
  return validate<string[]>(fieldNames, given, 'refused');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('"fields" must be a JSON array of names, or names with commas between');
  }
}

function invalid(message: string): AppError {
  return new AppError('validation_failed', 400, message);
}
