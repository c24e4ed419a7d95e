import { after, before, describe, it } from 'node:test';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { sql } from './browser-sql';
import { ConsoleBrowser, NO_BROWSER } from './console-browser';

const BATCHES = 10_000;
/** Rows in the document at once, with those that are kept ready above and below; far fewer than there are. */
const MOST_ROWS = 60;

/** To the end of what has been read, until there is more or there is no more. */
const SCROLL_ON = `new Promise((resolve) => {
  const page = document.documentElement;
  const before = page.scrollHeight;
  scrollTo(0, before);
  const look = () => {
    const isMore = page.scrollHeight > before || page.innerText.includes('These are all.');
    if (isMore) resolve();
    else requestAnimationFrame(look);
  };
  look();
})`;

describe('the list of batches, in a browser', { skip: NO_BROWSER }, () => {
  let stack: Stack;
  let browser: ConsoleBrowser;

  before(async () => {
    stack = await startStack({ workers: 0 });
    browser = await ConsoleBrowser.launch(stack.apis[0]?.url as string);
    await makeBatches(stack.databaseUrl);
  });
  after(async () => {
    await browser?.close();
    await stack?.stop();
  });

  it('shows ten thousand batches as one scrolls, and keeps only those on the screen', async () => {
    const visitor = await browser.open();
    const { page } = visitor;
    await visitor.signIn('user');
    const rows = page.getByRole('listitem').filter({ has: page.getByRole('link') });
    await page.getByRole('link', { name: `pile-${BATCHES}.zip` }).waitFor();
    const end = page.getByText('These are all.');
    while ((await end.count()) === 0) {
      await page.evaluate(SCROLL_ON);
      expect(await rows.count()).toBeLessThan(MOST_ROWS);
    }
    const oldest = page.getByRole('link', { name: 'pile-1.zip', exact: true });
    while ((await oldest.count()) === 0) {
      await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
    }
    expect(await rows.count()).toBeLessThan(MOST_ROWS);
    expect(visitor.faults).toEqual([]);
    await visitor.close();
  });

  it('finds by name and state, and keeps what was looked for in the address', async () => {
    const visitor = await browser.open();
    const { page } = visitor;
    await visitor.signIn('user');
    await page.getByRole('searchbox').fill('pile-77.zip');
    await page.getByRole('link', { name: 'pile-77.zip', exact: true }).waitFor();
    expect(
      await page
        .getByRole('listitem')
        .filter({ has: page.getByRole('link') })
        .count(),
    ).toBe(1);
    await page.reload();
    await page.getByRole('link', { name: 'pile-77.zip', exact: true }).waitFor();
    await page.getByRole('searchbox').fill('nothing like that');
    await page.getByText('No batch matches').waitFor();
    await page.getByRole('button', { name: 'Take away all filters' }).click();
    await page.getByRole('link', { name: `pile-${BATCHES}.zip` }).waitFor();
    await visitor.close();
  });

  it('shows what changes without being asked, and nothing of others', async () => {
    const visitor = await browser.open();
    const { page } = visitor;
    await visitor.signIn('user');
    const newest = page.getByRole('listitem').filter({ has: page.getByText(`pile-${BATCHES}.zip`) });
    await newest.getByText('Working').waitFor();
    await sql(
      stack.databaseUrl,
      `UPDATE omr_batches SET processed_count = 70, version = version + 1 WHERE original_filename = 'pile-${BATCHES}.zip'`,
    );
    await newest.getByText('70 / 100 sheets').waitFor();
    await page.getByRole('button', { name: 'user', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to Sluice' }).waitFor();
    await visitor.signIn('owner');
    await page.getByText('No batches yet').waitFor();
    await visitor.close();
  });
});

/** Batches of `user`: the newest is being worked on. */
async function makeBatches(databaseUrl: string): Promise<void> {
  await sql(
    databaseUrl,
    `INSERT INTO omr_batches (id, tenant_id, owner_id, uploaded_by, task_id, upload_strategy, reads_qr, original_filename,
       total_size, status, sheet_count, processed_count, created_at)
     SELECT ('01890000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, tenant_id, users.id, username, '14900113',
       'zip_with_qr', true, 'pile-' || n || '.zip', 1000, CASE n WHEN ${BATCHES} THEN 'processing' ELSE 'completed' END,
       100, CASE n WHEN ${BATCHES} THEN 30 ELSE 100 END, now()
     FROM users, generate_series(1, ${BATCHES}) AS n WHERE username = 'user'`,
  );
}
