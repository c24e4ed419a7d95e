import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { csvBytes } from '@sluice/test/fixtures/pilgrims-csv';
import { makePackages } from '@sluice/test/fixtures/pilgrims-packages';
import { makePilgrims } from '@sluice/test/fixtures/pilgrims';
import { makeSheet } from '@sluice/test/fixtures/sheets';
import { makeZip } from '@sluice/test/fixtures/zips';
import { createTempData, type TempData } from '@sluice/tools/temp-data';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { MigrationClient } from '../e2e/migration-client';
import { ConsoleBrowser, NO_BROWSER } from './console-browser';
import { correctedFile, faultyMonth } from './console-data';

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
    temp?.remove();
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

  it('pauses an upload of several files and goes on with it, through a reload too', async () => {
    const small = await fileOf('PAT6805.DBF', correctedFile('PAT'));
    const large = await fileOf('large.zip', Buffer.alloc(24 * 2 ** 20, 'x'));
    const visitor = await browser.open();
    const { page } = visitor;
    const begun: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/api/uploads')) begun.push(request.url());
    });
    await visitor.signIn('owner');
    await visitor.goTo('/upload?system=revenue');
    await page.setInputFiles('input[type=file]', [small, large]);
    await visitor.slowDown(6_000_000);
    await page.getByRole('button', { name: /^Send 2 files/ }).click();
    await page.getByText(/Sending · (8|1\d)(\.\d+)? MiB/).waitFor();
    await page.getByRole('button', { name: /^Pause / }).click();
    await page.getByText(/^Paused · /).waitFor();
    await page.getByRole('button', { name: /^Go on with / }).click();
    await page.getByText(/^Sending · /).waitFor();
    await page.reload();
    await page.getByText(/Sending · (8|1\d|2\d)(\.\d+)? MiB/).waitFor();
    await visitor.slowDown(-1);
    await page.getByRole('link', { name: 'Open' }).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    // It is no ZIP at all, which is said where it is looked for.
    await page
      .getByRole('row')
      .filter({ hasText: 'large.zip' })
      .filter({ hasText: 'ZIP' })
      .filter({ hasText: 'Failed' })
      .waitFor();
    await page.getByRole('row').filter({ hasText: 'PAT6805.DBF' }).filter({ hasText: 'Read' }).waitFor();
    // One a file, however often it was broken off.
    expect(begun).toHaveLength(2);
    await visitor.close();
  });

  it('maps a CSV, validates it, imports it and takes it back', async () => {
    const admin = await MigrationClient.login(stack.apis[0]?.url as string, 'admin');
    await admin.import({ bytes: makePackages(20).bytes(), importType: 'package' });
    const pilgrims = makePilgrims({ rows: 200, faultEvery: 20, packages: 20 });
    const wrong = new Set(pilgrims.errors.map(({ rowNumber }) => rowNumber)).size;
    // A column whose name nobody knows: it has to be said which field it is.
    const header = pilgrims.header.map((name) => (name === 'nama' ? 'Kolom X' : name));
    const csv = await fileOf('jamaah.csv', csvBytes([header, ...pilgrims.rows]));

    const visitor = await browser.open();
    const { page } = visitor;
    await visitor.signIn('admin');
    await visitor.goTo('/upload?system=migration');
    await page.getByRole('link', { name: 'To the import' }).click();
    await page.setInputFiles('input[type=file]', csv);
    await page.getByRole('heading', { name: 'Which column is which?' }).waitFor();
    const takeIn = page.getByRole('button', { name: /^Take this file in/ });
    expect(await takeIn.isDisabled()).toBe(true);
    const column = page.getByRole('listitem').filter({ hasText: 'Kolom X' }).first();
    await column.dragTo(
      page
        .getByRole('listitem')
        .filter({ has: page.getByText('Nama', { exact: true }) })
        .last(),
    );
    await takeIn.click();

    await page.getByRole('button', { name: 'Check all rows' }).click();
    await page.getByText(`${200 - wrong} of 200 rows can go in`).waitFor();
    await page.getByText("Field 'nama' wajib diisi").first().waitFor();
    await page.getByRole('button', { name: `Import ${200 - wrong} rows` }).click();
    await page.getByText('Done, with errors').waitFor();
    expect(await admin.records('jamaah')).toHaveLength(200 - wrong);

    await page.getByRole('button', { name: 'Take back' }).click();
    const dialog = page.getByRole('dialog');
    await dialog
      .getByText(String(200 - wrong))
      .first()
      .waitFor();
    await dialog.getByRole('button', { name: /take|yes/i }).click();
    await page.getByText('The import has been taken back').waitFor();
    expect(await admin.records('jamaah')).toEqual([]);
    expect(visitor.faults).toEqual([]);
    await visitor.close();
  });

  it('shows what the files of a month say against each other, claim by claim, and takes a corrected one', async () => {
    const zip = await fileOf('claims-6805.zip', await faultyMonth());
    const visitor = await browser.open();
    const { page } = visitor;
    await visitor.signIn('user');
    await visitor.goTo('/upload?system=revenue');
    await page.setInputFiles('input[type=file]', zip);
    await page.getByRole('button', { name: /^Send 1 file/ }).click();
    await page.getByRole('link', { name: 'Open' }).click();
    await page.getByRole('heading', { level: 1, name: 'claims-6805.zip' }).waitFor();
    await page.getByRole('tab', { name: 'Findings by claim (17)' }).click();
    await page.getByRole('button', { name: /680500021/ }).click();
    await page.getByText('อยู่หลังวันรับบริการ').first().waitFor();
    await page.getByRole('tab', { name: 'Files (17)' }).click();
    await page.getByRole('button', { name: 'Look: PAT6805.DBF' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('checkbox', { name: 'Only wrong records' }).waitFor();
    expect(await dialog.getByRole('row').count()).toBeGreaterThan(1);

    // The corrected file takes the place of the one with errors.
    const corrected = await fileOf('PAT6805.DBF', correctedFile('PAT'));
    await dialog.locator('input[type=file]').setInputFiles(corrected);
    await dialog.waitFor({ state: 'detached' });
    const rowOfFile = page.getByRole('row').filter({ hasText: 'PAT6805.DBF' });
    await rowOfFile.filter({ has: page.getByRole('cell', { name: '0', exact: true }) }).waitFor();
    expect(await rowOfFile.count()).toBe(1);
    await page.getByRole('tab', { name: 'Files (17)' }).waitFor();

    const report = page.context().waitForEvent('page');
    await page.getByRole('button', { name: 'Report' }).click();
    const printed = await report;
    await printed.getByRole('heading', { level: 1 }).waitFor();
    expect(await printed.locator('html').getAttribute('lang')).toBe('th');
    expect(visitor.faults).toEqual([]);
    await visitor.close();
  });
});
