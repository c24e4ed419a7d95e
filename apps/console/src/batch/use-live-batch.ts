import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { client } from '../app/session';
import { type Batch, isActive, readBatch, type System } from '../batches/overview';

const POLL_MS = 2_000;
/** What hangs on a batch (its sheets, files, rows) is read again this often while it changes. */
const DETAILS_MS = 2_000;
/** Speed is that of the last so many milliseconds. */
const SPEED_WINDOW_MS = 15_000;

/** Everything read of a batch has a key that begins so: it is read again when the batch changes. */
export function batchKey(system: string, id: string): [string, string, string] {
  return ['batch', system, id];
}

export interface Speed {
  /** Units a second; undefined until it has been seen moving. */
  perSecond: number | undefined;
  secondsLeft: number | undefined;
}

/** A batch as it is now: told by events while it changes, and by asking where events are not to be had. */
export function useLiveBatch(system: System, id: string) {
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: [...batchKey(system, id), 'overview'],
    queryFn: ({ signal }) => readBatch(system, id, signal),
    refetchInterval: ({ state }) => (state.data && isActive(state.data) ? POLL_MS : false),
  });
  const mayChange = query.data !== undefined && (isActive(query.data) || query.data.state === 'your_turn');
  const kind = query.data?.kind;
  useEffect(() => {
    if (!mayChange || kind === undefined) return;
    const stop = new AbortController();
    let readAt = 0;
    const listen = async (): Promise<void> => {
      for await (const { name } of client.watch({ system, id, kind }, { signal: stop.signal })) {
        const isNews = name === 'status' || name === 'done';
        if (!isNews && Date.now() - readAt < DETAILS_MS) continue;
        readAt = Date.now();
        await queries.invalidateQueries({ queryKey: batchKey(system, id) });
      }
    };
    // Without events the polling above goes on.
    listen().catch(() => undefined);
    return () => stop.abort();
  }, [system, id, mayChange, kind, queries]);
  return { ...query, speed: useSpeed(query.data) };
}

/** How fast a batch moves, from what was seen of it. */
function useSpeed(batch: Batch | undefined): Speed {
  const samples = useRef<{ atMs: number; ended: number }[]>([]);
  const [speed, setSpeed] = useState<Speed>({ perSecond: undefined, secondsLeft: undefined });
  const ended = batch ? batch.done + batch.failed : 0;
  const isMoving = batch?.state === 'working';
  const total = batch?.total ?? null;
  useEffect(() => {
    const now = Date.now();
    samples.current = isMoving
      ? [...samples.current.filter(({ atMs }) => now - atMs < SPEED_WINDOW_MS), { atMs: now, ended }]
      : [];
    const first = samples.current[0];
    const seconds = first ? (now - first.atMs) / 1000 : 0;
    const perSecond =
      first && seconds >= 1 && ended > first.ended ? (ended - first.ended) / seconds : undefined;
    const secondsLeft = perSecond !== undefined && total !== null ? (total - ended) / perSecond : undefined;
    setSpeed({ perSecond, secondsLeft });
  }, [ended, isMoving, total]);
  return speed;
}
