import { type CsvFault, type CsvRow } from '@sluice/formats/csv';
import { type DbfError, type DbfErrorCode, type DbfFacts } from '@sluice/formats/dbf';
import { type RowCursor } from '@sluice/formats/rows';

/** Why a value can't be stored as what it should be; the value itself is told beside it. */
const FAULTS: Readonly<Record<string, string>> = {
  bad_text: 'มีตัวอักษรที่อ่านไม่ได้ (รหัสอักขระไม่ถูกต้อง หรือมีอักขระ NUL)',
  not_a_number: 'ต้องเป็นตัวเลข',
  number_overflow: 'ตัวเลขยาวเกินความกว้างของคอลัมน์ โปรแกรมต้นทางจึงเขียนเป็น *',
  bad_date: 'ต้องเป็นวันที่ที่มีจริง รูปแบบ YYYYMMDD',
  bad_timestamp: 'วันและเวลาไม่ถูกต้อง',
  not_a_logical: 'ต้องเป็น T F Y N หรือเว้นว่าง',
  bad_memo_pointer: 'ตำแหน่งในไฟล์ memo ไม่ถูกต้อง',
  memo_too_large: 'ข้อความในไฟล์ memo ยาวเกินไป',
  memo_missing: 'ไม่พบไฟล์ memo (.dbt หรือ .fpt) ของตารางนี้ กรุณาส่งมาพร้อมกัน',
  buddhist_year: 'ปีเป็นพุทธศักราช แปลงเป็นคริสต์ศักราชแล้ว',
};

export function faultMessage(code: string): string {
  return FAULTS[code] ?? 'อ่านค่าไม่ได้';
}

const CSV_FAULTS: Readonly<Record<CsvFault, string>> = {
  unclosed_quote: 'เครื่องหมายคำพูดไม่มีตัวปิด',
  text_after_quote: 'มีข้อความต่อท้ายเครื่องหมายคำพูดปิด',
  row_too_long: 'แถวยาวเกิน 1 MiB',
  too_many_fields: 'มีช่องมากเกินไป',
};

/** What is wrong with a row that is no data, and the bytes that show it. */
export interface RowFault {
  code: string;
  message: string;
  start: number;
  end: number;
}

export function rowFault(row: RowCursor, columns: number): RowFault {
  const csv = row as Partial<CsvRow>;
  const { rawStart: start = 0, rawEnd: end = 0, fault } = csv;
  if (row.kind === 'ragged') {
    const message = `แถวนี้มี ${row.fieldCount} ช่อง แต่หัวตารางมี ${columns} คอลัมน์`;
    return { code: 'wrong_field_count', message, start, end };
  }
  const message = fault === undefined ? 'รูปแบบของแถวนี้เสียหาย' : CSV_FAULTS[fault];
  return { code: fault ?? 'broken_record', message, start, end };
}

type Sentence = (facts: DbfFacts) => string;

const DBF: Readonly<Record<DbfErrorCode, Sentence>> = {
  empty_file: () => 'ไฟล์ว่างเปล่า',
  not_a_dbf: () => 'ไฟล์นี้ไม่ใช่ไฟล์ DBF',
  unsupported_version: ({ name }) => `ไม่รองรับไฟล์ DBF รุ่น ${name} กรุณาบันทึกเป็น dBase III`,
  encrypted: () => 'ไฟล์ถูกเข้ารหัสไว้ กรุณาส่งไฟล์ที่ไม่เข้ารหัส',
  truncated_header: () => 'ไฟล์ถูกตัด ส่วนหัวของไฟล์ไม่ครบ',
  bad_header_length: ({ said, actual }) => `ส่วนหัวระบุความยาว ${said} ไบต์ แต่คอลัมน์รวมกันได้ ${actual} ไบต์`,
  missing_terminator: () => 'ส่วนหัวของไฟล์เสียหาย ไม่พบจุดสิ้นสุดของรายการคอลัมน์',
  no_fields: () => 'ไฟล์ไม่มีคอลัมน์',
  bad_field_name: ({ number }) => `ชื่อคอลัมน์ที่ ${number} ไม่ถูกต้อง`,
  duplicate_field: ({ name }) => `มีคอลัมน์ชื่อ ${name} มากกว่าหนึ่งคอลัมน์`,
  unknown_field_type: ({ name, type }) => `คอลัมน์ ${name} เป็นชนิด ${type} ซึ่งไม่รู้จัก`,
  bad_field_width: ({ name, type, width }) => `คอลัมน์ ${name} ชนิด ${type} กว้าง ${width} ไบต์ไม่ได้`,
  bad_record_length: ({ said, actual }) => `ส่วนหัวระบุความยาวระเบียน ${said} ไบต์ แต่คอลัมน์รวมกันได้ ${actual} ไบต์`,
  bad_null_flags: () => 'ข้อมูลค่าว่าง (_NullFlags) ในส่วนหัวของไฟล์ไม่ถูกต้อง',
  too_few_records: ({ said, actual }) => `ส่วนหัวระบุ ${said} ระเบียน แต่ไฟล์มีเพียง ${actual} ระเบียน ไฟล์อาจถูกตัด`,
  truncated_record: ({ said, actual }) =>
    `ไฟล์ถูกตัดกลางระเบียน ส่วนหัวระบุ ${said} ระเบียน แต่ไฟล์มีเพียง ${actual} ระเบียนที่ครบ`,
  too_many_records: ({ said, actual }) => `ส่วนหัวระบุ ${said} ระเบียน แต่ไฟล์มีที่ว่างสำหรับ ${actual} ระเบียน`,
  trailing_bytes: ({ said, bytes }) => `มีข้อมูลเกิน ${bytes} ไบต์ต่อท้ายระเบียนที่ ${said} ซึ่งเป็นระเบียนสุดท้าย`,
  file_changed: () => 'ไฟล์สั้นกว่าตอนที่เริ่มอ่าน',
  bad_memo_file: () => 'ไฟล์ memo (.dbt หรือ .fpt) อ่านไม่ได้',
};

/** What is wrong with a DBF file, for people. */
export function dbfDetail({ code, facts }: DbfError): string {
  return DBF[code](facts);
}
