import { dataOf, SluiceError, type Subject } from '@sluice/client';
import { type Batch } from './api-answers';
import { type Context } from './context';
import { CliError, EXIT } from './exit-codes';
import { type SystemName } from './system-names';

/**
 * A batch, upload, file or import by its id; whose it is the list over all systems tells.
 * @throws CliError when there is none that this user may see
 */
export async function findBatch(
  { client }: Context,
  id: string,
  system: SystemName | undefined,
): Promise<Batch> {
  if (system !== undefined) return batchOf(client, { system, id });
  const { batches } = await dataOf(
    client.http.GET('/api/overview/batches', { params: { query: { q: id, limit: 100 } } }),
  );
  const found = batches.find((batch) => batch.id === id);
  if (!found) throw notThere(id);
  return found;
}

/** How it is now. @throws CliError when it is gone */
export async function batchOf(
  { http }: Context['client'],
  { system, id }: Pick<Subject, 'system' | 'id'>,
): Promise<Batch> {
  try {
    const params = { path: { system, id } };
    return await dataOf(http.GET('/api/overview/batches/{system}/{id}', { params }));
  } catch (error) {
    throw error instanceof SluiceError && error.status === 404 ? notThere(id) : error;
  }
}

function notThere(id: string): CliError {
  return new CliError(
    EXIT.failed,
    `There is no batch ${id} that you may see: sluice list; operators retry those of others by sluice ops retry`,
  );
}

const ENDS = new Set<Batch['state']>(['done', 'done_with_errors', 'failed', 'cancelled', 'rolled_back']);

/** Nothing happens any more unless somebody asks for it. */
export function hasEnded({ state }: Batch): boolean {
  return ENDS.has(state);
}

/** Some of it, or all, is not in. */
export function hasFailures({ state }: Batch): boolean {
  return state === 'done_with_errors' || state === 'failed' || state === 'cancelled';
}

/** `a.zip: done with errors, 10 of 12 sheets, 2 failed`. */
export function describe({ name, id, state, done, failed, total, unit, error }: Batch): string {
  const counts = total === null ? `${done} ${unit}` : `${done} of ${total} ${unit}`;
  const failures = failed > 0 ? `, ${failed} failed` : '';
  return `${name || id}: ${state.replaceAll('_', ' ')}, ${counts}${failures}${error === null ? '' : `: ${error}`}`;
}
