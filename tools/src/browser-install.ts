import { messageOf } from '@sluice/kernel/errors';
import { findOnPath, installDebianPackages } from './debian-packages';

/** The browser, and letters for every language that the console speaks. */
const PACKAGES = ['chromium', 'fonts-noto-core'];

/** Where a test finds the browser, or why there is none. */
export const BROWSER_VARIABLE = 'SLUICE_TEST_BROWSER';
export const NO_BROWSER_VARIABLE = 'SLUICE_TEST_NO_BROWSER';

/**
 * The browser that tests of the console run in: Chromium from PATH, else installed by apt where we may. What is found is told
 * to the tests by the environment; a machine without a browser leaves those tests out, and they say why.
 */
export async function findTestBrowser(say: (line: string) => void): Promise<void> {
  const found = onPath() ?? (await installed(say));
  if (found === undefined) process.env[NO_BROWSER_VARIABLE] ??= 'there is no Chromium: install chromium';
  else process.env[BROWSER_VARIABLE] = found;
}

function onPath(): string | undefined {
  return findOnPath('chromium', 'chromium-browser', 'google-chrome');
}

async function installed(say: (line: string) => void): Promise<string | undefined> {
  try {
    await installDebianPackages(PACKAGES, () => onPath() !== undefined, say);
  } catch (error) {
    process.env[NO_BROWSER_VARIABLE] = messageOf(error);
  }
  return onPath();
}
