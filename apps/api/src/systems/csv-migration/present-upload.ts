import {
  type ImportType,
  type MappingSuggestion,
  type MigrationJob,
  STATUS_DISPLAY,
} from '@sluice/systems/csv-migration';
import { type InspectedCsv } from './inspect-csv';
import { type MappedColumns } from './map-columns';

/** "first five rows as preview" */
const PREVIEW_ROWS = 5;

/** `POST /upload`: the printed fields, ours behind them. */
export function presentUpload(job: MigrationJob, csv: InspectedCsv, columns: MappedColumns) {
  return {
    job_id: job.id,
    ...presentFile(job.importType, job.fileName, csv),
    status: job.status,
    status_display: STATUS_DISPLAY[job.status],
    file_size: job.fileSize,
    ...presentColumns(columns),
    parent_job_id: job.parentJobId,
  };
}

/** `POST /upload?preview=true`: the same without a job, and what the columns seem to mean. */
export function presentPreview(
  importType: ImportType,
  fileName: string,
  csv: InspectedCsv,
  columns: MappedColumns,
  suggestions: MappingSuggestion[],
) {
  return {
    job_id: null,
    ...presentFile(importType, fileName, csv),
    ...presentColumns(columns),
    missing_columns: columns.missing,
    suggested_mapping: suggestions,
  };
}

function presentFile(importType: ImportType, fileName: string, csv: InspectedCsv) {
  return {
    import_type: importType,
    file_name: fileName,
    total_rows: csv.totalRows,
    columns: csv.header,
    preview_rows: csv.sampleRows
      .slice(0, PREVIEW_ROWS)
      .map((cells) => Object.fromEntries(csv.header.map((name, at) => [name, cells[at] ?? '']))),
    encoding: csv.encoding,
    delimiter: csv.delimiter,
  };
}

function presentColumns({ mapping, unmapped, source }: MappedColumns) {
  return { column_mapping: mapping, unmapped_columns: unmapped, mapping_source: source };
}
