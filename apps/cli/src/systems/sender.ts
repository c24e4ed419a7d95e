import { idempotencyKey, type SluiceClient, SluiceError } from '@sluice/client';
import { CliError } from '../exit-codes';
import { unreachable } from '../http';
import { type LocalFile, openToSend, readWhole, unfinishedUploads } from '../local-files';
import { type ProgressBars } from '../progress-bars';

/** Smaller files go in the form; larger ones by tus, so that a lost connection does not cost all that was sent. */
const RESUMABLE_FROM_BYTES = 8 * 2 ** 20;
const PIECE_BYTES = 4 * 2 ** 20;

/** A file in a form: itself, or the id of what was sent of it before. */
export interface FormPart {
  file?: string;
  upload_id?: string;
}

/** Sends files, and shows how far that is. */
export class Sender {
  constructor(
    readonly client: SluiceClient,
    private readonly url: string,
    /** Where unfinished uploads are remembered. */
    private readonly folder: string,
    private readonly bars: ProgressBars,
  ) {}

  /** The file as part of a form; a large one is sent before. */
  async partOf(file: LocalFile): Promise<FormPart> {
    if (file.bytes >= RESUMABLE_FROM_BYTES) return { upload_id: await this.sendResumably(file) };
    return { file: inForm(await readWhole(file)) };
  }

  /** Sends a request with files in its form. @param send gets an `Idempotency-Key` */
  async withForm<T>(files: LocalFile[], send: (key: string) => Promise<T>): Promise<T> {
    const bytes = files.filter(isSmall).reduce((sum, file) => sum + file.bytes, 0);
    if (bytes === 0) return send(idempotencyKey());
    const label = files.length === 1 ? (files[0] as LocalFile).name : `${files.length} files`;
    const bar = this.bars.bar(`sending ${label}`, 'bytes');
    bar.update(0, bytes);
    const answer = await send(idempotencyKey());
    bar.update(bytes, bytes);
    bar.finish();
    return answer;
  }

  private async sendResumably(file: LocalFile): Promise<string> {
    const bar = this.bars.bar(`sending ${file.name}`, 'bytes');
    bar.update(0, file.bytes);
    try {
      return await this.client.uploadFile({
        // In Node tus takes streams of files; its types know those of browsers.
        file: openToSend(file) as unknown as Blob,
        filename: file.name,
        chunkBytes: PIECE_BYTES,
        onProgress: (sent, total) => bar.update(sent, total),
        urlStorage: unfinishedUploads(this.folder),
      });
    } catch (error) {
      if (error instanceof SluiceError || error instanceof CliError) throw error;
      throw unreachable(this.url, error);
    } finally {
      bar.finish();
    }
  }
}

function isSmall({ bytes }: LocalFile): boolean {
  return bytes < RESUMABLE_FROM_BYTES;
}

/** The API's document has files as text; forms are made of files. */
export function inForm(file: File): string {
  return file as unknown as string;
}
