import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Longest wait for quiet cores before a round. */
const IDLE_PATIENCE_MS = 30_000;
const IDLE_SHARE = 0.9;
const IDLE_SAMPLE_MS = 500;

/** One thing measured: does its work and gives what it cost, as a rate (larger is better). */
export interface Contender {
  name: string;
  /** Clears what the last round left; before the cores are waited for. */
  prepare?(): Promise<void>;
  run(): Promise<number>;
}

export interface Comparison {
  /** Name of the anchor. */
  anchor: string;
  /** Median rates by contender. */
  rates: Record<string, number>;
  /** Median and spread of `contender ÷ anchor`, paired round by round. */
  ratios: Record<string, { median: number; low: number; high: number }>;
  /** Rounds that began although the cores were not idle. */
  noisyStarts: number;
}

/**
 * Runs the anchor and the others in turn, round after round, each on quiet cores; the first round warms up and
 * is dropped.
 */
export async function compare(anchor: Contender, others: Contender[], rounds = 7): Promise<Comparison> {
  const contenders = [anchor, ...others];
  const samples = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  let noisyStarts = 0;
  for (let round = 0; round < rounds; round++) {
    for (const contender of contenders) {
      const { name } = contender;
      await contender.prepare?.();
      if (!(await untilIdle())) noisyStarts += 1;
      const rate = await contender.run();
      if (round > 0) samples.get(name)?.push(rate);
      process.stdout.write(`round ${round}${round === 0 ? ' (warm-up)' : ''}: ${name} ${rate.toFixed(1)}\n`);
    }
  }
  const rates: Comparison['rates'] = {};
  const ratios: Comparison['ratios'] = {};
  const anchors = samples.get(anchor.name) as number[];
  for (const [name, values] of samples) {
    rates[name] = median(values);
    const paired = values.map((value, round) => value / (anchors[round] as number));
    ratios[name] = { median: median(paired), low: Math.min(...paired), high: Math.max(...paired) };
  }
  return { anchor: anchor.name, rates, ratios, noisyStarts };
}

export function printComparison(title: string, unit: string, comparison: Comparison): void {
  const { rates, ratios, noisyStarts } = comparison;
  console.log(`\n${title}`);
  for (const [name, rate] of Object.entries(rates)) {
    const ratio = ratios[name];
    const spread = ratio
      ? `${ratio.median.toFixed(2)}  (${ratio.low.toFixed(2)}–${ratio.high.toFixed(2)})`
      : '';
    console.log(`  ${name.padEnd(44)} ${rate.toFixed(1).padStart(10)} ${unit}   ÷ anchor ${spread}`);
  }
  if (noisyStarts > 0) console.log(`  ${noisyStarts} runs began on cores that did not get idle within 30 s`);
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** Waits until nine tenths of all cores are idle. @returns false when they did not become so in time */
export async function untilIdle(): Promise<boolean> {
  const deadline = Date.now() + IDLE_PATIENCE_MS;
  while (Date.now() < deadline) {
    const before = cpuTimes();
    await sleep(IDLE_SAMPLE_MS);
    const after = cpuTimes();
    if ((after.idle - before.idle) / Math.max(1, after.total - before.total) >= IDLE_SHARE) return true;
  }
  return false;
}

/** The first line of /proc/stat: user nice system idle iowait irq softirq steal, in ticks since boot. */
function cpuTimes(): { idle: number; total: number } {
  const [line] = readFileSync('/proc/stat', 'utf8').split('\n', 1);
  const ticks = (line as string).trim().split(/\s+/).slice(1, 9).map(Number);
  const idle = (ticks[3] ?? 0) + (ticks[4] ?? 0);
  return { idle, total: ticks.reduce((sum, tick) => sum + tick, 0) };
}
