import { type ErrorAnswer } from './envelopes';

/** What the document of migration prints, and in its language what is refused before the system sees it; by code. */
const MESSAGES: Record<string, string> = {
  unauthorized: 'Unauthorized',
  forbidden: 'Forbidden',
  rate_limited: 'Too Many Requests',
  not_found: 'Tidak ditemukan',
  malformed_json: 'Format JSON tidak valid',
  malformed_form: 'Format formulir tidak valid',
  payload_too_large: 'Data yang dikirim terlalu besar',
  request_in_flight: 'Permintaan dengan Idempotency-Key ini sedang diproses',
  idempotency_key_reused: 'Idempotency-Key ini sudah dipakai untuk permintaan lain, gunakan yang baru',
  still_running: 'Masih ada proses yang berjalan, batalkan dulu atau tunggu sampai selesai',
  file_missing: 'Berkas tidak ada di penyimpanan',
  upload_not_found: 'Unggahan dengan upload_id ini tidak ditemukan',
  upload_used: 'upload_id ini sudah dipakai',
  upload_expired: 'upload_id ini sudah kedaluwarsa',
  upload_unfinished: 'Unggahan dengan upload_id ini belum selesai',
  service_unavailable: 'Layanan sedang tidak tersedia, silakan coba lagi',
};

/** Names of fields, media types and methods are the same in every language; they stay as they are. */
const PREFIXES: Record<string, string> = {
  validation_failed: 'Data tidak valid',
  bad_upload: 'Formulir tidak valid',
  bad_idempotency_key: 'Idempotency-Key tidak valid',
  unsupported_media_type: 'Jenis konten tidak didukung',
  method_not_allowed: 'Metode tidak diizinkan',
};

/** The message for a reader of Indonesian; one without a translation stays as it is. */
export function indonesianMessageOf({ code, message }: Pick<ErrorAnswer, 'code' | 'message'>): string {
  const prefix = PREFIXES[code];
  return prefix === undefined ? (MESSAGES[code] ?? message) : `${prefix}: ${message}`;
}
