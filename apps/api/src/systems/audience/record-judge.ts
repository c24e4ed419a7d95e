import { type JsonRecord } from '@sluice/formats/json';
import {
  type Identity,
  type IdentityFaultCode,
  type IdentityMember,
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

export type Judgement = { identity: Identity; fault: null } | { identity: null; fault: RecordFault };

/** In place of values that say nothing, whatever they are. */
const NO_TEXT = false;

/** Judges records one after the other: objects that say whose they are. Knows the names of their members. */
export class RecordJudge {
  readonly names = new RecordNames();
  private readonly values: Partial<Record<IdentityMember, unknown>> = {
    business_email: undefined,
    personal_email: undefined,
    email: undefined,
    domain: undefined,
    company_domain: undefined,
    first_name: undefined,
    last_name: undefined,
  };

  /** @throws AppError 400 for more fields than an upload can have */
  judge(record: JsonRecord): Judgement {
    const { recordNumber } = record;
    if (record.kind !== 'object') {
      const message = 'is not a JSON object';
      const fault = { record: recordNumber, code: 'not_an_object', field: null, message } as const;
      return { identity: null, fault };
    }
    this.names.read(record);
    this.takeValues(record);
    const { identity, fault } = judgeIdentity(this.values);
    if (identity) return { identity, fault: null };
    return { identity: null, fault: { record: recordNumber, ...fault } };
  }

  /** As JSON.parse does, of a name that comes twice the last one counts. */
  private takeValues(record: JsonRecord): void {
    const { values, names } = this;
    for (const name in values) values[name as IdentityMember] = undefined;
    for (let member = 0; member < record.memberCount; member++) {
      const identity = names.identityOf(member);
      if (identity !== undefined) values[identity] = valueOf(record, member);
    }
  }
}

function valueOf(record: JsonRecord, member: number): unknown {
  const type = record.typeOf(member);
  if (type === 'string') return record.string(member);
  return type === 'null' ? null : NO_TEXT;
}
