import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { build } from '../../scripts/build.ts';
import { testResultsDir } from '../../scripts/lib/paths.ts';
import { packageExtension, vsixPath } from '../../scripts/package.ts';
import { startBrowser } from '../../scripts/vscode/browser.ts';
import { createProfile } from '../../scripts/vscode/profile.ts';
import { installVsix, startServer, workbenchUrl } from '../../scripts/vscode/server.ts';

export interface WorkbenchOptions {
  /** Screenshots go to test-results/<name>/. */
  readonly name: string;
  readonly folder: string;
  /** A theme's label; "Default Dark Modern" when absent. */
  readonly theme?: string;
  readonly size?: { readonly width: number; readonly height: number };
  readonly settings?: Readonly<Record<string, unknown>>;
  /** true: the folder is not trusted until somebody says so. */
  readonly workspaceTrust?: boolean;
}

const paletteAttempts = 10;
const paletteMs = 2000;

/** A real VS Code window with the packed extension installed, driven as a person would: by mouse, keyboard and looking. */
export class Workbench {
  readonly page: Page;
  readonly #screenshotsDir: string;
  readonly #pageProblems: string[] = [];
  #screenshots = 0;

  constructor(page: Page, screenshotsDir: string) {
    this.page = page;
    this.#screenshotsDir = screenshotsDir;
    page.on('pageerror', (error) => this.#notice(error.stack ?? error.message));
    page.on('console', (message) => this.#notice(`${message.text()} (${message.location().url})`));
  }

  /** Errors of our own pages, and whatever a Content Security Policy refused anywhere. */
  get pageProblems(): readonly string[] {
    return this.#pageProblems;
  }

  #notice(text: string): void {
    if (/Content Security Policy|^\w*Error\b[^]*\/dist\/webview\//.test(text)) {
      this.#pageProblems.push(text);
    }
  }

  /** Runs a command by its full title ("MLflow: Refresh") through the command palette. */
  async command(title: string): Promise<void> {
    const entry = this.#pickEntry(title);
    // An open palette does not hear of commands that come later, as with the editor that was just opened.
    for (let attempt = 1; attempt < paletteAttempts; attempt++) {
      await this.#openQuickInput('F1', `>${title}`);
      if (await happens(entry.waitFor({ timeout: paletteMs }))) {
        break;
      }
      await this.page.keyboard.press('Escape');
    }
    await entry.click();
  }

  /** Chooses the entry of the open quick pick that has this label. */
  async pick(label: string | RegExp): Promise<void> {
    await this.#pickEntry(label).click();
  }

  /** As {@link pick}, in a list too long to be in view: types the label first. */
  async findAndPick(label: string): Promise<void> {
    await this.#quickInput().fill(label);
    await this.pick(label);
  }

  /** Answers the open input box, or filters the open quick pick and takes its first entry. */
  async answer(text: string): Promise<void> {
    await this.#quickInput().fill(text);
    await this.#accept(text);
  }

  /** Presses Enter until the box is gone or asks for something else: one that has just come up may not hear it yet. */
  async #accept(text: string): Promise<void> {
    const input = this.#quickInput();
    for (let attempt = 1; attempt < paletteAttempts; attempt++) {
      await this.page.keyboard.press('Enter');
      const deadline = Date.now() + paletteMs;
      while (Date.now() < deadline) {
        const value =
          (await input.count()) === 0 ? undefined : await input.inputValue({ timeout: 200 }).catch(() => undefined);
        if (value !== text) {
          return;
        }
        await this.page.waitForTimeout(50);
      }
    }
  }

  /** Shows a view container by its title in the activity bar. */
  async openContainer(title: string): Promise<void> {
    const tab = this.page.locator('.activitybar').getByRole('tab', { name: title });
    if ((await tab.getAttribute('aria-selected')) !== 'true') {
      await tab.click();
    }
  }

