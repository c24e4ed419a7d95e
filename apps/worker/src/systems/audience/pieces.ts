import { setImmediate } from 'node:timers/promises';
import { judgeIdentity, type OnError } from '@sluice/systems/audience';
import { type ChunkPool } from '../../copy/copy-chunks';
import { type RowBytes } from '../../copy/row-bytes';
import { type FieldNames } from './field-names';
import { RecordRows } from './record-rows';
import { type Rejection, RejectionRows } from './rejection-rows';
import { type Place, type SentBlock, type SentRecord } from './sent-records';

/** Records committed together: fewer cost more commits than they are worth, more are lost with a worker. */
const PIECE_RECORDS = 20_000;
/** The first piece is soon there: Postgres need not wait for work. */
const FIRST_PIECE_RECORDS = 4_000;
/** The same in bytes; two pieces are in memory, one that is written while the next is read. */
const PIECE_BYTES = 8 * 1024 * 1024;
/** Other work of the process waits no longer than this. */
const TURN_MS = 10;
/** Records between two looks at the clock. */
const RECORDS_A_LOOK = 64;
/** Of an upload that is refused as a whole, so many bad records are written down. */
export const SHOWN_OFFENDERS = 100;

/** Records that are committed together. */
export interface Piece {
  /** COPY of `audience_records`; empty when there are none. */
  records: Buffer[];
  /** COPY of `audience_rejections`. */
  rejections: RowBytes;
  kept: number;
  rejected: number;
  /** The upload is refused: a record is bad that may not be, or none is good in the end. None are kept any more. */
  isRefusing: boolean;
  /** Names of members that no earlier piece had. */
  newFields: string[];
  /** Where the next piece begins. */
  end: Place;
  isLast: boolean;
}

export interface PieceOptions {
  uploadId: string;
  onError: OnError;
  /** Records that earlier pieces have kept, and those they have not. */
  before: { kept: number; rejected: number };
  from: Place;
  /** Where names of members are gathered; undefined when they were given. */
  fields: FieldNames | undefined;
  /** Where chunks come from; those of a piece go back to it when they have been sent. */
  pool: ChunkPool;
  signal: AbortSignal;
}

/** Judges records behind a place and makes pieces of them; at least one, the last one. */
export async function* readPieces(
  blocks: AsyncIterable<SentBlock>,
  options: PieceOptions,
): AsyncGenerator<Piece> {
  const { signal } = options;
  const maker = new PieceMaker(options);
  let limit = FIRST_PIECE_RECORDS;
  let turnEnd = performance.now() + TURN_MS;
  let unseen = 0;
  for await (const block of blocks) {
    signal.throwIfAborted();
    let hasNext = true;
    while (hasNext) {
      hasNext = block.next();
      if (hasNext) maker.add(block.record);
      if (!hasNext || maker.isFull(limit)) {
        maker.moveTo(block.place());
        if (maker.isFull(limit) && maker.mayCut) {
          yield maker.take(false);
          limit = PIECE_RECORDS;
        }
      }
      if (hasNext && ++unseen < RECORDS_A_LOOK) continue;
      unseen = 0;
      if (performance.now() < turnEnd) continue;
      await setImmediate(undefined, { signal });
      turnEnd = performance.now() + TURN_MS;
    }
  }
  yield maker.take(true);
}

/** Gathers records until they are taken. */
class PieceMaker {
  /** False behind records where reading can't begin anew. */
  mayCut = true;
  private readonly records: RecordRows;
  private readonly rejections: RejectionRows;
  private end: Place;
  private rejected = 0;
  private keptInAll: number;
  private rejectedInAll: number;
  private isRefusing: boolean;
  private count = 0;

  constructor(private readonly options: PieceOptions) {
    const { uploadId, pool, from, before, onError } = options;
    this.records = new RecordRows(uploadId, pool);
    this.rejections = new RejectionRows(uploadId, pool);
    this.end = from;
    this.keptInAll = before.kept;
    this.rejectedInAll = before.rejected;
    this.isRefusing = onError === 'reject' && before.rejected > 0;
  }

  isFull(limit: number): boolean {
    return this.count >= limit || this.records.size + this.rejections.size >= PIECE_BYTES;
  }

  moveTo(place: Place | undefined): void {
    this.mayCut = place !== undefined;
    if (place) this.end = place;
  }

  add(record: SentRecord): void {
    this.count++;
    const { fault } = record;
    if (fault) {
      this.reject(record, { ...fault, field: null });
      return;
    }
    const { identity, fault: identityFault } = judgeIdentity(record.identityValues());
    if (identityFault) this.reject(record, identityFault);
    else if (!this.isRefusing) {
      this.records.add(record, identity);
      if (this.options.fields) record.tellNames(this.options.fields);
    }
  }

  take(isLast: boolean): Piece {
    const { rejected, end } = this;
    const kept = this.records.count;
    this.keptInAll += kept;
    const isRefusing = this.isRefusing || (isLast && this.keptInAll === 0);
    this.rejected = this.count = 0;
    return {
      records: this.records.take(),
      rejections: this.rejections.take(),
      kept,
      rejected,
      isRefusing,
      newFields: this.options.fields?.takeNew() ?? [],
      end,
      isLast,
    };
  }

  private reject(record: SentRecord, rejection: Rejection): void {
    this.rejected++;
    const { onError, pool } = this.options;
    if (onError === 'reject') {
      if (!this.isRefusing) pool.giveBack(this.records.take());
      this.isRefusing = true;
    }
    if (!this.isRefusing || this.rejectedInAll < SHOWN_OFFENDERS) this.rejections.add(record, rejection);
    this.rejectedInAll++;
  }
}
