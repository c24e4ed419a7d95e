import { setTimeout as delay } from 'node:timers/promises';
import { asForm, dataOf, type SluiceClient } from '@sluice/client';
import { type ProgressLine } from '../demo-terminal';
import { type ClaimsOfAMonth, makeClaims } from './claims-of-a-month';
import { bytesOf, signedIn } from './demo-client';
import {
  checkClaims,
  type RevenueAnswers,
  type RevenueFile,
  type RevenueProgress,
  type RevenueUpload,
} from './revenue-check';
import { type DemoContext, type DemoSample } from './sample';

const POLL_EVERY_MS = 50;
/** Twice the published bound of recovery: a batch that has not moved for so long is stuck. */
const STUCK_AFTER_MS = 60_000;
/** Claims that the table shows; the check looks at all. */
const CLAIMS_SHOWN = 3;

/** A month of a hospital's claim files in a ZIP becomes checked records and a list of claims at risk. */
export const revenueSample: DemoSample = {
  name: 'revenue',
  async run(context) {
    const claims = await makeClaims();
    const client = await signedIn(context, 'user');
    const bar = context.terminal.bar('revenue: files', claims.files.length);
    const startedAt = performance.now();
    const upload = await send(client, claims);
    const polls = await watch(context, client, upload.batchId, bar);
    const seconds = (performance.now() - startedAt) / 1000;
    const answers = { upload, polls, ...(await gather(client, claims, upload.batchId)) };
    const { report } = answers;
    return {
      rows: [
        ['what', `${claims.files.length} claim files (DBF, windows-874) in a ZIP of ${kib(claims.zip)}`],
        ['total', `${seconds.toFixed(2)} s, upload included`],
        ['status', polls.at(-1)?.status ?? ''],
        ['records', recordsOf(answers.files)],
        ['wrong records', wrongRecords(claims, answers)],
        ['claims', `${report.totals.claims} at risk, ${report.totals.amountAtRisk.toFixed(2)} baht`],
        ...report.claims.slice(0, CLAIMS_SHOWN).map(({ amountAtRisk, findings }): [string, string] => {
          return ['claim at risk', `${amountAtRisk.toFixed(2)} baht: ${findings[0]?.message}`];
        }),
      ],
      mismatches: checkClaims(claims, answers),
    };
  },
};

/** Does not wait for the work in the request: a bar is to be seen. */
async function send(client: SluiceClient, { zip, filename }: ClaimsOfAMonth): Promise<RevenueUpload> {
  const uploadId = await client.uploadFile({ file: bytesOf(zip), filename });
  const { data } = await dataOf(
    client.http.POST('/api/revenue/upload', {
      headers: { Prefer: 'respond-async' },
      body: { upload_id: uploadId },
      bodySerializer: asForm,
    }),
  );
  if (data.batchId === null) throw new Error('A ZIP became no batch');
  return { ...data, batchId: data.batchId };
}

/** Polls the progress until the batch has ended. @throws Error when it stands still */
async function watch(
  { signal }: DemoContext,
  client: SluiceClient,
  batchId: string,
  bar: ProgressLine,
): Promise<RevenueProgress[]> {
  const polls: RevenueProgress[] = [];
  let movedAt = performance.now();
  for (;;) {
    const params = { path: { id: batchId } };
    const { data } = await dataOf(client.http.GET('/api/revenue/batches/{id}/progress', { params }));
    const before = polls.at(-1);
    polls.push(data);
    if (data.progressPercentage !== before?.progressPercentage || data.checkState !== before.checkState) {
      movedAt = performance.now();
      bar.update(data.successFiles + data.errorFiles, data.checkState === 'waiting' ? 'comparing them' : '');
    }
    if (data.totalFiles > 0 && data.processingFiles === 0 && data.checkState !== 'waiting') {
      bar.finish(data.status);
      return polls;
    }
    if (performance.now() - movedAt > STUCK_AFTER_MS) {
      throw new Error(`The batch has stood still for ${STUCK_AFTER_MS / 1000} s at ${JSON.stringify(data)}`);
    }
    await delay(POLL_EVERY_MS, undefined, { signal });
  }
}

/** Files, report, what is wrong with records, and a record of a patient. */
async function gather(
  client: SluiceClient,
  claims: ClaimsOfAMonth,
  batchId: string,
): Promise<Pick<RevenueAnswers, 'files' | 'report' | 'errors' | 'patientName'>> {
  const { http } = client;
  const batch = { path: { id: batchId } };
  const { files } = (await dataOf(http.GET('/api/revenue/batches/{id}', { params: batch }))).data;
  const whole = { ...batch, query: { limit: 100 } };
  const report = (await dataOf(http.GET('/api/revenue/batches/{id}/report', { params: whole }))).data;
  const errors: RevenueAnswers['errors'] = {};
  for (const { id, filename } of files) {
    const params = { path: { id }, query: { limit: 100 } };
    errors[filename] = (await dataOf(http.GET('/api/revenue/files/{id}/errors', { params }))).data.errors;
  }
  const patients = files.find(({ filename }) => filename.startsWith('PAT'));
  const params = { path: { id: patients?.id ?? '' }, query: { limit: 1 } };
  const { records } = (await dataOf(http.GET('/api/revenue/files/{id}/records', { params }))).data;
  const data = (records[0]?.data ?? {}) as Record<string, unknown>;
  const isSought = data['HN'] === claims.patient.hn;
  return { files, report, errors, patientName: isSought ? `${data['FNAME']} ${data['LNAME']}` : '' };
}

function recordsOf(files: RevenueFile[]): string {
  const sum = (count: (file: RevenueFile) => number): number =>
    files.reduce((total, file) => total + count(file), 0);
  return `${sum((file) => file.validRecords)} valid, ${sum((file) => file.invalidRecords)} invalid, ${sum((file) => file.skippedRecords)} deleted or blank`;
}

function wrongRecords({ problems }: ClaimsOfAMonth, { errors }: Pick<RevenueAnswers, 'errors'>): string {
  return `${Object.values(errors).flat().length} of ${problems.length} planted faults told`;
}

function kib(bytes: Buffer): string {
  return `${(bytes.length / 1024).toFixed(0)} KiB`;
}
