import { type JsonBlock, JsonError, type JsonRecord, readJsonRecords } from '@sluice/formats/json';
import { type FileStore } from '@sluice/kernel/storage';
import {
  type AudienceUpload,
  type IdentityValues,
  MAX_MEMBERS_BYTES,
  MAX_RECORD_BYTES,
  type UploadFormat,
} from '@sluice/systems/audience';
import { type NameList } from './field-names';
import { RecordMembers } from './record-members';
import {
  type Place,
  type RecordFault,
  type SentBlock,
  type SentRecord,
  UnreadableUpload,
} from './sent-records';

/** A file that is called JSON may be the array alone, or the envelope of the document, or even lines. */
const SHAPES = { envelope: 'envelope', json: 'auto', ndjson: 'lines' } as const;

const NO_OBJECT: RecordFault = { code: 'not_an_object', message: 'is not a JSON object' };
const TOO_LARGE: RecordFault = { code: 'record_too_large', message: 'is larger than 5 MiB' };
const LIMITS = { maxRecordBytes: MAX_RECORD_BYTES, maxMembersBytes: MAX_MEMBERS_BYTES };

export async function* readJson(
  store: FileStore,
  { fileKey, format }: Pick<AudienceUpload, 'fileKey' | 'format'>,
  from: Place,
): AsyncGenerator<SentBlock> {
  const source = await store.createReadStream(fileKey, { start: from.offset });
  const shape = SHAPES[format as Exclude<UploadFormat, 'csv'>];
  const options = { shape, ...LIMITS, ...(from.json && { from: from.json }) };
  const sent = new SentJson();
  try {
    for await (const block of readJsonRecords(source, options)) yield sent.open(block);
  } catch (error) {
    throw asRefusal(error);
  } finally {
    source.destroy();
  }
}

function asRefusal(error: unknown): unknown {
  return error instanceof JsonError ? new UnreadableUpload(error.message) : error;
}

class SentJson implements SentBlock, SentRecord {
  readonly record = this;
  private readonly members = new RecordMembers();
  private block: JsonBlock | undefined;
  private json: JsonRecord | undefined;

  open(block: JsonBlock): this {
    this.block = block;
    this.json = block.record;
    return this;
  }

  next(): boolean {
    try {
      return this.opened.next();
    } catch (error) {
      throw asRefusal(error);
    }
  }

  place(): Place {
    const { checkpoint } = this.opened;
    return { number: checkpoint.recordNumber, offset: checkpoint.offset, json: checkpoint };
  }

  get number(): number {
    return this.sent.recordNumber;
  }

  get fault(): RecordFault | undefined {
    switch (this.sent.kind) {
      case 'object':
        return undefined;
      case 'other':
        return NO_OBJECT;
      case 'oversized':
        return TOO_LARGE;
      case 'broken':
        return { code: 'invalid_json', message: `is not valid JSON: ${this.sent.fault?.message}` };
    }
  }

  get bytes(): Buffer {
    return this.sent.bytes;
  }

  get start(): number {
    return this.sent.start;
  }

  get end(): number {
    return this.sent.end;
  }

  identityValues(): IdentityValues {
    return this.members.read(this.sent);
  }

  tellNames(names: NameList): void {
    this.members.tell(this.sent, names);
  }

  private get opened(): JsonBlock {
    if (!this.block) throw new Error('No block was opened');
    return this.block;
  }

  private get sent(): JsonRecord {
    if (!this.json) throw new Error('No block was opened');
    return this.json;
  }
}
