import { strayFiles } from '../faults/leftovers';
import { archiveCases } from './archives';
import { Bench } from './bench';
import { bodyCases } from './bodies';
import { type CorpusCase } from './corpus-case';
import { csvCases } from './csvs';
import { formCases } from './forms';
import { imageCases } from './images';
import { forgetPeak, memoryMib, peakMemoryMib } from '../program-memory';
import { resumableCases } from './resumable';
import { tableCases } from './tables';

const LIMIT_MS = 15_000;
const API_MIB = 150;
const WORKER_MIB = 300;

/** What became of the cases of one family. */
export interface FamilyFigures {
  family: string;
  cases: number;
  /** Verdicts other than expected, and answers that never came. */
  wrong: string[];
  slow: string[];
  large: string[];
  crashes: string[];
  longestMs: number;
  /** Most that the programs held more than before a case. */
  apiMib: number;
  workerMib: number;
}

export async function allCases(seed: number): Promise<CorpusCase[]> {
  return [
    ...(await archiveCases(seed)),
    ...(await imageCases(seed)),
    ...tableCases(seed),
    ...csvCases(seed),
    ...bodyCases(),
    ...(await formCases()),
    ...resumableCases(),
  ];
}

/** Sends all of them to one system. @param onCase is told of each that was not as it should be */
export async function runCorpus(
  cases: readonly CorpusCase[],
  onFault: (text: string) => void,
): Promise<{ families: FamilyFigures[]; leftovers: string[] }> {
  const bench = await Bench.start();
  try {
    const families = new Map<string, FamilyFigures>();
    for (const one of cases) {
      const figures = families.get(one.family) ?? noFigures(one.family);
      families.set(one.family, figures);
      await tryCase(bench, one, figures, (text) => onFault(`${one.family}, ${one.name}: ${text}`));
    }
    return { families: [...families.values()], leftovers: await strayFiles(bench.db, bench.stack) };
  } finally {
    await bench.stop();
  }
}

function noFigures(family: string): FamilyFigures {
  return {
    family,
    cases: 0,
    wrong: [],
    slow: [],
    large: [],
    crashes: [],
    longestMs: 0,
    apiMib: 0,
    workerMib: 0,
  };
}

async function tryCase(
  bench: Bench,
  {
    name,
    send,
    verdict,
    limitMs = LIMIT_MS,
    limitMib: { api: apiLimit = API_MIB, worker: workerLimit = WORKER_MIB } = {},
  }: CorpusCase,
  figures: FamilyFigures,
  onFault: (text: string) => void,
): Promise<void> {
  const programs = [bench.stack.apis[0], bench.stack.workers[0]].flatMap((program) => program ?? []);
  const before = programs.map(({ pid }) => memoryMib(pid));
  for (const { pid } of programs) forgetPeak(pid);
  const startedAt = performance.now();
  const said = await send(bench).catch((error: unknown) => `no verdict: ${String(error)}`);
  const tookMs = performance.now() - startedAt;
  figures.cases += 1;
  figures.longestMs = Math.max(figures.longestMs, tookMs);
  const fault = (list: string[], text: string): void => {
    list.push(`${name}: ${text}`);
    onFault(text);
  };
  if (!verdict.test(said))
    fault(figures.wrong, `expected ${String(verdict)}, was told ${said.slice(0, 300)}`);
  if (tookMs > limitMs) fault(figures.slow, `${Math.round(tookMs)} ms`);
  for (const [at, program] of programs.entries()) {
    if (program.hasExited()) {
      fault(figures.crashes, `${program.name} has ended: ${program.output().slice(-500)}`);
      await program.restart();
      continue;
    }
    const more = peakMemoryMib(program.pid) - (before[at] as number);
    const isApi = at === 0;
    if (isApi) figures.apiMib = Math.max(figures.apiMib, more);
    else figures.workerMib = Math.max(figures.workerMib, more);
    if (more > (isApi ? apiLimit : workerLimit))
      fault(figures.large, `${program.name} held ${Math.round(more)} MiB more`);
  }
}

/** What is not as promised, a sentence each. */
export function faultsOf({ family, wrong, slow, large, crashes }: FamilyFigures): string[] {
  return [...wrong, ...slow, ...large, ...crashes].map((text) => `${family}, ${text}`);
}
