import { type Config } from '@sluice/kernel/config';
import { type Database, type Sql } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import { type Admission } from '@sluice/kernel/queue';
import { type FileStore } from '@sluice/kernel/storage';
import { AudienceUpload, fieldNameOf, IDENTITY_FIELDS, type OnError } from '@sluice/systems/audience';
import { type EntityManager } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import { type Actor } from '../../auth';
import { type ReceivedFile } from '../../http/uploads';
import { claimUpload } from '../../uploads';
import { auditUpload } from './audience.audit';
import { shortenedName } from './audience.schemas';
import { fileFormatOf } from './file-format';
import { inspectBody, type InspectedBody } from './inspect-body';
import { insertUpload, type MadeUpload, type NewUpload } from './new-upload';
import { type RecordFault } from './record-judge';

export interface AudienceUploadsDeps {
  config: Config;
  db: Database;
  store: FileStore;
  admission: Admission;
}

/** A body that was taken, and what of it was not. */
export interface MadeBatch extends MadeUpload {
  body: InspectedBody;
}

/** What a form holds. */
export interface FileForm {
  source: { file: ReceivedFile } | { uploadId: string };
  uploadName: string | undefined;
  fields: string[] | undefined;
  onError: OnError;
  delimiter: string | undefined;
}

/** Runs in the transaction that makes what is given to it. */
type OnMade<T> = (sql: Sql, made: T) => Promise<void>;

/** Faults that a refusal names. */
const MAX_OFFENDERS = 10;

/** Uploads on their way in: row, file, job and audit in one commit, then the work is on its way. */
export class AudienceUploads {
  constructor(private readonly deps: AudienceUploadsDeps) {}

  /**
   * Takes a body that is in the store already.
   * @throws AppError 400 for a body that is not as the document has it, or with records of nobody, unless they may
   *   stay out and are not all
   */
  async createFromBody(
    actor: Actor,
    file: ReceivedFile,
    onError: OnError,
    onMade: OnMade<MadeBatch>,
  ): Promise<MadeBatch> {
    const { config, store } = this.deps;
    const body = await inspectBody(store, file.key, config.maxBatchSize);
    const { faultCount, recordCount } = body;
    if (faultCount > 0 && (onError === 'reject' || faultCount === recordCount)) throw badRecords(body);
    const hasGivenFields = body.givenFields !== null;
    const upload = {
      uploadName: body.uploadName,
      format: 'envelope' as const,
      originalName: null,
      delimiter: null,
      onError,
      fields: body.givenFields?.map(fieldNameOf) ?? body.keys,
      hasGivenFields,
      rowsReceived: recordCount,
    };
    return this.run(async (sql) => {
      const made = { ...(await insertUpload(sql, actor, uuidv7(), { ...upload, file })), body };
      const counts = { records: recordCount, badRecords: faultCount };
      await auditUpload(sql, actor, 'audience.upload.create', made.upload.uploadId, {
        bytes: file.bytes,
        onError,
        ...counts,
      });
      await onMade(sql, made);
      return made;
    });
  }

  /**
   * Takes a file, to be read by a worker.
   * @throws AppError 400 for a file of another kind, and what `claimUpload` throws
   */
  async createFromFile(actor: Actor, form: FileForm, onMade: OnMade<MadeUpload>): Promise<MadeUpload> {
    const { source, onError } = form;
    return this.run(async (sql) => {
      const id = uuidv7();
      const file =
        'file' in source
          ? source.file
          : await claimUpload(sql, actor, source.uploadId, `audience.upload:${id}`);
      const { format, delimiter } = await fileFormatOf(this.deps.store, file);
      if (form.delimiter !== undefined && format !== 'csv') throw notDelimited();
      const originalName = nameOf(file.originalName);
      const upload: NewUpload = {
        uploadName: form.uploadName ?? shortenedName(originalName),
        format,
        originalName,
        delimiter: form.delimiter ?? delimiter,
        onError,
        fields: form.fields?.map(fieldNameOf) ?? [],
        hasGivenFields: form.fields !== undefined,
        rowsReceived: 0,
        file,
      };
      const made = await insertUpload(sql, actor, id, upload);
      await auditUpload(sql, actor, 'audience.upload.create', made.upload.uploadId, {
        bytes: file.bytes,
        onError,
        format,
      });
      await onMade(sql, made);
      return made;
    });
  }

  /** How an upload has come on since. */
  async now<T extends MadeUpload>(made: T): Promise<T | undefined> {
    const upload = await this.deps.db.manager.findOneBy(AudienceUpload, { id: made.upload.id });
    return upload ? { ...made, upload } : undefined;
  }

  private async run<T extends MadeUpload>(work: (sql: EntityManager) => Promise<T>): Promise<T> {
    const made = await this.deps.db.transaction(work);
    this.deps.admission.kick();
    return made;
  }
}

/** The file's own name, without the folders it was in. */
function nameOf(originalName: string): string {
  const name = originalName
    .replace(/^.*[\\/]/s, '')
    .replace(/[\u0000-\u001f\u007f]/g, ' ')
    .trim();
  return name === '' ? 'upload' : name.slice(-255);
}

function badRecords({ faultCount, recordCount, faults }: InspectedBody): AppError {
  const offenders = faults.slice(0, MAX_OFFENDERS);
  const sentences = offenders.map(({ record, message }) => `record ${record} ${message}`);
  const more = faultCount > offenders.length ? `; and ${faultCount - offenders.length} more` : '';
  return new AppError(
    'bad_records',
    400,
    `${faultCount} of ${recordCount} records can’t be taken, each needs at least one well-formed of ` +
      `${IDENTITY_FIELDS.join(', ')}: ${sentences.join('; ')}${more}`,
    { details: offenders.map(presentFault) },
  );
}

/** A fault as answers tell it. */
export function presentFault({ record, code, field, message }: RecordFault) {
  return { record, code, field, message: `Record ${record} ${message}` };
}

function notDelimited(): AppError {
  return new AppError('validation_failed', 400, '"delimiter" is for CSV files; this file is another kind');
}
