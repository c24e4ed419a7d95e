import { asForm, dataOf, type SluiceClient } from '@sluice/client';
import { makePilgrims } from '@sluice/test/fixtures/pilgrims';
import { type ImportFile } from '@sluice/test/fixtures/pilgrims-file';
import { makePackages } from '@sluice/test/fixtures/pilgrims-packages';
import { bytesOf, progressOf, signedIn } from './demo-client';
import {
  checkImport,
  type MigrationAnswers,
  type MigrationProgress,
  type MigrationUpload,
} from './migration-check';
import { type DemoContext, type DemoSample } from './sample';

const PACKAGES = 20;
const PILGRIMS = 30_000;
/** So many errors the table shows; the check looks at all. */
const ERRORS_SHOWN = 3;
/** Twice the published bound of recovery: an import that takes so long is stuck. */
const STUCK_AFTER_MS = 60_000;

/** CSV files of packages and pilgrims, one in a hundred of them wrong, become a tenant's data, told live. */
export const migrationSample: DemoSample = {
  name: 'migration',
  async run(context) {
    const packages = makePackages(PACKAGES);
    const pilgrims = makePilgrims({ rows: PILGRIMS, packages: PACKAGES, faultEvery: 100 });
    const client = await signedIn(context, 'admin');
    const ofPackages = await importFile(context, client, packages);
    const startedAt = performance.now();
    const ofPilgrims = await importFile(context, client, pilgrims);
    const seconds = (performance.now() - startedAt) / 1000;
    const { status, report } = ofPilgrims;
    return {
      rows: [
        [
          'what',
          `${pilgrims.rows.length} pilgrims in a CSV of ${mib(pilgrims.bytes())}, for ${PACKAGES} packages`,
        ],
        ['total', `${seconds.toFixed(2)} s, upload included`],
        ['speed', `${Math.round(pilgrims.rows.length / seconds)} rows/s`],
        ['status', `${status.status_display} (${status.status})`],
        [
          'rows',
          `${status.imported_rows} imported, ${status.invalid_rows} wrong, ${status.warning_count} warnings`,
        ],
        ...errorsOf(report).map((line): [string, string] => ['error', line]),
      ],
      mismatches: [...checkImport(packages, ofPackages), ...checkImport(pilgrims, ofPilgrims)],
    };
  },
};

/** Uploads a file, starts it and listens until it is in. */
async function importFile(
  { terminal, signal }: DemoContext,
  client: SluiceClient,
  file: ImportFile,
): Promise<MigrationAnswers> {
  const bar = terminal.bar(`migration: ${file.importType}`, file.rows.length);
  const upload = await send(client, file);
  const { job_id: id } = upload;
  const params = { path: { id } };
  const events: MigrationProgress[] = [];
  let isStarted = false;
  for await (const data of progressOf(client, { system: 'migration', id }, signal, STUCK_AFTER_MS)) {
    // Only now, so that all of it is heard.
    if (!isStarted) await client.http.POST('/api/v1/onboarding/migration/{id}/start', { params });
    isStarted = true;
    events.push(data);
    bar.update(Math.round((data.total * data.progress_percentage) / 100));
  }
  const status = await dataOf(client.http.GET('/api/v1/onboarding/migration/{id}/status', { params }));
  bar.finish(status.status_display);
  return {
    upload,
    events,
    status,
    report: await dataOf(
      client.http.GET('/api/v1/onboarding/migration/{id}/errors', { params, parseAs: 'text' }),
    ),
    importedRows: await firstRows(client, file, id),
  };
}

async function send(client: SluiceClient, file: ImportFile): Promise<MigrationUpload> {
  const filename = `${file.importType}-import.csv`;
  const uploadId = await client.uploadFile({ file: bytesOf(file.bytes()), filename });
  const upload = await dataOf(
    client.http.POST('/api/v1/onboarding/migration/upload', {
      body: { upload_id: uploadId, import_type: file.importType },
      bodySerializer: asForm,
    }),
  );
  if (upload.job_id === null) throw new Error('A file became no job');
  return { ...upload, job_id: upload.job_id };
}

/** Row numbers of the first page of what an import brought in. */
async function firstRows(client: SluiceClient, { importType }: ImportFile, jobId: string): Promise<number[]> {
  const path = importType === 'package' ? '/api/v1/onboarding/packages' : '/api/v1/onboarding/jamaah';
  const query = { migration_job_id: jobId, sort_by: 'row_number', sort_order: 'ASC', limit: 100 } as const;
  const { data } = await dataOf(client.http.GET(path, { params: { query } }));
  return (data as { row_number: number }[]).map(({ row_number: row }) => row);
}

/** Some errors, each of another type than the one before. */
function errorsOf(report: string): string[] {
  const lines = report.split('\r\n').slice(1, -1);
  const types = lines.map((line) => line.split(',')[1]);
  return lines.filter((_, at) => types.indexOf(types[at]) === at).slice(0, ERRORS_SHOWN);
}

function mib(bytes: Buffer): string {
  return `${(bytes.length / 1024 / 1024).toFixed(1)} MiB`;
}