  /** A view of the side bar or panel by its title. */
  view(title: string): Locator {
    const header = this.page.locator('.pane-header').filter({ has: this.page.getByText(title, { exact: true }) });
    return this.page.locator('.pane').filter({ has: header });
  }

  /** An item of a view by its label; a string must be all of the label. */
  treeItem(view: string, label: string | RegExp): Locator {
    const exact = this.page.locator('.label-name').filter({ has: this.page.getByText(label, { exact: true }) });
    return this.view(view).getByRole('treeitem').filter({ has: exact }).first();
  }

  /** An item of the file explorer by its name. */
  explorerItem(name: string): Locator {
    return this.page.locator('.explorer-folders-view').getByRole('treeitem', { name, exact: true }).first();
  }

  async expand(item: Locator): Promise<void> {
    if ((await item.getAttribute('aria-expanded')) === 'false') {
      await item.locator('.monaco-tl-twistie').click();
    }
  }

  async collapseAll(view: string): Promise<void> {
    await this.view(view).hover();
    await this.view(view).getByRole('button', { name: 'Collapse All' }).click();
  }

  /** Right-clicks and chooses an entry; several names walk through submenus. */
  async contextMenu(item: Locator, ...entries: readonly string[]): Promise<void> {
    await item.click({ button: 'right' });
    for (const name of entries.slice(0, -1)) {
      await this.#menuItem(name).hover();
    }
    const last = this.#menuItem(entries.at(-1) ?? '');
    await last.waitFor();
    // A menu ignores clicks in its first moments, so that a slipping mouse chooses nothing.
    while (await last.isVisible()) {
      await last.click({ timeout: 1000 }).catch(() => undefined);
    }
  }

  /** Opens a file of the folder in an editor. */
  async openFile(path: string): Promise<void> {
    const name = path.split('/').at(-1) ?? path;
    await this.#openQuickInput('Control+P', path);
    await this.pick(name);
    await this.editorTab(name).waitFor();
  }

  /** Replaces `length` characters at a place (counted from 1) of the active text editor. */
  async editText(place: { line: number; column: number; length: number }, text: string): Promise<void> {
    const position = `:${place.line}:${place.column}`;
    await this.#openQuickInput('Control+G', position);
    await this.#accept(position);
    for (let count = 0; count < place.length; count++) {
      await this.page.keyboard.press('Shift+ArrowRight');
    }
    await this.page.keyboard.insertText(text);
  }

  editorTab(title: string): Locator {
    return this.page.locator('.tabs-container').getByRole('tab', { name: title }).first();
  }

  /** A button in the title of the active editor, by its tooltip. */
  editorAction(title: string): Locator {
    return this.page.locator('.editor-group-container.active .editor-actions').getByRole('button', { name: title });
  }

  /** The content of a webview, once it is there, by its panel's title. */
  async webview(title: string): Promise<FrameLocator> {
    const inner = `iframe#active-frame[title=${JSON.stringify(title)}]`;
    const deadline = Date.now() + 30_000;
    while (Date.now() < deadline) {
      for (const outer of await this.page.locator('iframe.webview.ready').all()) {
        const name = await outer.getAttribute('name');
        if ((await outer.contentFrame().locator(inner).count()) === 0) {
          continue;
        }
        return this.page.frameLocator(`iframe.webview[name=${JSON.stringify(name)}]`).frameLocator(inner);
      }
      await this.page.waitForTimeout(50);
    }
    throw new Error(`No webview "${title}" appeared within 30 s`);
  }

  /** A notification that contains the text. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast').filter({ hasText: text }).first();
  }

  /** The texts of the notifications that are showing. */
  async notifications(): Promise<string[]> {
    return await this.page.locator('.notification-toast .notification-list-item-message').allInnerTexts();
  }

