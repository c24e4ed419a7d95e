import { makePilgrims } from '@sluice/test/fixtures/pilgrims';
import { type ImportFile } from '@sluice/test/fixtures/pilgrims-file';
import { makePackages } from '@sluice/test/fixtures/pilgrims-packages';
import { DemoClient } from './demo-client';
import {
  checkImport,
  type MigrationAnswers,
  type MigrationProgress,
  type MigrationStatus,
  type MigrationUpload,
} from './migration-check';
import { type DemoContext, type DemoSample } from './sample';

const PACKAGES = 20;
const PILGRIMS = 30_000;
/** So many errors the table shows; the check looks at all. */
const ERRORS_SHOWN = 3;
/** Twice the published bound of recovery: an import that takes so long is stuck. */
const STUCK_AFTER_MS = 60_000;
const BASE = '/api/v1/onboarding';

/** CSV files of packages and pilgrims, one in a hundred of them wrong, become a tenant's data, told live. */
export const migrationSample: DemoSample = {
  name: 'migration',
  async run(context) {
    const packages = makePackages(PACKAGES);
    const pilgrims = makePilgrims({ rows: PILGRIMS, packages: PACKAGES, faultEvery: 100 });
    const client = await DemoClient.login(context, 'admin');
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
  { terminal }: DemoContext,
  client: DemoClient,
  file: ImportFile,
): Promise<MigrationAnswers> {
  const bar = terminal.bar(`migration: ${file.importType}`, file.rows.length);
  const upload = await send(client, file);
  const job = `${BASE}/migration/${upload.job_id}`;
  const events: MigrationProgress[] = [];
  let isStarted = false;
  for await (const { event, data } of client.events<MigrationProgress>(`${job}/events`, STUCK_AFTER_MS)) {
    // Only now, so that all of it is heard.
    if (!isStarted) await client.request(`${job}/start`, 200, { method: 'POST' });
    isStarted = true;
    if (event === 'item') continue;
    events.push(data);
    bar.update(Math.round((data.total * data.progress_percentage) / 100));
  }
  const status = await client.request<MigrationStatus>(`${job}/status`, 200);
  bar.finish(status.status_display);
  return {
    upload,
    events,
    status,
    report: await client.text(`${job}/errors`, 200),
    importedRows: await firstRows(client, file, upload.job_id),
  };
}

function send(client: DemoClient, file: ImportFile): Promise<MigrationUpload> {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(file.bytes())]), `${file.importType}-import.csv`);
  form.append('import_type', file.importType);
  return client.request(`${BASE}/migration/upload`, 200, { method: 'POST', body: form });
}

/** Row numbers of the first page of what an import brought in. */
async function firstRows(client: DemoClient, { importType }: ImportFile, jobId: string): Promise<number[]> {
  const kind = importType === 'package' ? 'packages' : 'jamaah';
  const { data } = await client.request<{ data: { row_number: number }[] }>(
    `${BASE}/${kind}?migration_job_id=${jobId}&sort_by=row_number&sort_order=ASC&limit=100`,
    200,
  );
  return data.map(({ row_number: row }) => row);
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
