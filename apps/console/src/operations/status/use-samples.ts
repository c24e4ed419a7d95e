import { useEffect, useRef, useState } from 'react';
import { EndedJobs, readEnded } from './ended-jobs';
import { type Status } from './use-status';

/** How far back the charts go. */
export const WINDOW_SECONDS = 15 * 60;

export const MEASURES = ['waiting', 'running', 'oldest', 'throughput'] as const;
export type Measure = (typeof MEASURES)[number];

export interface Sample {
  /** Seconds since 1970. */
  at: number;
  /** By queue. */
  values: Record<string, Record<Measure, number>>;
}

/** What was seen since the page was opened, for as long as the charts go back. Nothing of it is stored. */
export function useSamples(status: Status | undefined): Sample[] {
  const [samples, setSamples] = useState<Sample[]>([]);
  const ended = useRef(new EndedJobs());
  useEffect(() => {
    if (!status) return;
    const stop = new AbortController();
    void readEnded(ended.current, secondsOf(status), stop.signal).then(() => {
      if (!stop.signal.aborted) setSamples((before) => withSample(before, status, ended.current));
    });
    return () => stop.abort();
  }, [status]);
  return samples;
}

/** By the API's clock: the browser's may be another. */
function secondsOf({ at }: Status): number {
  return Date.parse(at) / 1000;
}

function withSample(before: Sample[], status: Status, ended: EndedJobs): Sample[] {
  const at = Date.now() / 1000;
  const values = Object.fromEntries(
    status.queues.map(({ queue, waiting, admitted, running, oldest_waiting_seconds }) => [
      queue,
      {
        waiting: waiting + admitted,
        running,
        oldest: oldest_waiting_seconds ?? 0,
        throughput: ended.perSecond(queue, secondsOf(status)),
      },
    ]),
  );
  return [...before.filter((sample) => sample.at >= at - WINDOW_SECONDS), { at, values }];
}
