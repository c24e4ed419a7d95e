import { type HtmlValue } from './html';
import { type Locale } from './locale';

/** When something was received, begun and finished. */
export interface Times {
  createdAt: Date;
  startedAt: Date | null;
  completedAt: Date | null;
}

/** The times of a batch, and how long it took, for the head of its report. */
export function timesOf(times: Times, { words, formats }: Locale): [name: string, value: HtmlValue][] {
  const { createdAt, startedAt, completedAt } = times;
  const begun = startedAt ?? createdAt;
  return [
    [words.createdAt, formats.time(createdAt)],
    [words.begunAt, startedAt ? formats.time(startedAt) : words.notYet],
    [words.finishedAt, completedAt ? formats.time(completedAt) : words.notYet],
    [words.duration, completedAt ? formats.duration(completedAt.getTime() - begun.getTime()) : words.notYet],
  ];
}
