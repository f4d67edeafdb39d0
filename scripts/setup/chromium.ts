import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createBrotliDecompress } from 'node:zlib';
import { lastLines, run, tryRun } from '../lib/run.ts';
import { installOnce } from './cache.ts';

export interface Chromium {
  readonly executablePath: string;
  /** What must be added to the environment for it to start. */
  readonly env: Readonly<Record<string, string>>;
}

const aptLine = 'apt-get install -y chromium';

const installedBrowsers: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'].flatMap((name) =>
    (process.env['PATH'] ?? '').split(delimiter).map((dir) => join(dir, name)),
  ),
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
};

/** A Chromium that starts here: the one VIZMOD_CHROMIUM names, else an installed one, else the one from npm (Linux x64). */
export async function ensureChromium(): Promise<Chromium> {
  const named = process.env['VIZMOD_CHROMIUM'];
  const executablePath = named ?? installedBrowsers[process.platform]?.find((path) => existsSync(path));
  if (executablePath !== undefined) {
    return await checkedChromium({ executablePath, env: {} });
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('No Chrome, Chromium or Edge was found. Install one, or set VIZMOD_CHROMIUM to the path of one.');
  }
  return await checkedChromium(await unpackedChromium());
}

async function checkedChromium(chromium: Chromium): Promise<Chromium> {
  const { code, output } = await tryRun(chromium.executablePath, ['--version'], {
    env: { ...process.env, ...chromium.env },
  }).catch((error: unknown) => ({ code: undefined, output: String(error) }));
  if (code === 0) {
    return chromium;
  }
  throw new Error(
    `${chromium.executablePath} does not start:\n${lastLines(output, 5)}\n` +
      `Install a browser (on Debian and Ubuntu: ${aptLine}), or set VIZMOD_CHROMIUM to the path of one.`,
  );
}

async function unpackedChromium(): Promise<Chromium> {
  const packageDir = fileURLToPath(new URL('..', import.meta.resolve('@sparticuz/chromium')));
  const bin = join(packageDir, 'bin');
  const dir = await installOnce({
    name: 'chromium',
    recipe: { manifest: await readFile(join(packageDir, 'package.json'), 'utf8') },
    install: async (dir, finalDir) => {
      await decompress(join(bin, 'chromium.br'), join(dir, 'chromium'), 0o755);
      for (const archive of ['al2023', 'fonts', 'swiftshader']) {
        await unpackTar(join(bin, `${archive}.tar.br`), dir);
      }
      await writeFile(join(dir, 'fonts.conf'), fontConfiguration(finalDir));
    },
  });
  const libraries = [join(dir, 'lib'), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(delimiter);
  return {
    executablePath: join(dir, 'chromium'),
    env: { LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: join(dir, 'fonts.conf') },
  };
}

async function unpackTar(archive: string, dir: string): Promise<void> {
  const tar = join(dir, 'unpacking.tar');
  await decompress(archive, tar);
  await run('tar', ['-x', '--no-same-owner', '-f', tar, '-C', dir]);
  await rm(tar);
}

async function decompress(from: string, to: string, mode = 0o644): Promise<void> {
  await pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to, { mode }));
}

/** The machine's own fonts when it has any, else the one font that came along. */
function fontConfiguration(dir: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>/usr/share/fonts</dir>
  <dir>${join(dir, 'fonts')}</dir>
  <cachedir>${join(dir, 'fonts-cache')}</cachedir>
</fontconfig>
`;
}
