import { setTimeout as delay } from 'node:timers/promises';
import { asForm, dataOf, type SluiceClient } from '@sluice/client';
import { type ProgressLine } from '../demo-terminal';
import { bytesOf, signedIn } from './demo-client';
import { checkPile, type OmrAnswers, type OmrProgress, type OmrStatus, type OmrUpload } from './omr-check';
import { type DemoContext, type DemoSample, type SampleResult } from './sample';
import { drawPile, PILE_PAGES, type ScannedPile } from './scanned-pile';

/** `specs/omr.md` asks for 2–5 s; a bar that lives wants more. */
const POLL_EVERY_MS = 100;
/** Twice the published bound of recovery: a batch that has not moved for so long is stuck. */
const STUCK_AFTER_MS = 60_000;
const MIB = 1024 * 1024;

/** A ZIP of scanned answer sheets, each with its task id in a QR code, becomes a finished batch. */
export const omrSample: DemoSample = {
  name: 'omr',
  async run(context) {
    const pile = await draw(context);
    const client = await signedIn(context, 'user');
    const startedAt = performance.now();
    const secondsSince = (): number => (performance.now() - startedAt) / 1000;

    const bar = context.terminal.bar('omr: reading', PILE_PAGES);
    bar.update(0, `sending ${mib(pile.zip)} …`);
    const upload = await send(client, pile);
    const uploadSeconds = secondsSince();
    bar.update(0, 'waiting for the first sheets …');
    const { polls, firstSeconds } = await watch(context, client, upload.batch_id, bar, secondsSince);
    const totalSeconds = secondsSince();
    const status = await statusOf(client, upload.batch_id);
    return {
      rows: [
        ['what', `${PILE_PAGES} A4 pages at 200 dpi in a ZIP of ${mib(pile.zip)}`],
        ['upload', `${uploadSeconds.toFixed(2)} s`],
        ['first progress', `${firstSeconds.toFixed(2)} s after the start of the upload`],
        ['total', `${totalSeconds.toFixed(2)} s, upload included`],
        ['speed', `${(PILE_PAGES / totalSeconds).toFixed(1)} sheets/s`],
        ...outcome(status),
      ],
      mismatches: checkPile(pile, { upload, polls, status }),
    };
  },
};

async function draw({ terminal, signal }: DemoContext): Promise<ScannedPile> {
  const bar = terminal.bar('omr: drawing', PILE_PAGES);
  const pile = await drawPile(signal, (pages) => bar.update(pages));
  bar.finish('pages made for the sample');
  return pile;
}

async function send(client: SluiceClient, { zip }: ScannedPile): Promise<OmrUpload> {
  const uploadId = await client.uploadFile({ file: bytesOf(zip), filename: '117-with-qr.zip' });
  return dataOf(
    client.http.POST('/api/batches/upload', {
      body: { upload_id: uploadId, has_qr: true },
      bodySerializer: asForm,
    }),
  );
}

async function statusOf(client: SluiceClient, id: string): Promise<OmrStatus> {
  const params = { path: { id }, query: { limit: 200 } };
  const status = await dataOf(client.http.GET('/api/batches/{id}/status', { params }));
  if (!('sheets' in status)) throw new Error(`${id} is no batch of sheets`);
  return status;
}

async function progressOf(client: SluiceClient, id: string): Promise<OmrProgress> {
  const progress = await dataOf(client.http.GET('/api/batches/{id}/progress', { params: { path: { id } } }));
  if (!('sheet_count' in progress)) throw new Error(`${id} is no batch of sheets`);
  return progress;
}

/** Polls the progress until the batch has ended. @throws Error when it stands still */
async function watch(
  { signal }: DemoContext,
  client: SluiceClient,
  batchId: string,
  bar: ProgressLine,
  secondsSince: () => number,
): Promise<{ polls: OmrAnswers['polls']; firstSeconds: number }> {
  const polls: OmrProgress[] = [];
  let firstSeconds: number | undefined;
  let done = 0;
  let movedAt = performance.now();
  for (;;) {
    const progress = await progressOf(client, batchId);
    polls.push(progress);
    const now = progress.processed_count + progress.failed_count;
    const hasEnded = progress.status === 'completed' || progress.status === 'failed';
    if (now !== done) {
      done = now;
      movedAt = performance.now();
      firstSeconds ??= secondsSince();
      bar.update(done, progress.failed_count > 0 ? `${progress.failed_count} failed` : '');
    }
    if (hasEnded) {
      bar.finish(progress.status);
      return { polls, firstSeconds: firstSeconds ?? secondsSince() };
    }
    if (performance.now() - movedAt > STUCK_AFTER_MS) {
      throw new Error(
        `The batch has stood still for ${STUCK_AFTER_MS / 1000} s at ${JSON.stringify(progress)}`,
      );
    }
    await delay(POLL_EVERY_MS, undefined, { signal });
  }
}

function outcome(status: OmrStatus): SampleResult['rows'] {
  const failed = status.sheets.filter((sheet) => sheet.status === 'failed');
  return [
    ['status', status.error_message ? `${status.status}: ${status.error_message}` : status.status],
    ['sheets', `${status.processed_count} processed, ${status.failed_count} failed`],
    ['task id', status.task_id ?? 'none'],
    ...failed.map(({ filename, error }): [string, string] => ['failed sheet', `${filename}: ${error}`]),
    ...status.warnings.map(({ filename, message }): [string, string] => {
      return ['warning', filename === undefined ? message : `${filename}: ${message}`];
    }),
  ];
}

function mib(bytes: Buffer): string {
  return `${(bytes.length / MIB).toFixed(1)} MiB`;
}
