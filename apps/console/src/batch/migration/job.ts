import { asForm, dataOf } from '@sluice/client';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../../app/queries';
import { client } from '../../app/session';
import { type User } from '../../app/user';
import { columnMappingOf, type Mapping, mappingFrom } from '../../migration/mapping';
import { batchKey } from '../use-live-batch';

/** @throws SluiceError 404, 403 */
export function readJob(id: string, signal?: AbortSignal) {
  const params = { path: { id } };
  return dataOf(client.http.GET('/api/v1/onboarding/migration/{id}', { params, ...(signal && { signal }) }));
}

/** A job of an import, as the API tells all of it. */
export type Job = Awaited<ReturnType<typeof readJob>>;

export function useJob(id: string) {
  return useQuery({
    queryKey: [...batchKey('migration', id), 'job'],
    queryFn: ({ signal }) => readJob(id, signal),
  });
}

/** Who may make, move and delete jobs, and see what is wrong in their rows. */
export function mayWrite({ role }: Pick<User, 'role'>): boolean {
  return role === 'admin' || role === 'owner';
}

export function isRunning({ status }: Pick<Job, 'status'>): boolean {
  return status === 'validating' || status === 'importing';
}

/** Nothing happens any more unless somebody asks. */
export function hasEnded({ status }: Pick<Job, 'status'>): boolean {
  return status === 'completed' || status === 'failed' || status === 'rolled_back';
}

/** Which column each field is read from. */
export function mappingOfJob({ metadata }: Job): Mapping {
  return mappingFrom(metadata.columnMapping);
}

/** Reads again what hangs on a job, and the list. */
export function jobChanged(id: string): Promise<unknown> {
  return Promise.all([
    queries.invalidateQueries({ queryKey: batchKey('migration', id) }),
    queries.invalidateQueries({ queryKey: ['batches'] }),
  ]);
}

const pathOf = (id: string) => ({ params: { path: { id } } });

/** @throws SluiceError */
export async function validateJob(id: string): Promise<void> {
  await client.http.POST('/api/v1/onboarding/migration/{id}/validate', pathOf(id));
  await jobChanged(id);
}

/** Imports the rows that have no errors. @throws SluiceError */
export async function startJob(id: string): Promise<void> {
  await client.http.POST('/api/v1/onboarding/migration/{id}/start', pathOf(id));
  await jobChanged(id);
}

/** @throws SluiceError */
export async function cancelJob(id: string): Promise<void> {
  await client.http.POST('/api/v1/onboarding/migration/{id}/cancel', pathOf(id));
  await jobChanged(id);
}

/** @throws SluiceError */
export async function retryJob(id: string): Promise<void> {
  await client.http.POST('/api/v1/onboarding/migration/{id}/retry', pathOf(id));
  await jobChanged(id);
}

/** @throws SluiceError */
export async function deleteJob(id: string): Promise<void> {
  await client.http.DELETE('/api/v1/onboarding/migration/{id}', pathOf(id));
  await queries.invalidateQueries({ queryKey: ['batches'] });
}

/** Makes a job of rows that failed in another and are corrected now. @returns its id @throws SluiceError */
export function sendCorrected({ id, import_type }: Job, file: File): Promise<string> {
  return upload({ file, import_type, parent_job_id: id });
}

/**
 * Sends a job's file again with other columns, for a job keeps those it was made with.
 * @returns the id of the new job
 * @throws SluiceError
 */
export async function sendAgain(job: Job, mapping: Mapping): Promise<string> {
  const { data } = await client.http.GET('/api/v1/onboarding/migration/{id}/file', {
    ...pathOf(job.id),
    parseAs: 'blob',
  });
  return upload({
    file: new File([data as unknown as Blob], job.file_name, { type: 'text/csv' }),
    import_type: job.import_type,
    column_mapping: JSON.stringify(columnMappingOf(job.columns, mapping)),
    parent_job_id: job.parent_job_id ?? undefined,
  });
}

/** Takes away a job that waits and has another in its place. What fails here leaves it in the list, and harms nobody. */
export async function removeReplaced(id: string): Promise<void> {
  await client.http
    .POST('/api/v1/onboarding/migration/{id}/cancel', pathOf(id))
    .then(() => deleteJob(id))
    .catch(() => undefined);
}

interface Upload {
  file: File;
  import_type: Job['import_type'];
  column_mapping?: string;
  parent_job_id?: string | undefined;
}

async function upload(body: Upload): Promise<string> {
  const answer = await dataOf(
    client.http.POST('/api/v1/onboarding/migration/upload', {
      body: body as never,
      bodySerializer: () => asForm(body),
    }),
  );
  return answer.job_id as string;
}

/** What the API would make of the start of a file. @throws SluiceError */
export function previewUpload({ import_type, parent_job_id }: Job, file: File) {
  const body = { file, import_type, parent_job_id: parent_job_id ?? undefined };
  return dataOf(
    client.http.POST('/api/v1/onboarding/migration/upload', {
      params: { query: { preview: true } },
      body: body as never,
      bodySerializer: () => asForm(body),
    }),
  );
}
