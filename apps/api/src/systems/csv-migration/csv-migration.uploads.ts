import { type Config } from '@sluice/kernel/config';
import { type Database, type Sql } from '@sluice/kernel/db';
import { type Log } from '@sluice/kernel/log';
import { deleteFiles, type FileStore, recordFiles } from '@sluice/kernel/storage';
import { type ImportType, MigrationJob, suggestMapping } from '@sluice/systems/csv-migration';
import { type EntityManager } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import { type Actor } from '../../auth';
import { uuidParam } from '../../http/ids';
import { type ReceivedFile } from '../../http/uploads';
import { type Live } from '../../live';
import { claimUpload, lookAtUpload, type UploadedFile } from '../../uploads';
import { announceJob } from './announce-job';
import { findJob } from './csv-migration.access';
import { auditMigration } from './csv-migration.audit';
import { badParent, columnsMissing, fileTooLarge, jobNotFound } from './csv-migration.refusals';
import { type GivenMapping } from './csv-migration.schemas';
import { isReasonColumn } from './header-cells';
import { inspectCsv, type InspectedCsv } from './inspect-csv';
import { dataColumns, mapColumns, type MappedColumns } from './map-columns';
import { presentPreview, presentUpload } from './present-upload';
import { rememberMapping } from './remembered-mappings';

export interface MigrationUploadsDeps {
  config: Config;
  db: Database;
  store: FileStore;
  log: Log;
  live: Live;
}

/** What a form holds: a file in the store, or a finished upload. */
export interface UploadForm {
  source: { file: ReceivedFile } | { uploadId: string };
  importType: ImportType;
  mapping: GivenMapping | undefined;
  parentId: string | undefined;
}

/** Runs in the transaction that makes what the answer tells of. */
type Keep = (sql: Sql, answer: object) => Promise<void>;

/** Files on their way in. */
export class MigrationUploads {
  constructor(private readonly deps: MigrationUploadsDeps) {}

  /**
   * Makes a job that waits for somebody to validate or start it: job, file and audit in one commit.
   * @throws AppError 400 for a file that is no CSV of that import, 404, 403 for a parent that the actor can't have,
   *   and what `claimUpload` throws
   */
  async create(actor: Actor, form: UploadForm, keep: Keep): Promise<object> {
    const { db, live } = this.deps;
    const parent = await this.findParent(actor, form);
    const { job, answer } = await db.transaction(async (sql) => {
      const id = uuidv7();
      const { source } = form;
      const file =
        'file' in source
          ? source.file
          : await claimUpload(sql, actor, source.uploadId, `migration.job:${id}`);
      const { csv, columns } = await this.read(sql, actor, file, form, parent);
      if (columns.missing.length > 0) throw columnsMissing(columns.missing);
      await recordFiles(sql, [file]);
      const made = await insertJob(sql, actor, { id, form, file, csv, columns, parent });
      if (columns.source === 'given') {
        await rememberMapping(sql, actor, form.importType, dataColumns(csv.header), columns.mapping);
      }
      await auditMigration(sql, actor, 'migration.job.upload', id, {
        importType: form.importType,
        bytes: file.bytes,
        rows: csv.totalRows,
        ...(parent && { parentJobId: parent.id }),
      });
      const body = presentUpload(made, csv, columns);
      await keep(sql, body);
      return { job: made, answer: body };
    });
    await announceJob(live, job);
    return answer;
  }

  /**
   * Tells what an upload would make of the file, and what its columns seem to mean; nothing is kept.
   * @throws what {@link create} throws, but for columns that are missing
   */
  async preview(actor: Actor, form: UploadForm, keep: Keep): Promise<object> {
    const { db, store, log } = this.deps;
    const parent = await this.findParent(actor, form);
    const { source, importType } = form;
    const file = 'file' in source ? source.file : await lookAtUpload(db, actor, source.uploadId);
    const { csv, columns } = await this.read(db, actor, file, form, parent);
    const samples = csv.sampleRows.map((cells) =>
      cells.filter((_, at) => !isReasonColumn(csv.header[at] ?? '')),
    );
    const suggestions = suggestMapping(importType, dataColumns(csv.header), samples);
    const answer = presentPreview(importType, nameOf(file), csv, columns, suggestions);
    await db.transaction((sql) => keep(sql, answer));
    if ('file' in source) await deleteFiles(store, [file.key], log);
    return answer;
  }

  private async read(
    sql: Sql,
    actor: Actor,
    file: UploadedFile,
    { importType, mapping }: UploadForm,
    parent: MigrationJob | undefined,
  ): Promise<{ csv: InspectedCsv; columns: MappedColumns }> {
    const { config, store } = this.deps;
    if (file.bytes > config.migrationMaxFileBytes) throw fileTooLarge(config.migrationMaxFileBytes);
    const csv = await inspectCsv(store, file.key);
    const columns = await mapColumns(sql, actor, { importType, header: csv.header, given: mapping, parent });
    return { csv, columns };
  }

  /** The job whose failed rows come again. */
  private async findParent(
    actor: Actor,
    { parentId, importType }: UploadForm,
  ): Promise<MigrationJob | undefined> {
    if (parentId === undefined) return undefined;
    if (uuidParam.validate(parentId).error) throw jobNotFound();
    const parent = await findJob(this.deps.db.manager, actor, parentId);
    if (parent.importType !== importType) throw badParent(`tipe importnya ${parent.importType}`);
    if (parent.status !== 'completed' && parent.status !== 'failed') {
      throw badParent(`statusnya ${parent.status}`);
    }
    return parent;
  }
}

interface NewJob {
  id: string;
  form: UploadForm;
  file: UploadedFile;
  csv: InspectedCsv;
  columns: MappedColumns;
  parent: MigrationJob | undefined;
}

async function insertJob(sql: EntityManager, actor: Actor, job: NewJob): Promise<MigrationJob> {
  const { id, form, file, csv, columns, parent } = job;
  const { tenantId, userId } = actor.principal;
  await sql.insert(MigrationJob, {
    id,
    tenantId,
    userId,
    importType: form.importType,
    fileName: nameOf(file),
    fileKey: file.key,
    fileSize: file.bytes,
    status: 'pending',
    totalRows: csv.totalRows,
    encoding: csv.encoding,
    delimiter: csv.delimiter,
    header: csv.header,
    columnMapping: columns.mapping,
    parentJobId: parent?.id ?? null,
  });
  return sql.findOneByOrFail(MigrationJob, { id });
}

/** The file's own name, without the folders it was in. */
function nameOf({ originalName }: UploadedFile): string {
  const name = originalName
    .replace(/^.*[\\/]/s, '')
    .replace(/[\u0000-\u001f\u007f]/g, ' ')
    .trim();
  return name === '' ? 'import.csv' : name.slice(-255);
}
