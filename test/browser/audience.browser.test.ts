import { after, before, describe, it } from 'node:test';
import { eventually } from '@sluice/kernel/testing';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { AudienceClient } from '../e2e/audience-client';
import { ConsoleBrowser, NO_BROWSER } from './console-browser';

const RECORDS = [1, 2, 3, 4].map((n) => ({ email: `person${n}@example.com`, age: 30 + n, member: false }));

describe('contacts, in a browser', { skip: NO_BROWSER }, () => {
  let stack: Stack;
  let browser: ConsoleBrowser;
  let user: AudienceClient;
  let id: string;

  before(async () => {
    stack = await startStack({ workers: 1 });
    const url = stack.apis[0]?.url as string;
    user = await AudienceClient.login(url, 'user');
    const bytes = Buffer.from(RECORDS.map((record) => JSON.stringify(record)).join('\n'));
    id = (await user.uploadFile({ name: 'contacts.ndjson', bytes })).body.upload_id;
    await user.waitForEnd(id);
    browser = await ConsoleBrowser.launch(url);
  });
  after(async () => {
    await browser?.close();
    await stack?.stop();
  });

  const records = async (): Promise<unknown[]> =>
    (await user.lines(id))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);

  it('keep the kinds of their fields, get a new one, and are deleted many at once', async () => {
    const visitor = await browser.open();
    const { page } = visitor;
    await visitor.signIn('user');
    await visitor.goTo(`/batches/audience/${id}`);
    await page.getByRole('tab', { name: /^Records/ }).click();
    await page.getByRole('button', { name: 'Change 1', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('age').fill('50');
    await dialog.getByRole('checkbox', { name: 'member' }).check();
    await dialog.getByLabel('Name of a new field').fill('city');
    await dialog.getByRole('button', { name: 'Add' }).click();
    await dialog.getByLabel('city').fill('Chiang Mai');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('cell', { name: 'Chiang Mai' }).waitFor();
    const changed = { ...RECORDS[0], age: 50, member: true, city: 'Chiang Mai' };
    expect(await records()).toEqual([changed, ...RECORDS.slice(1)]);

    for (const number of [2, 3])
      await page.getByRole('checkbox', { name: `Choose record ${number}` }).check();
    await page.getByRole('button', { name: 'Delete those chosen' }).click();
    await page.getByRole('dialog').getByText('Delete 2 records?').waitFor();
    await page.getByRole('button', { name: 'Yes, do it' }).click();
    await eventually('two to be gone', async () => (await records()).length === 2);
    expect(await records()).toEqual([changed, RECORDS[3]]);
    expect(visitor.faults).toEqual([]);
    await visitor.close();
  });
});
