import { after, before, describe, it } from 'node:test';
import { connectDatabase, type Database } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { eventually } from '@sluice/kernel/testing';
import { makeSheetSet } from '@sluice/test/fixtures/sheets';
import { makeZip } from '@sluice/test/fixtures/zips';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { OmrClient } from '../e2e/omr-client';
import { ConsoleBrowser, NO_BROWSER } from './console-browser';

const BATCHES = 3;

/** What an operator does when workers died on jobs, with a mouse. */
describe('operations, in a browser', { skip: NO_BROWSER }, () => {
  let stack: Stack;
  let browser: ConsoleBrowser;
  let db: Database;
  let user: OmrClient;
  const batchIds: string[] = [];

  before(async () => {
    stack = await startStack({ workers: 0 });
    const url = stack.apis[0]?.url as string;
    db = await connectDatabase({ url: stack.databaseUrl, log: silentLog });
    user = await OmrClient.login(url, 'user');
    const zip = await makeZip(await makeSheetSet({ count: 1, dpi: 40, taskId: '14900113' }));
    for (let n = 0; n < BATCHES; n++) batchIds.push((await user.upload(zip)).body.batch_id);
    // As if three workers had died on each.
    await db.query('UPDATE jobs SET crashes = 3');
    await stack.addWorker();
    for (const id of batchIds) expect(await user.waitForEnd(id)).toMatchObject({ status: 'failed' });
    browser = await ConsoleBrowser.launch(url);
  });
  after(async () => {
    await browser?.close();
    await db?.destroy();
    await stack?.stop();
  });

  it('requeues poison one by one and all that is left, and the audit trail knows it', async () => {
    const visitor = await browser.open();
    const { page } = visitor;
    await visitor.signIn('admin');
    await visitor.goTo('/operations?tab=jobs&state=failed');
    const requeue = page.getByRole('button', { name: /^Requeue: omr\./ });
    await eventually('all that failed to be there', async () => (await requeue.count()) === BATCHES);
    await requeue.first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Yes, do it' }).click();
    await page.getByRole('status').getByText('The batch does').waitFor();
    expect(await user.waitForEnd(batchIds.at(-1) as string)).toMatchObject({ status: 'completed' });

    // What failed stays on record; of the batch that is well by now nothing is done again.
    await page.getByRole('button', { name: 'Requeue all that match…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(`${BATCHES} jobs match.`).waitFor();
    await dialog.getByRole('button', { name: `Requeue ${BATCHES}` }).click();
    await dialog.getByText(`Batches retried: ${BATCHES - 1}. Left alone: 1.`).waitFor();
    await dialog.getByText('Nothing of the batch failed; there is nothing to do again').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    for (const id of batchIds) expect(await user.waitForEnd(id)).toMatchObject({ status: 'completed' });

    await page.getByRole('tab', { name: 'Audit' }).click();
    await eventually(
      'an entry for each',
      async () =>
        (await page.getByRole('cell', { name: 'omr.batch.retry', exact: true }).count()) === BATCHES,
    );
    expect(visitor.faults).toEqual([]);
    await visitor.close();
  });

  it('holds a queue back with a reason that others see, and lets it go on', async () => {
    const visitor = await browser.open();
    const { page } = visitor;
    await visitor.signIn('admin');
    await visitor.goTo('/operations');
    await page.getByRole('button', { name: 'Hold work back…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'What is held back' }).click();
    await page.getByRole('option', { name: 'omr', exact: true }).click();
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('the scanner is being cleaned');
    await dialog.getByRole('button', { name: 'Hold it back' }).click();
    await page.getByRole('cell', { name: 'the scanner is being cleaned' }).waitFor();
    await page.getByRole('row', { name: /^omr/ }).getByText('Held back').waitFor();

    await page.getByRole('button', { name: 'Resume: Queue omr' }).click();
    await dialog.getByRole('button', { name: 'Yes, do it' }).click();
    await page.getByText('Nothing is held back').waitFor();
    expect(visitor.faults).toEqual([]);
    await visitor.close();
  });
});
