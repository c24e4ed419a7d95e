import { deleteFiles, type FileStore, newFileKey, type StoredFile } from '@sluice/kernel/storage';
import { AppError } from '@sluice/kernel/errors';
import { type Log } from '@sluice/kernel/log';
import { type Request, type Response } from 'express';
import multer, { type StorageEngine } from 'multer';
import { runMiddleware, tooLarge } from './body';

/** What a multipart route takes. */
export interface UploadRules {
  /** First part of the keys in the store. */
  system: string;
  /** File fields and how many files each may have. */
  files: { name: string; maxCount: number }[];
}

/** A file that came with a request and is safe in the store. */
export interface ReceivedFile extends StoredFile {
  field: string;
  /** As the sender named it: data, never a path. */
  originalName: string;
}

/** A text field of a form; ids and names, never documents. */
const MAX_FIELD_BYTES = 64 * 1024;
const MAX_FIELDS = 50;
/** Fewer, larger chunks on their way to the disk; multer knows these options, its typings not yet. */
const LARGE_CHUNKS = { highWaterMark: 1024 * 1024, fileHwm: 1024 * 1024 };

/** Streams the files of a form into the store; what was stored is removed again when the form is refused. */
export class UploadReader {
  constructor(
    private readonly store: FileStore,
    private readonly maxBytes: number,
    private readonly log: Log,
  ) {}

  /** @returns the text fields and the files, in the order they came */
  async read(
    request: Request,
    response: Response,
    rules: UploadRules,
  ): Promise<{ fields: unknown; files: ReceivedFile[] }> {
    if (!request.is('multipart/form-data')) {
      throw new AppError('unsupported_media_type', 415, 'Expected a body of type multipart/form-data', {
        headers: { Accept: 'multipart/form-data' },
      });
    }
    const files: ReceivedFile[] = [];
    const form = multer({
      storage: this.engine(rules.system, files),
      defParamCharset: 'utf8',
      limits: {
        fileSize: this.maxBytes,
        files: rules.files.reduce((sum, { maxCount }) => sum + maxCount, 0),
        fields: MAX_FIELDS,
        fieldSize: MAX_FIELD_BYTES,
        fieldNameSize: 200,
        headerPairs: 20,
        fieldNestingDepth: 1,
        fieldArrayIndexLimit: 100,
      },
      ...LARGE_CHUNKS,
    }).fields(rules.files);
    try {
      await runMiddleware(form, request, response);
    } catch (error) {
      await this.discard(files);
      throw (error as { code?: unknown }).code === 'LIMIT_FILE_SIZE' ? tooLarge(this.maxBytes) : error;
    }
    return { fields: { ...request.body }, files };
  }

  /** Removes files of a request that was refused. */
  async discard(files: ReceivedFile[]): Promise<void> {
    await deleteFiles(
      this.store,
      files.map((file) => file.key),
      this.log,
    );
  }

  private engine(system: string, files: ReceivedFile[]): StorageEngine {
    return {
      _handleFile: (_request, file, done) => {
        this.store.put(newFileKey(system), file.stream, { maxBytes: this.maxBytes }).then((stored) => {
          files.push({ ...stored, field: file.fieldname, originalName: file.originalname });
          done(null, { size: stored.bytes });
        }, done);
      },
      // All that was stored is discarded above, whichever file failed.
      _removeFile: (_request, _file, done) => done(null),
    };
  }
}
