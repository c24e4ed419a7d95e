import { type paths } from '@sluice/client';

/** The JSON that a route answers with that status, as the API's document has it. */
export type Answer<
  Path extends keyof paths,
  Method extends 'get' | 'post' | 'patch',
  Status extends number = 200,
> = paths[Path][Method] extends {
  responses: Record<Status, { content: { 'application/json': infer Body } }>;
}
  ? Body
  : never;

export type Status = Answer<'/api/ops/status', 'get'>;
export type QueueStatus = Status['queues'][number];
export type WorkerStatus = Status['workers'][number];
export type Drain = Status['drains'][number];
export type BulkRequeue = Answer<'/api/ops/jobs/requeue', 'post'>;
export type User = Answer<'/api/users', 'get'>[number];
/** A batch, upload, file or import, in the words that all systems share. */
export type Batch = Answer<'/api/overview/batches/{system}/{id}', 'get'>;
