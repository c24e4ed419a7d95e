import { dataOf } from '@sluice/client';
import { client } from '../../app/session';

const PAGE_JOBS = 100;
/** Of one look; more jobs than fit end between two looks only in bursts. */
const MAX_PAGES = 5;
/** Over which throughput is averaged; times of the API are whole seconds. */
const AVERAGED_SECONDS = 10;

/** Jobs that were done in the last seconds: the status counts only what has not ended. */
export class EndedJobs {
  private readonly jobs = new Map<string, { queue: string; at: number }>();

  has(id: string): boolean {
    return this.jobs.has(id);
  }

  add(id: string, queue: string, finishedAt: string): void {
    this.jobs.set(id, { queue, at: Date.parse(finishedAt) / 1000 });
  }

  /** Long enough for the next look to know where it has been before. */
  forgetAllBut(count: number): void {
    const tooMany = [...this.jobs.keys()].slice(0, Math.max(0, this.jobs.size - count));
    for (const id of tooMany) this.jobs.delete(id);
  }

  perSecond(queue: string, now: number): number {
    const recent = [...this.jobs.values()].filter(
      (job) => job.queue === queue && job.at > now - AVERAGED_SECONDS,
    );
    return recent.length / AVERAGED_SECONDS;
  }
}

/** Looks at the newest jobs that were done, page by page until it meets one that it knows. @param now seconds, the API's clock */
export async function readEnded(known: EndedJobs, now: number, signal: AbortSignal): Promise<void> {
  const sinceMs = (now - AVERAGED_SECONDS) * 1000;
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const query = { state: 'done' as const, limit: PAGE_JOBS, ...(cursor !== undefined && { cursor }) };
    const answer = await dataOf(client.http.GET('/api/ops/jobs', { params: { query }, signal })).catch(
      () => undefined,
    );
    if (!answer) return;
    const isNewGround = answer.jobs.every(({ id }) => !known.has(id));
    for (const { id, queue, finished_at } of answer.jobs) {
      if (finished_at !== null) known.add(id, queue, finished_at);
    }
    const isRecent = answer.jobs.some(
      ({ finished_at }) => finished_at !== null && Date.parse(finished_at) > sinceMs,
    );
    if (!isNewGround || !isRecent || answer.next_cursor === null) break;
    cursor = answer.next_cursor;
  }
  known.forgetAllBut(PAGE_JOBS * MAX_PAGES * AVERAGED_SECONDS);
}
