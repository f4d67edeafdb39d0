import { stopSignals, type Child } from './childProcess.ts';

/** Milliseconds that a script gets after the first and after the second signal of a stop. */
export type StopGrace = readonly [afterInterrupt: number, afterTerminate: number];

/** Goes through the signals of a stop, from the polite one, which is Ctrl-C, to the last. */
export class Stopper {
  readonly #child: Child;
  readonly #graceMs: StopGrace;
  #sentCount = 0;
  #timer: NodeJS.Timeout | undefined;
  #hasEnded = false;
  #stoppedAt: number | undefined;

  constructor(child: Child, graceMs: StopGrace) {
    this.#child = child;
    this.#graceMs = graceMs;
  }

  /** When a stop was first asked for, milliseconds since 1970. */
  get stoppedAt(): number | undefined {
    return this.#stoppedAt;
  }

  /** Sends the next signal. */
  stop(): void {
    const signal = stopSignals[this.#sentCount];
    if (this.#hasEnded || signal === undefined) {
      return;
    }
    this.#stoppedAt ??= Date.now();
    clearTimeout(this.#timer);
    this.#child.kill(signal);
    const graceMs = this.#graceMs[this.#sentCount];
    this.#sentCount += 1;
    if (graceMs !== undefined) {
      this.#timer = setTimeout(() => this.stop(), graceMs);
    }
  }

  /** To be called when the process has ended: what it started is not left behind after a stop. */
  end(): void {
    this.#hasEnded = true;
    clearTimeout(this.#timer);
    if (this.#stoppedAt !== undefined) {
      this.#child.kill('SIGKILL');
    }
  }
}
