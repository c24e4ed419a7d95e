/**
 * The jobs with the ids of $1 and the epochs of $2 that are in a state, as `found`: locked in the order of all who lock
 * several, so that no two wait for each other. The state is asked for in words that no partial index has an answer for: see
 * RECALL in admission-rounds.
 */
export const findJobs = (state: 'admitted' | 'running'): string => `
  WITH found AS MATERIALIZED (
    SELECT jobs.id FROM unnest($1::uuid[], $2::int[]) AS wanted (id, epoch)
    JOIN jobs ON jobs.id = wanted.id AND jobs.epoch = wanted.epoch AND starts_with(jobs.state, '${state}')
    ORDER BY jobs.id FOR UPDATE OF jobs
  )`;

/** How statements about single jobs become one about many: what comes within one turn of the event loop goes together. */
export const groups = {
  // Nothing is remembered: each claim and each end is asked for once, and counts.
  cache: false,
  maxBatchSize: 100,
  batchScheduleFn: (send: () => void): void => void setImmediate(send),
} as const;
