import * as vscode from 'vscode';
import { displayCommand } from '../launch/commandLine.ts';
import type { MlflowUi, MlflowUiFacts, MlflowUiState } from '../launch/mlflowUi.ts';

const interrupt = '\u0003';

/** The terminal of MLflow's own server: what is started and why so, and what the server says. Ctrl-C and closing it stop the server. */
export class MlflowUiTerminal implements vscode.Pseudoterminal {
  readonly #describeError: (error: unknown) => string;
  readonly #didWrite = new vscode.EventEmitter<string>();
  readonly #didClose = new vscode.EventEmitter<void>();
  #ui: MlflowUi | undefined;
  #unwritten: string[] | undefined = [];

  readonly onDidWrite = this.#didWrite.event;
  readonly onDidClose = this.#didClose.event;

  constructor(describeError: (error: unknown) => string) {
    this.#describeError = describeError;
  }

  follow(ui: MlflowUi): void {
    this.#ui = ui;
    ui.onDidChange((state) => this.#tell(state));
  }

  sayStart({ python, command, store }: MlflowUiFacts): void {
    this.#say(`MLflow ${python.mlflowVersion}, Python ${python.version}`);
    if (store.kind === 'file') {
      this.#say(
        vscode.l10n.t('MLFLOW_ALLOW_FILE_STORE=true is set, because MLflow 3.13 and later refuse a folder without it.'),
      );
    }
    this.#say(displayCommand(command, process.platform));
    this.#say(vscode.l10n.t('It may take half a minute to answer.'));
  }

  write(text: string): void {
    const written = text.replaceAll(/\r?\n/g, '\r\n');
    if (this.#unwritten === undefined) {
      this.#didWrite.fire(written);
    } else {
      this.#unwritten.push(written);
    }
  }

  /** What is written before the terminal is there would be lost. */
  open(): void {
    const waiting = this.#unwritten ?? [];
    this.#unwritten = undefined;
    this.#didWrite.fire(waiting.join(''));
  }

  close(): void {
    this.#ui?.stop();
  }

  handleInput(data: string): void {
    if (data.includes(interrupt)) {
      this.write('^C\n');
      this.#ui?.stop();
    }
  }

  /** After a failure it stays for reading. */
  #tell(state: MlflowUiState): void {
    if (state.kind === 'failed') {
      const line = this.#describeError(state.error).replaceAll(/\p{Cc}/gu, ' ');
      this.write(`\u001B[31m${line}\u001B[39m\n`);
    } else if (state.kind === 'stopped') {
      this.#didClose.fire();
    }
  }

  /** Paths may hold control characters, which must not steer the terminal. */
  #say(line: string): void {
    this.write(`\u001B[2m${line.replaceAll(/\p{Cc}/gu, ' ')}\u001B[22m\n`);
  }
}
