import * as vscode from 'vscode';
import type { LaunchedRun } from '../launch/launchedRun.ts';
import type { LaunchFacts } from '../launch/launchFacts.ts';
import { launchFooter, launchHeader } from '../launch/launchReport.ts';

export interface LaunchTerminalOutput {
  readonly onWillStart: (facts: LaunchFacts) => void;
  readonly onOutput: (text: string) => void;
}

const interrupt = '\u0003';

/** The terminal of one launched script: what is recorded, the script's output, and how the run ended. Ctrl-C and closing it stop the script. */
export class LaunchTerminal implements vscode.Pseudoterminal {
  readonly #launch: (output: LaunchTerminalOutput) => Promise<LaunchedRun>;
  readonly #describeError: (error: unknown) => string;
  readonly #didWrite = new vscode.EventEmitter<string>();
  readonly #didClose = new vscode.EventEmitter<number>();
  #run: LaunchedRun | undefined;
  #isStopped = false;

  readonly onDidWrite = this.#didWrite.event;
  readonly onDidClose = this.#didClose.event;

  constructor(
    launch: (output: LaunchTerminalOutput) => Promise<LaunchedRun>,
    describeError: (error: unknown) => string,
  ) {
    this.#launch = launch;
    this.#describeError = describeError;
  }

  open(): void {
    void this.#live();
  }

  close(): void {
    this.#stop();
  }

  handleInput(data: string): void {
    if (data.includes(interrupt)) {
      this.#didWrite.fire('^C\r\n');
      this.#stop();
    }
  }

  /** Also before the script runs: it is then stopped as soon as it does. */
  #stop(): void {
    this.#isStopped = true;
    this.#run?.stop();
  }

  async #live(): Promise<void> {
    try {
      this.#didClose.fire(await this.#follow());
    } catch (error) {
      this.#sayError(error);
      this.#didClose.fire(1);
    }
  }

  async #follow(): Promise<number> {
    const run = await this.#launch({
      onWillStart: (facts) => this.#say(launchHeader(facts, process.platform, vscode.l10n)),
      onOutput: (text) => this.#didWrite.fire(text.replaceAll(/\r?\n/g, '\r\n')),
    });
    this.#run = run;
    if (this.#isStopped) {
      run.stop();
    }
    const outcome = await run.ended;
    if (outcome.error !== undefined) {
      this.#sayError(outcome.error);
    }
    this.#say(launchFooter(run.facts, outcome, vscode.l10n));
    return outcome.exitCode ?? 1;
  }

  /** Names come from the store and from files: control characters in them must not steer the terminal. */
  #say(lines: readonly string[]): void {
    const text = lines.map((line) => `\u001B[2m${line.replaceAll(/\p{Cc}/gu, ' ')}\u001B[22m\r\n`);
    this.#didWrite.fire(text.join(''));
  }

  #sayError(error: unknown): void {
    const line = this.#describeError(error).replaceAll(/\p{Cc}/gu, ' ');
    this.#didWrite.fire(`\u001B[31m${line}\u001B[39m\r\n`);
  }
}
