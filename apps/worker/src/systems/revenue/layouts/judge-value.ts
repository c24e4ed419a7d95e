import { isBuddhistDate } from '@sluice/formats/dbf';
import { digitsAt, readDate, readTime } from './claim-date';
import { isCitizenId } from './citizen-id';
import { codeSet } from './code-set';
import { isIcd10, isIcd9 } from './icd-form';
import { type LayoutColumn, type ValueType } from './layout.notation';
import { type Problem, problem } from './problems';
import { scanNumber } from './read-amount';

/** Looks at a value that is not blank; undefined when it is as it must be. Makes nothing while all is well. */
export type JudgeValue = (bytes: Buffer, start: number, end: number) => Problem | undefined;

export interface JudgeOptions {
  /** See {@link readDate}. */
  today: number;
  /** Whether characters may take several bytes. */
  isUtf8: boolean;
  /** Bytes that the file gives the column; 0 when it sets no bound. */
  fileWidth: number;
}

/** Prepares the judgement of one column; undefined when any value will do. */
export function judgeOf({ name, type }: LayoutColumn, options: JudgeOptions): JudgeValue | undefined {
  switch (type.kind) {
    case 'text':
      return judgeText(name, type.width, options);
    case 'number':
      return judgeNumber(name, type);
    case 'date':
      return judgeDate(name, type.mayBeFuture, options.today);
    case 'time':
      return judgeForm(
        (bytes, start, end) => readTime(bytes, start, end) >= 0,
        problem('bad_time', `${name} ต้องเป็นเวลา 4 หลัก (HHMM) ตั้งแต่ 0000 ถึง 2359`),
      );
    case 'codes':
      return judgeCodes(name, type);
    case 'icd10':
      return judgeForm(isIcd10, problem('bad_icd10', `${name} ต้องเป็นรหัส ICD-10 ไม่มีจุด เช่น A099 หรือ E119`));
    case 'icd9':
      return judgeForm(isIcd9, problem('bad_icd9', `${name} ต้องเป็นรหัส ICD-9-CM ไม่มีจุด เช่น 9390 หรือ 4709`));
    case 'hcode':
      return judgeForm(
        (bytes, start, end) => end - start === 5 && digitsAt(bytes, start, 5) >= 0,
        problem('bad_hcode', `${name} ต้องเป็นรหัสสถานพยาบาล 5 หลัก`),
      );
    case 'clinic':
      return judgeClinic(name);
    case 'citizenId':
      return judgeForm(isCitizenId, badCitizenId(name, type.isWarning));
  }
}

/** The problem of a citizen id, for columns and for row rules. */
export function badCitizenId(name: string, isWarning: boolean): Problem {
  const message = `${name} ต้องเป็นเลขประจำตัวประชาชน 13 หลัก และหลักสุดท้าย (เลขตรวจสอบ) ต้องถูกต้อง`;
  return problem('bad_citizen_id', message, isWarning);
}

function judgeForm(
  isRight: (bytes: Buffer, start: number, end: number) => boolean,
  wrong: Problem,
): JudgeValue {
  return (bytes, start, end) => (isRight(bytes, start, end) ? undefined : wrong);
}

function judgeText(name: string, width: number, { isUtf8, fileWidth }: JudgeOptions): JudgeValue | undefined {
  if (fileWidth > 0 && fileWidth <= width) return undefined;
  if (width === Infinity) return undefined;
  const tooLong = problem('too_long', `${name} ยาวได้ไม่เกิน ${width} ตัวอักษร`);
  return (bytes, start, end) => {
    // A character has one byte at least.
    if (end - start <= width) return undefined;
    return (isUtf8 ? charactersIn(bytes, start, end) : end - start) > width ? tooLong : undefined;
  };
}

/** UTF-8: every byte but the continuing ones, 10xxxxxx, begins a character. */
function charactersIn(bytes: Buffer, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at++) if (((bytes[at] as number) & 0xc0) !== 0x80) count += 1;
  return count;
}

function judgeNumber(name: string, { width, decimals }: ValueType & { kind: 'number' }): JudgeValue {
  const notANumber = problem('not_a_number', `${name} ต้องเป็นตัวเลข ไม่มีจุลภาคหรืออักษรอื่น`);
  const negative = problem('negative_amount', `${name} ต้องไม่ติดลบ`);
  // N12,2 has nine digits, the point and two digits.
  const maxWhole = decimals ? width - decimals - 1 : width;
  const tooLong = problem('too_long', `${name} มีตัวเลขหน้าจุดทศนิยมได้ไม่เกิน ${maxWhole} หลัก`);
  const tooFine = problem('too_many_decimals', `${name} มีทศนิยมได้ไม่เกิน ${decimals} ตำแหน่ง`, true);
  const maxDecimals = decimals ?? Infinity;
  return (bytes, start, end) => {
    const written = scanNumber(bytes, start, end);
    if (!written) return notANumber;
    if (written.isNegative) return negative;
    if (written.wholeDigits > maxWhole) return tooLong;
    return written.decimals > maxDecimals ? tooFine : undefined;
  };
}

function judgeDate(name: string, mayBeFuture: boolean, today: number): JudgeValue {
  const bad = problem('bad_date', `${name} ต้องเป็นวันที่ที่มีจริง รูปแบบ YYYYMMDD`);
  const future = problem('future_date', `${name} ต้องไม่เป็นวันที่ในอนาคต`);
  const buddhist = problem('buddhist_year', `${name} เป็นปี พ.ศ. ระบบแปลงเป็นปี ค.ศ. ให้แล้ว`, true);
  const lastDay = mayBeFuture ? Infinity : today;
  return (bytes, start, end) => {
    const day = readDate(bytes, start, end);
    if (day === 0) return bad;
    if (day > lastDay) return future;
    return isBuddhistDate(bytes, start) ? buddhist : undefined;
  };
}

function judgeCodes(name: string, { codes, isOpen }: ValueType & { kind: 'codes' }): JudgeValue {
  const list = codes.join(', ');
  return judgeForm(
    codeSet(codes),
    isOpen
      ? problem('unlisted_code', `${name} ไม่อยู่ในรหัสที่ระบบรู้จัก (${list}) โปรดตรวจสอบ`, true)
      : problem('bad_code', `${name} ต้องเป็นรหัสใดรหัสหนึ่งใน: ${list}`),
  );
}

/** The clinics of the code set, `00-25, 99`. */
function judgeClinic(name: string): JudgeValue {
  const bad = problem('bad_clinic', `${name} ต้องเป็นตัวเลข 4 หรือ 5 หลัก`);
  const unknown = problem('unknown_clinic', `${name} สองหลักท้ายต้องเป็นรหัสคลินิก 00-25 หรือ 99`, true);
  return (bytes, start, end) => {
    const length = end - start;
    if ((length !== 4 && length !== 5) || digitsAt(bytes, start, length) < 0) return bad;
    const last = digitsAt(bytes, end - 2, 2);
    return last <= 25 || last === 99 ? undefined : unknown;
  };
}
