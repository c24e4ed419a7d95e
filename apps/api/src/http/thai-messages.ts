import { type ErrorAnswer } from './envelopes';

/** In Thai what is refused before a system of its own sees it; by code. */
const MESSAGES: Record<string, string> = {
  unauthorized: 'กรุณาเข้าสู่ระบบ หรือโทเค็นไม่ถูกต้องหรือหมดอายุแล้ว',
  forbidden: 'ไม่มีสิทธิ์เข้าถึงข้อมูลนี้',
  not_found: 'ไม่พบข้อมูลที่ต้องการ',
  malformed_json: 'รูปแบบ JSON ไม่ถูกต้อง',
  malformed_form: 'รูปแบบฟอร์มไม่ถูกต้อง',
  payload_too_large: 'ข้อมูลที่ส่งมามีขนาดใหญ่เกินไป',
  rate_limited: 'ส่งคำขอบ่อยเกินไป กรุณารอสักครู่แล้วลองใหม่',
  request_in_flight: 'คำขอที่ใช้ Idempotency-Key นี้กำลังดำเนินการอยู่',
  idempotency_key_reused: 'Idempotency-Key นี้ถูกใช้กับคำขออื่นแล้ว กรุณาใช้ค่าใหม่',
  still_running: 'มีงานที่กำลังทำอยู่ กรุณายกเลิกก่อนหรือรอให้เสร็จ',
  file_missing: 'ไม่มีข้อมูลของไฟล์นี้ในระบบ',
  upload_not_found: 'ไม่พบไฟล์อัปโหลดของ upload_id นี้',
  upload_used: 'upload_id นี้ถูกใช้ไปแล้ว',
  upload_expired: 'upload_id นี้หมดอายุแล้ว',
  upload_unfinished: 'การอัปโหลดของ upload_id นี้ยังไม่เสร็จ',
  service_unavailable: 'ระบบไม่พร้อมใช้งานชั่วคราว กรุณาลองใหม่',
  internal_server_error: 'เกิดข้อผิดพลาดภายในระบบ',
};

/** Names of fields, media types and methods are the same in every language; they stay as they are. */
const PREFIXES: Record<string, string> = {
  validation_failed: 'ข้อมูลไม่ถูกต้อง',
  bad_upload: 'ไฟล์ที่ส่งมาไม่ถูกต้อง',
  bad_idempotency_key: 'Idempotency-Key ไม่ถูกต้อง',
  unsupported_media_type: 'ไม่รองรับข้อมูลชนิดนี้',
  method_not_allowed: 'ไม่รองรับวิธีการเรียกนี้',
};

const THAI = /[\u0e00-\u0e7f]/;

/** The message for a reader of Thai; one that is Thai already, or has no translation, stays as it is. */
export function thaiMessageOf({ code, message }: Pick<ErrorAnswer, 'code' | 'message'>): string {
  if (THAI.test(message)) return message;
  const prefix = PREFIXES[code];
  return prefix === undefined ? (MESSAGES[code] ?? message) : `${prefix}: ${message}`;
}
