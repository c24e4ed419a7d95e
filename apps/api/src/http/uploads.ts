import { AppError } from '@sluice/kernel/errors';
import { type Log } from '@sluice/kernel/log';
import { deleteFiles, type FileStore, newFileKey, type StoredFile } from '@sluice/kernel/storage';
import { type Request, type Response } from 'express';
import multer, { MulterError, type StorageEngine } from 'multer';
import { runMiddleware, tooLarge, unsupportedType } from './body';
import { limitedBody } from './limited-body';

/** What a multipart route takes. */
export interface UploadRules {
  /** First part of the keys in the store. */
  system: string;
  /** File fields and how many files each may have. */
  files: { name: string; maxCount: number }[];
  /** Bytes that a file may have; without it those of a request. */
  maxFileBytes?: number;
  /** Text fields that a form may have. Default 50. */
  maxFields?: number;
  /** A system's own words for forms that are refused; without them 413 and 400 in ours. */
  refusals?: UploadRefusals;
}

export interface UploadRefusals {
  /** For more bytes than a request, or a file, may have. */
  tooLarge?: (maxBytes: number) => AppError;
  /** For more files than a field may have. */
  tooMany?: (field: string, maxCount: number) => AppError;
}

/** A file that came with a request and is safe in the store. */
export interface ReceivedFile extends StoredFile {
  field: string;
  /** As the sender named it, folders and all: data, never a path of ours. */
  originalName: string;
}

const FORM = 'multipart/form-data';
/** A text field of a form; ids and names, never documents. */
const MAX_FIELD_BYTES = 64 * 1024;
const MAX_FIELDS = 50;
/** What a form has besides its files: fields, names, boundaries. */
const FORM_BYTES = 1024 * 1024;
/** Fewer, larger chunks on their way to the disk; multer knows these options, its typings not yet. */
const LARGE_CHUNKS = { highWaterMark: 1024 * 1024, fileHwm: 1024 * 1024 };

/** Bytes of a request that rules allow, where any request may have `maxBytes`. */
export function maxFormBytes({ files, maxFileBytes = Infinity }: UploadRules, maxBytes: number): number {
  const count = files.reduce((sum, { maxCount }) => sum + maxCount, 0);
  return Math.min(maxBytes, count * maxFileBytes + FORM_BYTES);
}

/** Streams the files of a form into the store; what was stored is removed again when the form is refused. */
export class UploadReader {
  constructor(
    readonly store: FileStore,
    private readonly maxBytes: number,
    private readonly log: Log,
  ) {}

  /**
   * @returns the text fields and the files, each in the order they came
   * @throws AppError 400 for a form that is not well-formed or has other files than the rules allow, 413 for
   *   one that is too large (both or what the rules say instead), 415 for anything but a form
   */
  async read(
    request: Request,
    response: Response,
    rules: UploadRules,
  ): Promise<{ fields: unknown; files: ReceivedFile[] }> {
    const isPlain = (request.get('Content-Encoding') ?? 'identity') === 'identity';
    if (!request.is(FORM) || !isPlain) throw unsupportedType(FORM);
    const incoming = new IncomingFiles(this.store, rules.system);
    const form = multer({
      storage: incoming.engine,
      defParamCharset: 'utf8',
      preservePath: true,
      limits: {
        files: rules.files.reduce((sum, { maxCount }) => sum + maxCount, 0),
        fields: rules.maxFields ?? MAX_FIELDS,
        ...(rules.maxFileBytes !== undefined && { fileSize: rules.maxFileBytes }),
        fieldSize: MAX_FIELD_BYTES,
        fieldNameSize: 200,
        headerPairs: 20,
        fieldNestingDepth: 1,
        fieldArrayIndexLimit: 100,
      },
      ...LARGE_CHUNKS,
    }).fields(rules.files);
    const body = limitedBody(request, maxFormBytes(rules, this.maxBytes), rules.refusals?.tooLarge);
    try {
      await runMiddleware(form, body, response);
    } catch (error) {
      await incoming.settled();
      await this.discard(incoming.files);
      throw incoming.storeFailure ?? formProblem(error, rules);
    }
    return { fields: body.body, files: incoming.files };
  }

  /** Removes files of a request that was refused. */
  async discard(files: ReceivedFile[]): Promise<void> {
    await deleteFiles(
      this.store,
      files.map((file) => file.key),
      this.log,
    );
  }
}

/** The files of one form on their way into the store. */
class IncomingFiles {
  /** Set when it was the store that failed, and not the form. */
  storeFailure: unknown;
  private readonly received: (ReceivedFile | undefined)[] = [];
  private readonly puts: Promise<void>[] = [];

  constructor(
    private readonly store: FileStore,
    private readonly system: string,
  ) {}

  /** Those that are in the store. */
  get files(): ReceivedFile[] {
    return this.received.filter((file) => file !== undefined);
  }

  /** Resolves when nothing is being written any more: multer does not wait for that when a client goes away. */
  async settled(): Promise<void> {
    await Promise.all(this.puts);
  }

  readonly engine: StorageEngine = {
    _handleFile: (_request, { stream, fieldname, originalname }, done) => {
      const position = this.received.push(undefined) - 1;
      const put = this.store.put(newFileKey(this.system), stream).then(
        (stored) => {
          // Postgres has no text with NUL in it.
          const originalName = originalname.replaceAll('\0', '\uFFFD');
          this.received[position] = { ...stored, field: fieldname, originalName };
          done(null, { size: stored.bytes });
        },
        (error: unknown) => {
          if (error !== stream.errored) this.storeFailure ??= error;
          done(error);
        },
      );
      this.puts.push(put);
    },
    // All that was stored is discarded by the reader, whichever file failed.
    _removeFile: (_request, _file, done) => done(null),
  };
}

/** Errors of multer, and of the parser below it, which throws plain ones for forms that are broken. */
function formProblem(error: unknown, rules: UploadRules): AppError {
  if (error instanceof AppError) return error;
  const { message } = error as Error;
  if (!(error instanceof MulterError)) {
    return new AppError('malformed_form', 400, `The form is not well-formed: ${message}`, { cause: error });
  }
  if (error.code === 'LIMIT_FILE_SIZE' && rules.maxFileBytes !== undefined) {
    return (rules.refusals?.tooLarge ?? tooLarge)(rules.maxFileBytes);
  }
  const crowded = crowdedField(error, rules);
  if (crowded) return (rules.refusals?.tooMany ?? tooMany)(crowded.name, crowded.maxCount);
  const field = error.field === undefined ? '' : ` (field ${JSON.stringify(error.field)})`;
  return new AppError('bad_upload', 400, `${message}${field}`, { cause: error });
}

/**
 * The field that has more files than it may. multer calls the file too many an unexpected one, or, when it is
 * one more than all fields together may have, does not say which field it is in: then it is the largest.
 */
function crowdedField(
  { code, field }: MulterError,
  { files }: UploadRules,
): UploadRules['files'][number] | undefined {
  if (code === 'LIMIT_UNEXPECTED_FILE') return files.find(({ name }) => name === field);
  if (code !== 'LIMIT_FILE_COUNT') return undefined;
  return [...files].sort((one, other) => other.maxCount - one.maxCount)[0];
}

function tooMany(field: string, maxCount: number): AppError {
  const files = maxCount === 1 ? '1 file' : `${maxCount} files`;
  return new AppError('too_many_files', 400, `The field "${field}" takes at most ${files}`);
}
