import { after, before, describe, it } from 'node:test';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { sql } from './browser-sql';
import { ConsoleBrowser, NO_BROWSER } from './console-browser';

const SHEETS = 20_000;
const BATCH = '01890000-0000-7000-8000-00000000ffff';
/** In the document at once: what is on the screen, and a few rows above and below. */
const MOST_SHEETS = 120;

describe('a batch of 20,000 sheets, in a browser', { skip: NO_BROWSER }, () => {
  let stack: Stack;
  let browser: ConsoleBrowser;

  before(async () => {
    stack = await startStack({ workers: 0 });
    browser = await ConsoleBrowser.launch(stack.apis[0]?.url as string);
    await sql(
      stack.databaseUrl,
      `INSERT INTO omr_batches (id, tenant_id, owner_id, uploaded_by, task_id, upload_strategy, reads_qr, original_filename,
         total_size, status, sheet_count, processed_count, created_at)
       SELECT '${BATCH}', tenant_id, id, username, '14900113', 'zip_with_qr', true, 'pile.zip', 1000, 'completed', ${SHEETS},
         ${SHEETS}, now()
       FROM users WHERE username = 'user'`,
    );
    await sql(
      stack.databaseUrl,
      `INSERT INTO omr_sheets (batch_id, index, filename, page, source, status, task_id, qr_text)
       SELECT '${BATCH}', n, 'sheet-' || n || '.jpg', 1, '{}', 'processed', '14900113', 'code ' || n
       FROM generate_series(1, ${SHEETS}) AS n`,
    );
  });
  after(async () => {
    await browser?.close();
    await stack?.stop();
  });

  it('is scrolled to its end at once, and only what is on the screen is read and drawn', async () => {
    const visitor = await browser.open();
    const { page } = visitor;
    await visitor.signIn('user');
    await visitor.goTo(`/batches/omr/${BATCH}`);
    const reads: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/status')) reads.push(request.url());
    });
    const sheets = page.getByRole('list', { name: 'Sheets' }).getByRole('listitem');
    await page.getByRole('button', { name: 'sheet-1.jpg' }).first().waitFor();
    for (const place of [0.5, 1]) {
      await page.evaluate(`scrollTo(0, document.documentElement.scrollHeight * ${place})`);
      expect(await sheets.count()).toBeLessThan(MOST_SHEETS);
    }
    await page.getByRole('button', { name: `sheet-${SHEETS}.jpg` }).waitFor();
    expect(await sheets.count()).toBeLessThan(MOST_SHEETS);
    // Not all that lies between: a few pages of a hundred where it stood still.
    expect(reads.length).toBeLessThan(12);
    expect(visitor.faults).toEqual([]);
    await visitor.close();
  });
});
