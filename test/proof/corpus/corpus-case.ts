import { type Bench } from './bench';

/** One hostile input, and what must become of it. */
export interface CorpusCase {
  family: string;
  name: string;
  /** Sends it. @returns the verdict in a line: the status of the answer, what the batch came to, the reason told */
  send(bench: Bench): Promise<string>;
  verdict: RegExp;
  /** From the first byte sent to the verdict. Default 15 s. */
  limitMs?: number;
  /** Most that API and worker may hold more than before. Default 150 and 300. */
  limitMib?: { api?: number; worker?: number };
  /** Takes long: left to the long form. */
  isLong?: boolean;
}

/** Cases of one family, by name. */
export function family(
  name: string,
  cases: Readonly<Record<string, Omit<CorpusCase, 'family' | 'name'>>>,
): CorpusCase[] {
  return Object.entries(cases).map(([what, one]) => ({ family: name, name: what, ...one }));
}
