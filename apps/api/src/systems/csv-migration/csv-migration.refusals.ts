import { AppError } from '@sluice/kernel/errors';
import { IMPORT_TYPES, type MigrationJob } from '@sluice/systems/csv-migration';

/** What is answered when a request cannot be followed, as the document prints it where it does. */

export function fileRequired(): AppError {
  return new AppError('file_required', 400, 'File CSV wajib diunggah');
}

/** @param maxBytes what a file may have */
export function fileTooLarge(maxBytes: number): AppError {
  const mebibytes = Math.floor(maxBytes / 2 ** 20);
  return new AppError('file_too_large', 400, `Ukuran file terlalu besar (maksimal ${mebibytes}MB)`);
}

export function tooManyFiles(): AppError {
  return new AppError('too_many_files', 400, 'Hanya satu file CSV yang dapat diunggah dalam satu permintaan');
}

/** @param reason for people, in Indonesian */
export function badFile(reason: string): AppError {
  const details = [{ field: 'file', message: reason }];
  return new AppError('bad_csv', 400, 'File CSV kosong atau tidak valid', { details });
}

/** @param names in the order of the schema */
export function columnsMissing(names: readonly string[]): AppError {
  const details = names.map((field) => ({ field, message: 'Kolom wajib' }));
  return new AppError('columns_missing', 400, `Kolom yang diperlukan tidak ditemukan: ${names.join(', ')}`, {
    details,
  });
}

export function badMapping(problems: readonly string[]): AppError {
  const details = problems.map((message) => ({ field: 'column_mapping', message }));
  return new AppError('bad_mapping', 400, `Pemetaan kolom tidak valid: ${problems.join('; ')}`, { details });
}

export function badParent(reason: string): AppError {
  return new AppError('bad_parent', 400, `parent_job_id tidak dapat dipakai: ${reason}`);
}

export function jobNotFound(): AppError {
  return new AppError('job_not_found', 404, 'Job migrasi tidak ditemukan');
}

export function templateNotFound(): AppError {
  return new AppError('template_not_found', 404, 'Template tidak ditemukan');
}

export function forbidden(): AppError {
  return new AppError('forbidden', 403, 'Forbidden');
}

/** @param verb what was asked for: `rollback` */
export function notInStatus(verb: string, { status }: Pick<MigrationJob, 'status'>): AppError {
  return new AppError('wrong_status', 400, `Tidak dapat melakukan ${verb} untuk status: ${status}`);
}

export function tooLateToRollBack(hours: number): AppError {
  return new AppError(
    'too_late',
    400,
    `Tidak dapat melakukan rollback: sudah lebih dari ${hours} jam sejak import selesai`,
  );
}

export function notEnded(): AppError {
  return new AppError('not_ended', 400, 'Hanya job yang sudah selesai yang dapat dihapus');
}

export function nothingUnderWay({ status }: Pick<MigrationJob, 'status'>): AppError {
  return new AppError('already_ended', 409, `Tidak ada proses yang dapat dibatalkan untuk status: ${status}`);
}

export function nothingFailed({ status }: Pick<MigrationJob, 'status'>): AppError {
  return new AppError(
    'nothing_failed',
    409,
    `Tidak ada baris gagal yang dapat diulang untuk status: ${status}`,
  );
}

/** @param most imports that a tenant may have under way */
export function tooManyImports(most: number): AppError {
  const message = `Maksimal ${most} import berjalan bersamaan untuk setiap tenant`;
  return new AppError('too_many_imports', 429, 'Too Many Requests', {
    details: [{ field: 'id', message }],
    headers: { 'Retry-After': '10' },
  });
}

export function noImportType(): AppError {
  const message = `"import_type" wajib diisi: ${IMPORT_TYPES.join(', ')}`;
  return new AppError('import_type_required', 400, message);
}
