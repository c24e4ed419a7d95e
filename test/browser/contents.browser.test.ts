import { after, before, describe, it } from 'node:test';
import { eventually } from '@sluice/kernel/testing';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { type Locator } from 'playwright-core';
import { ContentClient } from '../e2e/content-client';
import { ConsoleBrowser, NO_BROWSER } from './console-browser';

const CONTENTS = 250;
/** In the document at once: what is in sight, and a few rows above and below. */
const MOST_ROWS = 40;
const TO_THE_END = `document.querySelector('[role=region]').scrollTo(0, 1e9)`;

const nameOf = (n: number): string => `episode-${String(n).padStart(3, '0')}`;

describe('contents, in a browser', { skip: NO_BROWSER }, () => {
  let stack: Stack;
  let browser: ConsoleBrowser;

  before(async () => {
    stack = await startStack({ workers: 1, chain: true });
    const url = stack.apis[0]?.url as string;
    const creator = await ContentClient.login(url);
    const names = Array.from({ length: CONTENTS }, (_, n) => nameOf(n + 1));
    await creator.makeContents(names, 1_000_000);
    browser = await ConsoleBrowser.launch(url);
  });
  after(async () => {
    await browser?.close();
    await stack?.stop();
  });

  it('are chosen in ranges by mouse and keys, read on as one scrolls, and only those in sight are there', async () => {
    const visitor = await browser.open();
    const { page } = visitor;
    await visitor.signIn('creator');
    await visitor.goTo('/contents');
    const list = page.getByRole('list', { name: 'Contents, newest first' });
    const box = (place: number) => list.locator(`[data-place="${place}"]`);
    const chosen = (count: number) => page.getByText(`${count} chosen`, { exact: true }).waitFor();

    await box(0).click();
    await box(4).click({ modifiers: ['Shift'] });
    await chosen(5);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Shift+Space');
    await chosen(7);
    expect(await page.evaluate('document.activeElement.dataset.place')).toBe('6');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.dataset.place')).toBe('6');
    expect(await visitor.barriers()).toEqual([]);

    const scrollOn = async (until: Locator): Promise<boolean> => {
      await page.evaluate(TO_THE_END);
      expect(await list.getByRole('listitem').count()).toBeLessThan(MOST_ROWS);
      return (await until.count()) > 0;
    };
    await eventually('all to be read', () => scrollOn(page.getByText('These are all.')));
    await eventually('the last one to show', () => scrollOn(list.locator(`[aria-posinset="${CONTENTS}"]`)));
    // The box with the focus is kept, though it is out of sight.
    expect(await page.evaluate('document.activeElement.dataset.place')).toBe('6');
    expect(visitor.faults).toEqual([]);
    await visitor.close();
  });

  it('get another price and their former one back, and each batch says what was before', async () => {
    const visitor = await browser.open();
    const { page } = visitor;
    await visitor.signIn('creator');
    await visitor.goTo('/contents');
    await page.getByRole('checkbox', { name: 'Choose A title' }).first().click();
    await page.getByRole('button', { name: 'Change price' }).click();
    const dialog = page.getByRole('dialog');
    const price = dialog.getByRole('textbox', { name: 'New price in STX' });
    await price.fill('9'.repeat(40));
    await dialog.getByText(/^The chain takes 3402823.* STX at most$/).waitFor();
    await price.fill('2.5');
    await dialog.getByText('Price: 1 → 2.5 STX').waitFor();
    expect(await visitor.barriers()).toEqual([]);
    await dialog.getByRole('button', { name: 'Start' }).click();

    await page.getByText('New price: 2.5 STX').waitFor();
    await page.getByRole('cell', { name: 'Price: 1 → 2.5 STX' }).waitFor();
    await page.getByRole('button', { name: 'Put back' }).click();
    await page.getByRole('button', { name: 'Yes, do it' }).click();
    await page.getByRole('cell', { name: 'Price: 2.5 → 1 STX' }).waitFor();
    expect(await visitor.barriers()).toEqual([]);
    await page.getByRole('link', { name: 'Puts back an earlier batch' }).click();
    await page.getByRole('link', { name: 'Put back by a later batch' }).waitFor();
    expect(visitor.faults).toEqual([]);
    await visitor.close();
  });

  it('are looked at by somebody without an address, who is told whom to ask', async () => {
    const visitor = await browser.open();
    const { page } = visitor;
    await visitor.signIn('user');
    await visitor.goTo('/contents');
    await page.getByText(/^Your login has no creator’s address.* Ask an admin/).waitFor();
    expect(await visitor.barriers()).toEqual([]);
    await visitor.close();
  });
});
