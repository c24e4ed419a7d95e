import { type ChunkPool } from '../../copy/copy-chunks';
import { copyLine } from '../../copy/copy-text';
import { RowBytes } from '../../copy/row-bytes';
import { type SentRecord } from './sent-records';

export const COPY_REJECTIONS = `COPY audience_rejections (upload_id, position, code, field, message, record) FROM STDIN`;

/** Of a record that stays out, this much is kept. */
const SHOWN_BYTES = 4096;
const ELLIPSIS = '…';

/** Why a record stays out. */
export interface Rejection {
  code: string;
  /** The member that is wrong, if it is one. */
  field: string | null;
  message: string;
}

/** Writes down records that stay out, as rows of `audience_rejections`. */
export class RejectionRows {
  private lines: RowBytes;

  constructor(
    private readonly uploadId: string,
    private readonly pool: ChunkPool,
  ) {
    this.lines = new RowBytes(pool);
  }

  get size(): number {
    return this.lines.size;
  }

  add(record: SentRecord, { code, field, message }: Rejection): void {
    this.lines.addText(
      copyLine([this.uploadId, String(record.number), code, field, message, shownText(record)]),
    );
  }

  /** What was written since the last time. */
  take(): RowBytes {
    const taken = this.lines;
    this.lines = new RowBytes(this.pool);
    return taken;
  }
}

/** What was sent, shortened to whole characters; bytes that are no text become U+FFFD. */
function shownText({ bytes, start, end }: SentRecord): string {
  if (end - start <= SHOWN_BYTES) return bytes.toString('utf8', start, end);
  let cut = start + SHOWN_BYTES - Buffer.byteLength(ELLIPSIS);
  // A byte like 10xxxxxx goes on with a character.
  while (cut > start && (bytes[cut]! & 0xc0) === 0x80) cut--;
  return bytes.toString('utf8', start, cut) + ELLIPSIS;
}
