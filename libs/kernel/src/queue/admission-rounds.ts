import { IN_FORCE, IS_ALIVE } from './sql-conditions';

/** Slots kept even when no worker has announced itself yet; and so many jobs an owner may have whoever else waits. */
const MIN_SLOTS = 16;
/** Behind every owner of a queue. */
const LAST_UUID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/**
 * Decides what leaves Postgres for Redis, at one moment and in one statement: of each queue, the oldest
 * job of every owner, then everyone's second, and so on, until the fleet has twice as many jobs at
 * hand as it can run at once, or, where jobs are short, as many as end in half a second (AdmissionPace).
 * `turn` counts what an owner has there already, so a busy owner waits for those who have less. Who is alone may fill
 * the fleet. Raising the epoch here is what makes every delivery claimable once.
 *
 * When others' jobs fill the fleet, the first job of an owner who has none there takes the express lane:
 * every worker keeps one slot for it.
 *
 * Owners are found by skipping through the index (the recursive part), so the statement costs as much
 * as there are owners and slots, however many jobs wait. A drained queue is skipped at its first owner, and
 * drained workers have no slots.
 */
export const ADMIT = `
  WITH RECURSIVE drained AS MATERIALIZED (
    SELECT coalesce(array_agg(target) FILTER (WHERE scope = 'queue'), '{}') AS queues,
      coalesce(array_agg(target) FILTER (WHERE scope = 'worker'), '{}') AS workers,
      coalesce(bool_or(scope = 'all'), false) AS everything
    FROM drains WHERE ${IN_FORCE}
  ), capacity AS (
    SELECT queue, greatest(${MIN_SLOTS}, 2 * sum(concurrency), ($2::jsonb ->> queue)::int) AS slots,
      sum(concurrency) AS running,
      count(*) AS express_slots
    FROM workers, unnest(queues) AS queue
    WHERE ${IS_ALIVE} AND id <> ALL ((SELECT workers FROM drained)::text[])
    GROUP BY queue
  ), owners AS (
    (SELECT queue, owner_id FROM jobs
     WHERE state = 'waiting' AND NOT (SELECT everything FROM drained) ORDER BY queue, owner_id LIMIT 1)
    UNION ALL
    SELECT next.queue, next.owner_id FROM owners, LATERAL (
      SELECT queue, owner_id FROM jobs
      WHERE state = 'waiting' AND (queue, owner_id) > (owners.queue, CASE
        WHEN owners.queue = ANY ((SELECT queues FROM drained)::text[]) THEN '${LAST_UUID}'::uuid
        ELSE owners.owner_id END)
      ORDER BY queue, owner_id LIMIT 1
    ) AS next
  ), active AS (
    SELECT queue, owner_id, count(*) AS jobs, count(*) FILTER (WHERE express) AS express FROM jobs
    WHERE state IN ('admitted', 'running') GROUP BY queue, owner_id
  ), load AS (
    SELECT queue, sum(jobs) AS jobs, sum(express) AS express FROM active GROUP BY queue
  ), shares AS (
    -- More than that an owner can't get while the others wait, so more need not be looked at.
    SELECT queue, greatest(${MIN_SLOTS}, ceil(max(slots)::numeric / count(*)))::int AS jobs
    FROM owners LEFT JOIN capacity USING (queue) GROUP BY queue
  ), candidates AS (
    SELECT owners.queue, waiting.id,
      coalesce(active.jobs, 0) + row_number() OVER (PARTITION BY owners.queue, owners.owner_id ORDER BY waiting.id) AS turn
    FROM owners
    JOIN shares USING (queue)
    LEFT JOIN active USING (queue, owner_id),
    LATERAL (
      SELECT id FROM jobs
      WHERE state = 'waiting' AND queue = owners.queue AND owner_id = owners.owner_id AND run_after <= now()
      ORDER BY id LIMIT greatest(0, coalesce($1::int, shares.jobs) - coalesce(active.jobs, 0))
    ) AS waiting
    WHERE owners.queue <> ALL ((SELECT queues FROM drained)::text[])
  ), ranked AS (
    SELECT queue, id, turn, row_number() OVER (PARTITION BY queue ORDER BY turn, id) AS place FROM candidates
  ), placed AS (
    SELECT ranked.*,
      place <= coalesce(slots, ${MIN_SLOTS}) - coalesce(load.jobs, 0) AS fits,
      turn = 1 AND load.jobs - load.express >= running AND place <= express_slots - load.express AS express
    FROM ranked LEFT JOIN capacity USING (queue) LEFT JOIN load USING (queue)
  ), chosen AS MATERIALIZED (
    SELECT id, coalesce(express, false) AS express FROM placed WHERE fits OR express
  ), admitted AS (
    UPDATE jobs SET state = 'admitted', epoch = epoch + 1, admitted_at = now(), worker_id = NULL,
      express = chosen.express
    FROM chosen
    -- The state is checked on the row itself, for it may have been cancelled while this statement waited for it; and in
    -- words that no partial index has an answer for (see below).
    WHERE jobs.id = chosen.id AND starts_with(jobs.state, 'waiting')
    RETURNING jobs.id, jobs.queue, name, epoch, jobs.express, trace_context,
      extract(epoch FROM now() - greatest(created_at, run_after))::float AS waited
  )
  SELECT admitted.id AS "jobId", admitted.queue, admitted.name, admitted.epoch, admitted.express,
    trace_context AS "traceContext", waited AS "waitedSeconds", coalesce(load.jobs, 0)::int AS "atHand"
  FROM admitted JOIN ranked USING (id) LEFT JOIN load ON load.queue = admitted.queue
  ORDER BY ranked.turn, admitted.id`;

