import { type JsonRecord } from '@sluice/formats/json';
import {
  type Identity,
  IDENTITY_MEMBERS,
  type IdentityFaultCode,
  type IdentityMember,
  type IdentityValues,
  isIdentified,
  judgeIdentity,
} from '@sluice/systems/audience';
import { RecordNames } from './record-names';

/** Why a record stays out. */
export interface RecordFault {
  /** Counted from 1. */
  record: number;
  code: IdentityFaultCode | 'not_an_object';
  /** The field that is wrong, if it is one. */
  field: string | null;
  /** For people, as the rest of a sentence that begins with the record. */
  message: string;
}

/** In place of values that say nothing, whatever they are. */
const NO_TEXT = false;

/** Judges records one after the other: objects that say whose they are. Knows the names of their members. */
export class RecordJudge {
  readonly names = new RecordNames();
  private record: JsonRecord | undefined;
  /** Values are decoded when somebody asks for them: mostly for one of a record. */
  private readonly valueOf = (name: IdentityMember): unknown => {
    const member = this.names.memberOf(name);
    return this.record === undefined || member < 0 ? undefined : valueOf(this.record, member);
  };

  /**
   * @returns why a record stays out; null for one that is good
   * @throws AppError 400 for more fields than an upload can have
   */
  faultOf(record: JsonRecord): RecordFault | null {
    const { recordNumber, kind } = record;
    if (kind !== 'object') {
      return { record: recordNumber, code: 'not_an_object', field: null, message: 'is not a JSON object' };
    }
    this.record = record;
    this.names.read(record);
    if (isIdentified(this.valueOf)) return null;
    const { fault } = judgeIdentity(this.values());
    return fault && { record: recordNumber, ...fault };
  }

  /** Whose a record is that was found to be good, the last one that was judged. */
  identity(): Identity | null {
    return judgeIdentity(this.values()).identity;
  }

  private values(): IdentityValues {
    return Object.fromEntries(IDENTITY_MEMBERS.map((name) => [name, this.valueOf(name)]));
  }
}

function valueOf(record: JsonRecord, member: number): unknown {
  const type = record.typeOf(member);
  if (type === 'string') return record.string(member);
  return type === 'null' ? null : NO_TEXT;
}
