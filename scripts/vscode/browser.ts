import { chromium, type Browser } from 'playwright-core';
import { ensureChromium } from '../setup/chromium.ts';

/** A headless browser; VIZMOD_HEADED=1 shows it, for a look at a failing test. */
export async function startBrowser(): Promise<Browser> {
  const { executablePath, env } = await ensureChromium();
  return await chromium.launch({
    executablePath,
    // In the POSIX locale pages get the language tag en-US@posix, which Intl refuses.
    env: { ...definedOnly(process.env), LC_ALL: 'en_US.UTF-8', ...env },
    headless: process.env['VIZMOD_HEADED'] !== '1',
    args: [
      // Containers and root accounts have no user namespace for Chromium's sandbox; only our own pages are opened.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
