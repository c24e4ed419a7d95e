import { rows } from '@sluice/kernel/db';
import { makeSheet } from '@sluice/test/fixtures/sheets';
import { rawZip } from '@sluice/test/fixtures/raw-zip';
import { between, chance, differences, type Kind, type Move, type Plan, untilEnded } from './kind';

const TASK = '14900113';
const OTHER_TASK = '14900114';

interface Page {
  bytes: Buffer;
  status: 'processed' | 'failed';
  taskId: string | null;
}

interface OmrPlan extends Plan {
  pages: Page[];
  isCancelled: boolean;
}

/** ZIPs of a few small sheets: sound ones, one of another task, damaged ones. Some batches are cancelled while they run. */
export async function omrKind(): Promise<Kind<OmrPlan>> {
  const sound = await makeSheet({ taskId: TASK, dpi: 80 });
  const pages = {
    sound: { bytes: sound, status: 'processed', taskId: TASK },
    other: {
      bytes: await makeSheet({ taskId: OTHER_TASK, dpi: 80 }),
      status: 'processed',
      taskId: OTHER_TASK,
    },
    damaged: { bytes: sound.subarray(0, sound.length >> 1), status: 'failed', taskId: null },
  } satisfies Record<string, Page>;
  return {
    system: 'omr',
    login: 'user',
    statuses: ['uploaded', 'processing', 'completed', 'failed'],
    plan(tag, random) {
      const isCancelled = chance(random, 0.15);
      const rest = Array.from({ length: between(random, 2, isCancelled ? 40 : 11) }, () =>
        chance(random, 0.15) ? pages.damaged : chance(random, 0.15) ? pages.other : pages.sound,
      );
      return {
        tag,
        isDoubled: chance(random, 0.2),
        isCancelled,
        // The first sheet says what the task is.
        pages: [pages.sound, ...rest],
        moves: isCancelled ? [cancelled] : [untilEnded],
      };
    },
    question({ tag, pages: planned }) {
      const zip = rawZip(planned.map(({ bytes }, at) => ({ name: `${at + 1}.jpg`, bytes, method: 0 })));
      const body = new FormData();
      body.append('file', new Blob([new Uint8Array(zip)]), `${tag}.zip`);
      body.append('has_qr', 'true');
      return { method: 'POST', path: '/api/batches/upload', body };
    },
    subjectOf: (body) => (body as { batch_id: string }).batch_id,
    pollPath: (subject) => `/api/batches/${subject}/progress`,
    seenOf(body) {
      const progress = body as Record<
        'sheet_count' | 'processed_count' | 'failed_count' | 'progress_percentage',
        number
      >;
      const { status } = body as { status: string };
      return {
        status,
        processed: progress.processed_count,
        failed: progress.failed_count,
        total: progress.sheet_count,
        percentage: progress.progress_percentage,
        hasEnded: status === 'completed' || status === 'failed',
      };
    },
    async made(db, { tag }) {
      return (await rows(db, 'SELECT 1 FROM omr_batches WHERE original_filename = $1', [`${tag}.zip`]))
        .length;
    },
    check: (db, planned, subject) => checkBatch(db, planned, subject),
  };
}

function cancelled(subject: string): Move {
  const question = { method: 'POST', path: `/api/batches/${subject}/cancel` };
  // It may have ended before.
  return { name: 'cancel', question, mayAnswer: [409], isDone: ({ hasEnded }) => hasEnded };
}

async function checkBatch(
  db: Parameters<Kind['check']>[0],
  { pages, isCancelled }: OmrPlan,
  subject: string,
): Promise<string[]> {
  const [batch] = await rows<Record<string, unknown>>(
    db,
    `SELECT status, task_id, sheet_count, processed_count, failed_count FROM omr_batches WHERE id = $1`,
    [subject],
  );
  const sheets = await rows<{ index: number; status: string; task_id: string | null }>(
    db,
    'SELECT index, status, task_id FROM omr_sheets WHERE batch_id = $1 ORDER BY index',
    [subject],
  );
  const count = (status: string): number => sheets.filter((sheet) => sheet.status === status).length;
  const counters = { processed_count: count('processed'), failed_count: count('failed') };
  if (isCancelled && batch?.['status'] === 'failed')
    // What was done is kept, what was not is said to be so: the counters agree with the sheets, whatever these are.
    return differences('the cancelled batch', batch, counters);
  const failed = pages.filter(({ status }) => status === 'failed').length;
  return [
    ...differences('the batch', batch, {
      status: 'completed',
      task_id: TASK,
      sheet_count: pages.length,
      processed_count: pages.length - failed,
      failed_count: failed,
    }),
    ...differences('the batch', batch, counters),
    ...pages.flatMap(({ status, taskId }, at) =>
      differences(`sheet ${at + 1}`, { ...sheets[at] }, { index: at + 1, status, task_id: taskId }),
    ),
    ...(sheets.length > pages.length ? [`${sheets.length} sheets of ${pages.length}`] : []),
  ];
}
