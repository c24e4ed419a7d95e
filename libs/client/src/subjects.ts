import { type Client } from 'openapi-fetch';
import { dataOf } from './data-of';
import { type paths } from './schema';

/**
 * What can be watched: a batch of omr, content or revenue, an upload of audience, a job of migration. A `file` is one of
 * revenue; what is processed of it are its records.
 */
export interface Subject {
  system: 'omr' | 'content' | 'revenue' | 'audience' | 'migration';
  id: string;
  kind?: 'batch' | 'file';
}

/** How far it is, in the words that all systems share. */
export interface SubjectProgress {
  id: string;
  /** The system's own word. */
  status: string;
  processed: number;
  failed: number;
  /** 0 while it is not known yet. */
  total: number;
  progress_percentage: number;
  /** Of audience, whose `status` never changes: what is being done. */
  processing_status?: string;
}

/** One look at it, by polling. */
export interface Look {
  progress: SubjectProgress;
  isFinal: boolean;
}

type Http = Client<paths>;

/** Where the events of a subject are. */
export function eventsPath({ system, id, kind }: Subject): string {
  const folder = kind === 'file' ? '/api/revenue/files' : FOLDERS[system];
  return `${folder}/${encodeURIComponent(id)}/events`;
}

const FOLDERS: Readonly<Record<Subject['system'], string>> = {
  omr: '/api/batches',
  content: '/api/batches',
  revenue: '/api/revenue/batches',
  audience: '/api/audience/batch-upload',
  migration: '/api/v1/onboarding/migration',
};

/** Asks once. @throws SluiceError */
export function lookAt(http: Http, { system, id, kind }: Subject): Promise<Look> {
  return kind === 'file' ? lookAtFile(http, id) : LOOKS[system](http, id);
}

const LOOKS: Readonly<Record<Subject['system'], (http: Http, id: string) => Promise<Look>>> = {
  omr: lookAtBatch,
  content: lookAtBatch,
  async revenue(http, id) {
    const { data } = await dataOf(
      http.GET('/api/revenue/batches/{id}/progress', { params: { path: { id } } }),
    );
    const { status, totalFiles, successFiles, errorFiles, progressPercentage } = data;
    return look(id, status, status !== 'processing', {
      processed: successFiles,
      failed: errorFiles,
      total: totalFiles,
      percentage: progressPercentage,
    });
  },
  async audience(http, id) {
    const upload = await dataOf(
      http.GET('/api/audience/batch-upload/{id}/progress', { params: { path: { id } } }),
    );
    const isFinal = ['completed', 'failed'].includes(upload.processing_status);
    const { progress } = look(id, upload.upload_status, isFinal, {
      processed: upload.rows_loaded,
      failed: upload.rows_rejected,
      total: upload.rows_received,
      percentage: upload.progress_percentage,
    });
    return { progress: { ...progress, processing_status: upload.processing_status }, isFinal };
  },
  async migration(http, id) {
    const job = await dataOf(
      http.GET('/api/v1/onboarding/migration/{id}/status', { params: { path: { id } } }),
    );
    const isFinal = ['completed', 'failed', 'rolled_back'].includes(job.status);
    return look(id, job.status, isFinal, {
      processed: job.processed_rows,
      failed: job.invalid_rows,
      total: job.total_rows,
      percentage: job.progress_percentage,
    });
  },
};

/** omr and content share their paths; which of them a batch is of is told by the answer. */
async function lookAtBatch(http: Http, id: string): Promise<Look> {
  const batch = await dataOf(http.GET('/api/batches/{id}/progress', { params: { path: { id } } }));
  const isFinal = ['completed', 'failed'].includes(batch.status);
  if ('batchId' in batch) {
    return look(id, batch.status, isFinal, {
      processed: batch.successCount,
      failed: batch.failureCount,
      total: batch.totalItems,
      percentage: batch.progressPercentage,
    });
  }
  return look(id, batch.status, isFinal, {
    processed: batch.processed_count,
    failed: batch.failed_count,
    total: batch.sheet_count,
    percentage: batch.progress_percentage,
  });
}

async function lookAtFile(http: Http, id: string): Promise<Look> {
  const { data } = await dataOf(http.GET('/api/revenue/files/{id}', { params: { path: { id } } }));
  return look(id, data.status, ['completed', 'error'].includes(data.status), {
    processed: data.validRecords,
    failed: data.invalidRecords,
    total: data.totalRecords,
    percentage: data.progressPercentage,
  });
}

interface Counts {
  processed: number;
  failed: number;
  total: number;
  percentage: number;
}

function look(id: string, status: string, isFinal: boolean, { percentage, ...counts }: Counts): Look {
  return { progress: { id, status, ...counts, progress_percentage: percentage }, isFinal };
}
