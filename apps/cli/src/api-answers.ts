/** What the API's operator routes answer, as far as it is printed here; all of it is at `/docs` of the API. */

export interface QueueStatus {
  queue: string;
  waiting: number;
  delayed: number;
  admitted: number;
  running: number;
  oldest_waiting_seconds: number | null;
  failed_last_hour: number;
  poison_last_hour: number;
  drained: boolean;
}

export interface WorkerStatus {
  id: string;
  host: string | null;
  version: string | null;
  queues: string[];
  concurrency: number;
  running: number;
  seen_seconds_ago: number;
  alive: boolean;
  draining: boolean;
  leader: boolean;
}

export interface Drain {
  scope: 'all' | 'queue' | 'worker';
  target: string | null;
  hand_back: boolean;
  until: string | null;
  reason: string | null;
  created_by: string | null;
  created_at: string;
}

export interface Status {
  at: string;
  version: string;
  postgres: string;
  redis: string;
  storage: string;
  chain: string;
  migrations: { applied: number; pending: string[]; unknown: number };
  leader: string | null;
  queues: QueueStatus[];
  workers: WorkerStatus[];
  drains: Drain[];
}

export interface Job {
  id: string;
  queue: string;
  name: string;
  state: string;
  given_up: string | null;
  batch_id: string;
  worker_id: string | null;
  epoch: number;
  attempts: number;
  crashes: number;
  created_at: string;
  error: string | null;
}

export interface JobsPage {
  jobs: Job[];
  next_cursor: string | null;
}

export interface RequeuedJob {
  job_id: string;
  batch_id: string;
  outcome: 'requeued' | 'retried';
  parts: number;
}

export interface BulkRequeue {
  dry_run: boolean;
  matched: number;
  batches: number;
  requeued: number;
  retried: number;
  skipped: { job_id: string; batch_id: string; code: string; message: string }[];
  next_cursor: string | null;
}

export interface RetriedBatch {
  batch_id: string;
  queue: string;
  parts: number;
}

export interface Resumed {
  ended: Drain[];
  still: Drain[];
}

export interface User {
  id: string;
  username: string;
  role: string;
  tenant_id: string;
  creator_address: string | null;
  disabled: boolean;
  created_at: string;
}

export interface Tenant {
  id: string;
  name: string;
  created_at: string;
}
