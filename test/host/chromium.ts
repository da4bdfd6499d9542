import { access, constants } from 'node:fs/promises';
import { SetupError } from './setup.ts';

/** Where Debian, other systems and people with a wish of their own have a Chromium. */
const usualPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * Path of the browser that the host tests drive: the environment variable CHROMIUM, or where it usually lies.
 * @throws SetupError where there is none
 */
export async function chromiumPath(): Promise<string> {
  const asked = process.env['CHROMIUM'];
  for (const file of asked ? [asked] : usualPaths) {
    try {
      await access(file, constants.X_OK);
      return file;
    } catch {
      continue;
    }
  }
  throw new SetupError('The host tests need Chromium: install it (Debian: apt-get install chromium) or set CHROMIUM to its path, and run them again.');
}
