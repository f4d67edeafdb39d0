/** Which runs got new points of which metrics since the page was last told. */
export class NewPoints {
  readonly #runIds = new Set<string>();
  readonly #keys = new Set<string>();
  #isAnyKey = false;

  /** @param keys absent: any metric of the runs may have changed */
  add(runIds: readonly string[], keys: readonly string[] | undefined): void {
    runIds.forEach((runId) => this.#runIds.add(runId));
    keys?.forEach((key) => this.#keys.add(key));
    this.#isAnyKey ||= keys === undefined;
  }

  /** What was added, once; absent when nothing was. */
  take(): { readonly runIds: readonly string[]; readonly keys: readonly string[] | undefined } | undefined {
    if (this.#runIds.size === 0) {
      return undefined;
    }
    const taken = { runIds: [...this.#runIds], keys: this.#isAnyKey ? undefined : [...this.#keys] };
    this.#runIds.clear();
    this.#keys.clear();
    this.#isAnyKey = false;
    return taken;
  }
}
