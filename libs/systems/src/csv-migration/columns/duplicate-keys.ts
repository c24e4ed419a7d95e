import { type ImportType } from '../csv-migration.status';

/** Stands in no stored text, as control characters are refused there. */
const SEPARATOR = '\u001f';

/** What tells two pilgrims of one package apart, as stored. */
export interface JamaahIdentity {
  nik: string | null;
  email: string | null;
  telepon: string | null;
  nama: string;
}

/**
 * `dup_key` of `onboarding_jamaah`, unique in a tenant's package: the NIK, else the e-mail, else telephone and name.
 * Its beginning says which: `nik:3201…`, `email:a@b.id`, `telepon:+6281…|ahmad rizki`.
 */
export function jamaahKey({ nik, email, telepon, nama }: JamaahIdentity): string {
  if (nik !== null) return `nik:${nik}`;
  if (email !== null) return `email:${email}`;
  return `telepon:${telepon ?? ''}|${foldText(nama)}`;
}

/** `kwitansi_key` of `onboarding_payments`, unique in a tenant. */
export function receiptKey(noKwitansi: string | null): string | null {
  return noKwitansi === null ? null : `no_kwitansi:${foldText(noKwitansi)}`;
}

/** `referensi_key` of `onboarding_payments`, unique in a tenant: the number counts within its bank. */
export function transferKey(bank: string | null, noReferensi: string | null): string | null {
  if (noReferensi === null) return null;
  return `no_referensi:${foldText(bank ?? '')}${SEPARATOR}${foldText(noReferensi)}`;
}

/** The column that a key is about, to name it in an error. */
export function keyField(importType: ImportType, key: string): string {
  return importType === 'package' ? 'kode_paket' : key.slice(0, key.indexOf(':'));
}

/** Text as far as it tells things apart: case and the width of blanks do not. */
function foldText(text: string): string {
  const folded = /\s\s|[^\x20-\x7e]/.test(text) ? text.normalize('NFKC').replace(/\s+/g, ' ') : text;
  return folded.toLowerCase();
}
