import { after, before, describe, it } from 'node:test';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { batchesOfAllSystems } from './console-data';
import { ConsoleBrowser, NO_BROWSER, type SCREENS, type Visitor } from './console-browser';

const COLOURS = ['light', 'dark'] as const;
const SIZES = ['desktop', 'phone'] as const satisfies (keyof typeof SCREENS)[];

/** Pages that need no batch. */
const PAGES: Record<string, { user: string; path: string }> = {
  batches: { user: 'user', path: '/' },
  'upload-omr': { user: 'user', path: '/upload?system=omr' },
  'upload-revenue': { user: 'user', path: '/upload?system=revenue' },
  import: { user: 'admin', path: '/import' },
  contents: { user: 'creator', path: '/contents' },
  'operations-status': { user: 'admin', path: '/operations' },
  'operations-jobs': { user: 'admin', path: '/operations?tab=jobs' },
  'operations-audit': { user: 'admin', path: '/operations?tab=audit' },
  'operations-users': { user: 'admin', path: '/operations?tab=users' },
  'not-found': { user: 'user', path: '/nowhere' },
};

/** Every page on a large and a small screen, in light and dark: kept as pictures, and usable by everybody. */
describe('every page of the console, in a browser', { skip: NO_BROWSER }, () => {
  let stack: Stack;
  let browser: ConsoleBrowser;
  let pages: Record<string, { user: string; path: string }>;

  before(async () => {
    stack = await startStack({ chain: true });
    const url = stack.apis[0]?.url as string;
    pages = { ...PAGES, ...(await batchesOfAllSystems(url)) };
    browser = await ConsoleBrowser.launch(url);
  });
  after(async () => {
    await browser?.close();
    await stack?.stop();
  });

  it('keeps nobody out and fits, on a desktop and a phone, in light and dark', async () => {
    const faults: string[] = [];
    const stranger = await browser.open();
    await stranger.page.goto('/console');
    await stranger.page.getByRole('heading', { level: 1 }).waitFor();
    faults.push(...(await faultsOf('sign-in', stranger)));
    await stranger.close();
    for (const user of ['user', 'creator', 'admin']) {
      const visitor = await browser.open();
      await visitor.signIn(user);
      for (const [name, page] of Object.entries(pages).filter(([, one]) => one.user === user)) {
        await visitor.goTo(page.path);
        faults.push(...(await faultsOf(name, visitor)));
      }
      await visitor.close();
    }
    expect(faults).toEqual([]);
  });

  it('speaks Thai and Indonesian, wherever one is', async () => {
    for (const [locale, words] of [
      ['th', ['ชุดงาน', 'อัปโหลด', 'เนื้อหา', 'ระบบ']],
      ['id', ['Batch', 'Unggah', 'Konten', 'Operasi']],
    ] as const) {
      const visitor = await browser.open({ locale });
      await visitor.signIn('admin');
      const places = visitor.page.getByRole('navigation').getByRole('link');
      expect(await places.allInnerTexts()).toEqual([...words]);
      expect(await visitor.page.locator('html').getAttribute('lang')).toBe(locale);
      await visitor.screenshot(`batches-desktop-${locale}`);
      await visitor.close();
    }
  });
});

/**
 * What is wrong with the page that a visitor looks at, on every screen and in all colours, in words. axe, which takes the longest, looks
 * twice: both screens and both colours are among what it sees.
 */
async function faultsOf(name: string, visitor: Visitor): Promise<string[]> {
  const faults: string[] = [];
  for (const screen of SIZES) {
    for (const colours of COLOURS) {
      await visitor.lookAs(screen, colours);
      await visitor.screenshot(`${name}-${screen}-${colours}`);
      const barriers = (screen === 'phone') === (colours === 'dark') ? await visitor.barriers() : [];
      const wide = (await visitor.isTooWide()) ? ['is wider than the screen'] : [];
      const found = [...barriers, ...wide, ...visitor.faults.splice(0)];
      faults.push(...found.map((fault) => `${name}, ${colours} on a ${screen}: ${fault}`));
    }
  }
  return faults;
}
