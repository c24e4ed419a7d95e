import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** Where screenshots go, which CI keeps. */
const SCREENSHOTS = resolve(__dirname, '../../../artifacts/screenshots');

/** `false` with a browser at hand, else why the tests that need one are left out. */
export const NO_BROWSER: string | false = process.env['SLUICE_TEST_BROWSER']
  ? false
  : (process.env['SLUICE_TEST_NO_BROWSER'] ?? 'a browser is looked for by `npm test` alone');

export const SCREENS = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 375, height: 740 },
} as const;

/** What stands in the place of what is being read. */
const STILL_READING = '#content :is(.mantine-Loader-root, .mantine-Skeleton-root)';

export interface ConsoleOptions {
  screen?: keyof typeof SCREENS;
  colours?: 'light' | 'dark';
  /** Default: English. */
  locale?: string;
}

/** A browser in which people use the console. */
export class ConsoleBrowser {
  private constructor(
    private readonly browser: Browser,
    private readonly url: string,
  ) {}

  /** @param url of the API */
  static async launch(url: string): Promise<ConsoleBrowser> {
    const browser = await chromium.launch({
      executablePath: process.env['SLUICE_TEST_BROWSER'] as string,
      // Tests run as root in containers, where its sandbox can't be had and /dev/shm is small.
      args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
    });
    return new ConsoleBrowser(browser, url);
  }

  close(): Promise<void> {
    return this.browser.close();
  }

  /** Somebody new in front of the console. */
  async open({
    screen = 'desktop',
    colours = 'light',
    locale = 'en',
  }: ConsoleOptions = {}): Promise<Visitor> {
    const context = await this.browser.newContext({
      baseURL: this.url,
      viewport: SCREENS[screen],
      colorScheme: colours,
      locale,
      reducedMotion: 'reduce',
    });
    return Visitor.at(context);
  }
}

interface AxeResult {
  violations: { id: string; impact: string | null; help: string; nodes: { html: string }[] }[];
}

/** One person with a browser window. What the page should never do is kept, to be asserted: see `faults`. */
export class Visitor {
  /** Errors of scripts, and what the content security policy refused. */
  readonly faults: string[] = [];

  private constructor(
    private readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  static async at(context: BrowserContext): Promise<Visitor> {
    const page = await context.newPage();
    const visitor = new Visitor(context, page);
    page.on('pageerror', ({ message }) => visitor.faults.push(message));
    page.on('console', (message) => {
      const isPolicy = /Content Security Policy/i.test(message.text());
      if (isPolicy) visitor.faults.push(message.text());
    });
    return visitor;
  }

  async signIn(username: string): Promise<void> {
    await this.page.goto('/console');
    // By what no language changes.
    await this.page.locator('input[name=username]').fill(username);
    await this.page.locator('input[name=password]').fill(`${username}123`);
    await this.page.locator('button[type=submit]').click();
    await this.settled();
  }

  /** Opens a page of the console, `/upload`, and waits until it shows what there is. */
  async goTo(path: string): Promise<void> {
    await this.page.goto(`/console${path}`);
    await this.settled();
  }

  /** A page is there when it has its heading, and nothing of it is being read any more. */
  private async settled(): Promise<void> {
    await this.page.locator('#content h1').waitFor();
    await this.page.locator(STILL_READING).first().waitFor({ state: 'detached' });
  }

  /** The same page on another screen, in other colours. */
  async lookAs(screen: keyof typeof SCREENS, colours: 'light' | 'dark'): Promise<void> {
    await this.page.setViewportSize(SCREENS[screen]);
    await this.page.emulateMedia({ colorScheme: colours, reducedMotion: 'reduce' });
    await this.page.locator(`html[data-mantine-color-scheme=${colours}]`).waitFor();
    // Lists measure the new width before they draw themselves for it.
    await this.page.evaluate(
      'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
    );
    if ((await this.page.locator('#content').count()) > 0) await this.settled();
  }

  /** Sends no faster than that from now on; -1: as fast as can be. @param bytesPerSecond of uploads */
  async slowDown(bytesPerSecond: number): Promise<void> {
    const network = await this.context.newCDPSession(this.page);
    await network.send('Network.enable');
    await network.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: bytesPerSecond,
    });
  }

  /** What axe finds that keeps people from using the page: `color-contrast (serious): <button …>`. */
  async barriers(): Promise<string[]> {
    await this.page.evaluate(await axeSource());
    const result = (await this.page.evaluate(
      'axe.run(document, { resultTypes: ["violations"] })',
    )) as AxeResult;
    return result.violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, impact, nodes }) => nodes.map(({ html }) => `${id} (${impact}): ${html}`));
  }

  /** True when the page is wider than the screen, so that one has to scroll sideways. */
  async isTooWide(): Promise<boolean> {
    return (await this.page.evaluate(
      'document.documentElement.scrollWidth > document.documentElement.clientWidth',
    )) as boolean;
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(SCREENSHOTS, { recursive: true });
    await this.page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}

let axe: string | undefined;

async function axeSource(): Promise<string> {
  axe ??= await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');
  return axe;
}
