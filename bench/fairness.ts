import { availableParallelism } from 'node:os';
import { eventually } from '@sluice/kernel/testing';
import { OmrClient } from '@sluice/test/e2e/omr-client';
import { makeSheet } from '@sluice/test/fixtures/sheets';
import { makeZip } from '@sluice/test/fixtures/zips';
import { startStack } from '@sluice/tools/test-stack';
import { median, untilIdle } from './kit/measure';

/** A worker process keeps two cores busy: decoding beside reading codes. */
const CORES_PER_WORKER = 2;
const ROUNDS = 5;
const TRIES = 5;
const WAITING_SHEETS = 2_000;

/**
 * One sheet of 200 dpi with its code, from the first byte of its upload to the poll that says `completed`: alone,
 * and while another owner has 2,000 sheets waiting. Round by round, both in turn.
 */
async function measure(workers: number): Promise<void> {
  const stack = await startStack({ workers });
  try {
    const url = stack.apis[0]?.url as string;
    const busy = await OmrClient.login(url, 'owner');
    const light = await OmrClient.login(url, 'user');
    const single = await makeZip([{ name: '1.jpg', bytes: await makeSheet() }]);
    const tiny = await makeSheet({ dpi: 40 });
    const pile = await makeZip(
      Array.from({ length: WAITING_SHEETS }, (_, i) => ({ name: `${i + 1}.jpg`, bytes: tiny })),
    );

    const timeOfSingle = async (): Promise<number> => {
      const startedAt = performance.now();
      const { body } = await light.upload(single);
      const { status } = await light.waitForEnd(body.batch_id);
      if (status !== 'completed') throw new Error(`The single sheet is ${status}`);
      return performance.now() - startedAt;
    };
    const timesOfSingle = async (): Promise<number> => {
      const times: number[] = [];
      for (let tried = 0; tried < TRIES; tried++) times.push(await timeOfSingle());
      return median(times);
    };

    await timesOfSingle();
    const alone: number[] = [];
    const beside: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await untilIdle();
      alone.push(await timesOfSingle());
      const { body } = await busy.upload(pile, { task_id: '14900113' });
      const progress = async () => (await busy.progress(body.batch_id)).body;
      await eventually('the pile to be under way', async () => (await progress()).processed_count > 0);
      beside.push(await timesOfSingle());
      if ((await progress()).status !== 'processing') throw new Error('The pile ended too early');
      await busy.cancel(body.batch_id);
    }
    const ratios = beside.map((time, round) => time / (alone[round] as number));
    console.log(`\n${workers} worker process${workers > 1 ? 'es' : ''} on ${availableParallelism()} cores`);
    console.log(`  alone ${median(alone).toFixed(0)} ms, beside ${median(beside).toFixed(0)} ms`);
    const [low, high] = [Math.min(...ratios).toFixed(2), Math.max(...ratios).toFixed(2)];
    console.log(`  beside ÷ alone ${median(ratios).toFixed(2)}  (${low}–${high}); 2 at most is wanted`);
  } finally {
    await stack.stop();
  }
}

async function main(): Promise<void> {
  const fitting = Math.max(1, Math.floor(availableParallelism() / CORES_PER_WORKER));
  await measure(fitting);
  // More than the cores have room for: what is shared then is the processor, and no queue can help.
  await measure(2 * fitting);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