/**
 * Calls back what lies in Redis when an owner comes who has nothing there: all but each owner's first job
 * goes back to waiting, to be ranked anew in the same round. BullMQ is first in, first out; without this a
 * newcomer would stand behind everything that a busy owner has admitted. In a busy fleet where everyone has
 * one job in Redis nothing is called back.
 */
export const RECALL = `
  WITH RECURSIVE active AS (
    SELECT id, queue, owner_id, state, express, row_number() OVER (
      PARTITION BY queue, owner_id ORDER BY state = 'running' DESC, id) AS turn
    FROM jobs WHERE state IN ('admitted', 'running')
  ), surplus AS (
    SELECT id, queue FROM active WHERE state = 'admitted' AND turn > 1 AND NOT express
  ), owners AS (
    (SELECT queue, owner_id FROM jobs
     WHERE state = 'waiting' AND EXISTS (SELECT 1 FROM surplus) ORDER BY queue, owner_id LIMIT 1)
    UNION ALL
    SELECT next.queue, next.owner_id FROM owners, LATERAL (
      SELECT queue, owner_id FROM jobs
      WHERE state = 'waiting' AND (queue, owner_id) > (owners.queue, owners.owner_id)
      ORDER BY queue, owner_id LIMIT 1
    ) AS next
  ), newcomers AS MATERIALIZED (
    SELECT DISTINCT absent.queue
    FROM (SELECT queue, owner_id FROM owners EXCEPT SELECT queue, owner_id FROM active) AS absent, LATERAL (
      SELECT 1 FROM jobs WHERE state = 'waiting' AND run_after <= now()
        AND jobs.queue = absent.queue AND jobs.owner_id = absent.owner_id LIMIT 1
    ) AS due
  ), called AS MATERIALIZED (
    SELECT surplus.id FROM surplus JOIN newcomers USING (queue)
  )
  UPDATE jobs SET state = 'waiting' FROM called
  -- The state is checked on the row itself, and in words that no partial index has an answer for: statistics are old
  -- when jobs have just been admitted, and that index, believed to be empty, would be read from end to end for each.
  WHERE jobs.id = called.id AND starts_with(jobs.state, 'admitted')
  RETURNING jobs.id AS "jobId", jobs.epoch, jobs.queue, jobs.express`;
