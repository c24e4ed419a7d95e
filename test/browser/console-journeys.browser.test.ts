import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { makeSheet } from '@sluice/test/fixtures/sheets';
import { makeZip } from '@sluice/test/fixtures/zips';
import { createTempData, type TempData } from '@sluice/tools/temp-data';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { ConsoleBrowser, NO_BROWSER } from './console-browser';

const SHEETS = 60;
const BROKEN = 'sheet-07.jpg';

/** What people come for, done with a mouse and a keyboard. */
describe('the console, in a browser', { skip: NO_BROWSER }, () => {
  let stack: Stack;
  let browser: ConsoleBrowser;
  let temp: TempData;

  before(async () => {
    temp = await createTempData();
    stack = await startStack({ chain: true });
    browser = await ConsoleBrowser.launch(stack.apis[0]?.url as string);
  });
  after(async () => {
    await browser?.close();
    await stack?.stop();
    await temp?.remove();
  });

  async function fileOf(name: string, bytes: Buffer): Promise<string> {
    const path = join(temp.path, name);
    await writeFile(path, bytes);
    return path;
  }

  it('sends a ZIP through a reload in the middle, shows it finish, and opens a failed sheet', async () => {
    const sheet = await makeSheet({ dpi: 100, taskId: '14900113' });
    const sheets = Array.from({ length: SHEETS }, (_, n) => {
      const name = `sheet-${String(n + 1).padStart(2, '0')}.jpg`;
      return { name, bytes: name === BROKEN ? sheet.subarray(0, 2_000) : sheet };
    });
    // More than one request of the upload, so that there is something to go on with.
    const padding = { name: 'notes.txt', bytes: Buffer.alloc(20 * 2 ** 20, 'x') };
    const zip = await fileOf('scans.zip', await makeZip([...sheets, padding], { store: true }));

    const visitor = await browser.open();
    const { page } = visitor;
    await visitor.signIn('user');
    await page.getByRole('link', { name: 'Upload' }).first().click();
    await page.setInputFiles('input[type=file]', zip);
    await visitor.slowDown(6_000_000);
    await page.getByRole('button', { name: /^Send 1 file/ }).click();
    await page.getByText(/Sending · (8|1\d)(\.\d+)? MiB/).waitFor();
    await page.reload();
    const card = page.getByRole('group', { name: 'scans.zip' });
    // It goes on where it was: nothing of what had arrived is sent again.
    await card.getByText(/Sending · (8|1\d|2\d)(\.\d+)? MiB/).waitFor();
    await visitor.slowDown(-1);
    await card.getByRole('link', { name: 'Open' }).click();

    await page.getByRole('heading', { level: 1, name: 'scans.zip' }).waitFor();
    await page.getByText('Done, with errors').waitFor();
    await page.getByText('14900113').first().waitFor();
    await page.getByRole('combobox', { name: 'Which sheets' }).click();
    await page.getByRole('option', { name: 'Failed (1)' }).click();
    await page.getByRole('button', { name: new RegExp(BROKEN) }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('The image is cut short or damaged').waitFor();
    await page.keyboard.press('ArrowRight');
    await dialog
      .getByText(/14900113/)
      .first()
      .waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(visitor.faults).toEqual([]);
    await visitor.close();
  });

  it('pauses an upload and goes on with it', async () => {
    const zip = await fileOf('large.zip', Buffer.alloc(24 * 2 ** 20, 'x'));
    const visitor = await browser.open();
    const { page } = visitor;
    await visitor.signIn('owner');
    await page.getByRole('link', { name: 'Upload' }).first().click();
    await page.setInputFiles('input[type=file]', zip);
    await visitor.slowDown(6_000_000);
    await page.getByRole('button', { name: /^Send 1 file/ }).click();
    await page.getByText(/Sending · (8|1\d)(\.\d+)? MiB/).waitFor();
    await page.getByRole('button', { name: 'Pause large.zip' }).click();
    await page.getByText(/^Paused · /).waitFor();
    await page.getByRole('button', { name: 'Go on with large.zip' }).click();
    await visitor.slowDown(-1);
    await page.getByRole('link', { name: 'Open' }).click();
    // It is no ZIP at all, which is said where it is looked for.
    await page.getByText('Failed', { exact: true }).first().waitFor();
    await page
      .getByText(/not a ZIP|ZIP/)
      .first()
      .waitFor();
    await visitor.close();
  });
});
