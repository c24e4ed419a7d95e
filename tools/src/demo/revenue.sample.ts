import { setTimeout as delay } from 'node:timers/promises';
import { type ProgressLine } from '../demo-terminal';
import { type ClaimsOfAMonth, makeClaims } from './claims-of-a-month';
import { DemoClient } from './demo-client';
import {
  checkClaims,
  type RevenueAnswers,
  type RevenueError,
  type RevenueFile,
  type RevenueProgress,
  type RevenueReport,
  type RevenueUpload,
} from './revenue-check';
import { type DemoContext, type DemoSample } from './sample';

const POLL_EVERY_MS = 50;
/** Twice the published bound of recovery: a batch that has not moved for so long is stuck. */
const STUCK_AFTER_MS = 60_000;
/** Claims that the table shows; the check looks at all. */
const CLAIMS_SHOWN = 3;

interface Envelope<Data> {
  data: Data;
}

/** A month of a hospital's claim files in a ZIP becomes checked records and a list of claims at risk. */
export const revenueSample: DemoSample = {
  name: 'revenue',
  async run(context) {
    const claims = await makeClaims();
    const client = await DemoClient.login(context, 'user');
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
async function send(client: DemoClient, { zip, filename }: ClaimsOfAMonth): Promise<RevenueUpload> {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(zip)]), filename);
  const headers = { Prefer: 'respond-async' };
  const options = { method: 'POST', body: form, headers } as const;
  return (await client.request<Envelope<RevenueUpload>>('/api/revenue/upload', 202, options)).data;
}

/** Polls the progress until the batch has ended. @throws Error when it stands still */
async function watch(
  { signal }: DemoContext,
  client: DemoClient,
  batchId: string,
  bar: ProgressLine,
): Promise<RevenueProgress[]> {
  const polls: RevenueProgress[] = [];
  let movedAt = performance.now();
  for (;;) {
    const { data } = await client.request<Envelope<RevenueProgress>>(
      `/api/revenue/batches/${batchId}/progress`,
      200,
    );
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
  client: DemoClient,
  claims: ClaimsOfAMonth,
  batchId: string,
): Promise<Pick<RevenueAnswers, 'files' | 'report' | 'errors' | 'patientName'>> {
  const get = async <Data>(path: string): Promise<Data> =>
    (await client.request<Envelope<Data>>(`/api/revenue${path}`, 200)).data;
  const { files } = await get<{ files: RevenueFile[] }>(`/batches/${batchId}`);
  const report = await get<RevenueReport>(`/batches/${batchId}/report?limit=100`);
  const errors: RevenueAnswers['errors'] = {};
  for (const { id, filename } of files) {
    errors[filename] = (await get<{ errors: RevenueError[] }>(`/files/${id}/errors?limit=100`)).errors;
  }
  const patients = files.find(({ filename }) => filename.startsWith('PAT'));
  const { records } = await get<{ records: { data: Record<string, string> }[] }>(
    `/files/${patients?.id}/records?limit=1`,
  );
  const [{ data = {} } = {}] = records;
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
