import { type Measure, type Sample } from './use-samples';

/** A pause as long as that is shown as one: the line breaks. */
const PAUSE_SECONDS = 15;

/** Samples as uPlot wants them: times, then a line a queue. */
export function columnsOf(samples: Sample[], queues: string[], measure: Measure): (number | null)[][] {
  const columns: (number | null)[][] = [[], ...queues.map(() => [])];
  const add = (at: number, valueOf: (queue: string) => number | null): void => {
    columns[0]?.push(at);
    queues.forEach((queue, index) => columns[index + 1]?.push(valueOf(queue)));
  };
  let before: number | undefined;
  for (const { at, values } of samples) {
    if (before !== undefined && at - before > PAUSE_SECONDS) add(before + 1, () => null);
    add(at, (queue) => values[queue]?.[measure] ?? null);
    before = at;
  }
  return columns;
}