  /** A modal question of VS Code; its buttons are found by role and name. */
  dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item').filter({ hasText: text }).first();
  }

  /** Loads the window anew, as a restart of VS Code would. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load');
    await this.command('Developer: Reload Window');
    await loaded;
    await waitForWorkbench(this.page);
  }

  /** The text in the clipboard; the page needs the permission `clipboard-read`. */
  async clipboard(): Promise<string> {
    return await this.page.evaluate(async () => await navigator.clipboard.readText());
  }

  /** Writes test-results/<name>/<number>-<title>.png; the path. */
  async screenshot(title: string): Promise<string> {
    this.#screenshots += 1;
    const path = join(this.#screenshotsDir, `${String(this.#screenshots).padStart(2, '0')}-${title}.png`);
    await this.page.screenshot({ path });
    return path;
  }

  /** Presses the key again when the box closes at once: whatever takes the focus then, as a view that shows an item, closes it. */
  async #openQuickInput(key: string, text: string): Promise<void> {
    for (let attempt = 1; attempt < paletteAttempts; attempt++) {
      await this.page.keyboard.press(key);
      if (await happens(this.#quickInput().fill(text, { timeout: paletteMs }))) {
        return;
      }
    }
    await this.#quickInput().fill(text);
  }

  #pickEntry(label: string | RegExp): Locator {
    const labels = this.page.locator('.quick-input-list .monaco-list-row .quick-input-list-label');
    return labels.filter({ has: this.page.getByText(label, { exact: true }) }).first();
  }

  #quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible input').first();
  }

  #menuItem(name: string): Locator {
    // By its label: the accessible name ends with the key binding.
    return this.page.getByRole('menuitem').filter({ has: this.page.getByText(name, { exact: true }) });
  }
}

/** Whether what is waited for comes within its own time. */
async function happens(wait: Promise<unknown>): Promise<boolean> {
  return await wait.then(
    () => true,
    () => false,
  );
}

export interface StartedWorkbench {
  readonly workbench: Workbench;
  readonly dispose: () => Promise<void>;
}

export async function startWorkbench(options: WorkbenchOptions): Promise<StartedWorkbench> {
  const cleanUps: (() => Promise<unknown>)[] = [];
  const dispose = async (): Promise<void> => {
    for (const cleanUp of cleanUps.splice(0).toReversed()) {
      await cleanUp();
    }
  };
  try {
    const dir = await mkdtemp(join(tmpdir(), 'vizmod-ui-'));
    cleanUps.push(async () => await rm(dir, { recursive: true, force: true }));
    const { name, folder, theme = 'Default Dark Modern', settings, workspaceTrust = false } = options;
    const profile = await createProfile(dir, { 'workbench.colorTheme': theme, ...settings });
    await installVsix(profile, await packedExtension());
    const server = await startServer({ profile, workspaceTrust });
    cleanUps.push(server.stop);
    const browser = await startBrowser();
    cleanUps.push(async () => await browser.close());
    const page = await browser.newPage({ viewport: options.size ?? { width: 1280, height: 800 } });
    await page.goto(workbenchUrl(server.port, { folder }));
    await waitForWorkbench(page);
    const screenshotsDir = join(testResultsDir, name);
    await rm(screenshotsDir, { recursive: true, force: true });
    return { workbench: new Workbench(page, screenshotsDir), dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** Starts a workbench for one job; when the job fails, its last screenshot shows how things stood. */
export async function withWorkbench(
  options: WorkbenchOptions,
  job: (workbench: Workbench) => Promise<void>,
): Promise<void> {
  const { workbench, dispose } = await startWorkbench(options);
  try {
    await job(workbench);
  } catch (error) {
    await workbench.screenshot('failure');
    throw error;
  } finally {
    await dispose();
  }
}

async function waitForWorkbench(page: Page): Promise<void> {
  await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
}

async function packedExtension(): Promise<string> {
  const path = await vsixPath();
  if (existsSync(path)) {
    return path;
  }
  await build();
  return await packageExtension();
}
