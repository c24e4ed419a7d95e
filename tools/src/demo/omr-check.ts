import { Checklist } from './sample';
import { type ScannedPile } from './scanned-pile';

/** The answers of `specs/omr.md`, as far as the demo looks at them. */
export interface OmrUpload {
  batch_id: string;
  status: string;
  total_size: number;
}

export interface OmrProgress {
  batch_uuid: string;
  status: string;
  sheet_count: number;
  processed_count: number;
  failed_count: number;
  progress_percentage: number;
}

export interface OmrStatus extends OmrProgress {
  task_id: string | null;
  error_message: string | null;
  warnings: { code: string; message: string; index?: number; filename?: string; task_id?: string }[];
  sheets: OmrSheet[];
}

interface OmrSheet {
  index: number;
  filename: string;
  status: string;
  task_id: string | null;
  error: string | null;
}

/** All that the service said of a batch. */
export interface OmrAnswers {
  upload: OmrUpload;
  /** The progress bodies in the order they came; the last is that of the ended batch. */
  polls: OmrProgress[];
  status: OmrStatus;
}

/** Compares what came back with what was made, sheet by sheet. @returns what differs, in words */
export function checkPile(pile: ScannedPile, { upload, polls, status }: OmrAnswers): string[] {
  const list = new Checklist();
  list.same('total_size of the upload', upload.total_size, pile.zip.length);
  checkPolls(list, polls);
  const failed = pile.sheets.filter((sheet) => sheet.status === 'failed').length;
  for (const [name, answer] of [
    ['progress', polls.at(-1)],
    ['status', status],
  ] as const) {
    list.same(`${name}: batch_uuid`, answer?.batch_uuid, upload.batch_id);
    list.same(`${name}: status`, answer?.status, 'completed');
    list.same(`${name}: sheet_count`, answer?.sheet_count, pile.sheets.length);
    list.same(`${name}: processed_count`, answer?.processed_count, pile.sheets.length - failed);
    list.same(`${name}: failed_count`, answer?.failed_count, failed);
    list.same(`${name}: progress_percentage`, answer?.progress_percentage, 100);
  }
  list.same('task_id of the batch', status.task_id, pile.taskId);
  list.same('error_message of the batch', status.error_message, null);
  checkSheets(list, pile, status.sheets);
  checkWarnings(list, pile, status.warnings);
  return list.mismatches;
}

function checkPolls(list: Checklist, polls: OmrProgress[]): void {
  for (const [at, { progress_percentage: percent }] of polls.entries()) {
    const before = polls[at - 1]?.progress_percentage ?? 0;
    if (percent < before) list.add(`progress falls from ${before} to ${percent}`);
  }
}

function checkSheets(list: Checklist, pile: ScannedPile, sheets: OmrSheet[]): void {
  list.same('number of sheets in the status', sheets.length, pile.sheets.length);
  for (const expected of pile.sheets) {
    const sheet = sheets.find(({ index }) => index === expected.index);
    const what = `sheet ${expected.index}`;
    list.same(`${what}: filename`, sheet?.filename, expected.filename);
    list.same(`${what}: status`, sheet?.status, expected.status);
    list.same(`${what}: task_id`, sheet?.task_id, expected.taskId);
    if (expected.status === 'failed') list.matches(`${what}: error`, sheet?.error, /cut short/);
    else list.same(`${what}: error`, sheet?.error, null);
  }
}

/** One warning for each sheet of another task, and no other. */
function checkWarnings(list: Checklist, pile: ScannedPile, warnings: OmrStatus['warnings']): void {
  const strays = pile.sheets.filter(({ taskId }) => taskId !== null && taskId !== pile.taskId);
  const expected = strays.map(({ index, taskId }) => `task_id_mismatch of sheet ${index}: ${taskId}`);
  const found = warnings.map(({ code, index, task_id }) => `${code} of sheet ${index}: ${task_id}`);
  list.same('warnings', found.join(', '), expected.join(', '));
}
