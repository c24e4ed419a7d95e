import { chunksOf } from '../../csv/testing/read-rows';
import {
  type JsonBlock,
  type JsonFault,
  type JsonMembers,
  type JsonRecordKind,
  type JsonType,
  readJsonRecords,
  type ReadJsonOptions,
} from '..';

/** A record as tests look at it. */
export interface ReadRecord {
  number: number;
  kind: JsonRecordKind;
  text: string;
  /** Where it begins in the file. */
  offset: number;
  fault: JsonFault | undefined;
  members: { key: string; type: JsonType; text: string }[];
}

export interface ReadAllOptions extends ReadJsonOptions {
  /** Bytes of a chunk of the source. Default 64 KiB. */
  chunkBytes?: number;
  /** Told of each record, while its block is valid. */
  onRecord?: (block: JsonBlock) => void;
}

export interface ReadAll {
  records: ReadRecord[];
  members: JsonMembers;
}

/** Reads all records of a file, or those behind a checkpoint, and proves that what is told of them agrees. */
export async function readAll(file: Buffer, options: ReadAllOptions): Promise<ReadAll> {
  const { chunkBytes, onRecord, ...rest } = options;
  const read: ReadAll = { records: [], members: {} };
  const source = chunksOf(file.subarray(options.from?.offset ?? 0), chunkBytes);
  for await (const block of readJsonRecords(source, rest)) {
    while (block.next()) {
      read.records.push(recordOf(block));
      onRecord?.(block);
    }
    read.members = block.members;
  }
  return read;
}

function recordOf({ record }: JsonBlock): ReadRecord {
  const { bytes, keyStarts, keyEnds, valueStarts, valueEnds } = record;
  return {
    number: record.recordNumber,
    kind: record.kind,
    text: bytes.toString('utf8', record.start, record.end),
    offset: record.offset,
    fault: record.fault,
    members: Array.from({ length: record.memberCount }, (_, i) => {
      const text = bytes.toString('utf8', valueStarts[i], valueEnds[i]);
      const rawKey = bytes.toString('utf8', keyStarts[i]! - 1, keyEnds[i]! + 1);
      const key = record.key(i);
      if (key !== JSON.parse(rawKey)) throw new Error(`${rawKey} was decoded as ${key}`);
      if ((record.keyEscapes[i] === 1) !== rawKey.includes('\\')) throw new Error(`Wrong escapes: ${rawKey}`);
      if ((record.valueEscapes[i] === 1) !== text.includes('\\')) throw new Error(`Wrong escapes: ${text}`);
      if (record.typeOf(i) === 'string' && record.string(i) !== JSON.parse(text)) {
        throw new Error(`${text} was decoded as ${record.string(i)}`);
      }
      return { key, type: record.typeOf(i), text };
    }),
  };
}
