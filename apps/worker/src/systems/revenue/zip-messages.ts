import { type ZipError } from '@sluice/formats/zip';

/** By code; what is not in here is a damaged archive. */
const SENTENCES: Readonly<Record<string, string>> = {
  empty_file: 'ไฟล์ว่างเปล่า',
  empty: 'ZIP ไม่มีไฟล์อยู่ภายใน',
  not_a_zip: 'ไฟล์นี้ไม่ใช่ไฟล์ ZIP',
  truncated: 'ไฟล์ ZIP ถูกตัด กรุณาส่งใหม่',
  multi_disk: 'ไฟล์ ZIP เป็นเพียงส่วนหนึ่งของชุดที่แบ่งไว้หลายไฟล์',
  encrypted: 'ไฟล์ ZIP ใส่รหัสผ่านไว้ กรุณาส่งโดยไม่ใส่รหัสผ่าน',
  unsafe_name: 'มีชื่อไฟล์ใน ZIP ที่ไม่ปลอดภัย',
  name_too_long: 'มีชื่อไฟล์ใน ZIP ที่ยาวเกินไป',
  duplicate_name: 'มีไฟล์ชื่อซ้ำกันใน ZIP',
  symlink: 'ZIP มีลิงก์ (symbolic link) ซึ่งไม่อนุญาต',
  special_file: 'ZIP มีไฟล์พิเศษซึ่งไม่อนุญาต',
  too_many_entries: 'ZIP มีไฟล์มากเกินไป',
  entry_too_large: 'มีไฟล์ใน ZIP ที่ใหญ่เกินกำหนด',
  total_too_large: 'ไฟล์ใน ZIP รวมกันใหญ่เกินกำหนด',
  ratio: 'อัตราบีบอัดของ ZIP สูงผิดปกติ',
  lying_size: 'ZIP ระบุขนาดไฟล์ภายในไม่ตรงกับความจริง',
  unsupported_method: 'ไฟล์ใน ZIP ถูกบีบอัดด้วยวิธีที่ไม่รองรับ กรุณาใช้ deflate',
  wrong_crc: 'ไฟล์ใน ZIP เสียหาย (checksum ไม่ตรง)',
  wrong_size: 'ไฟล์ใน ZIP เสียหาย (สั้นกว่าที่ระบุ)',
  bad_data: 'ไฟล์ใน ZIP เสียหาย แตกไฟล์ไม่ได้',
};

/** What is wrong with a ZIP or a member of one, for people; names and figures are in the reader's own words. */
export function zipDetail({ code, message }: ZipError): string {
  return `${SENTENCES[code] ?? 'ไฟล์ ZIP เสียหาย'} (${message})`;
}
