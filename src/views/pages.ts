const firstPageSize = 100;

/** How much of each long list is shown: a first page, then twice as much with each step, so that the last of 10,000 is a few steps away. */
export class Pages {
  readonly #sizes = new Map<string, number>();

  sizeOf(list: string): number {
    return this.#sizes.get(list) ?? firstPageSize;
  }

  showMore(list: string): void {
    this.#sizes.set(list, this.sizeOf(list) * 2);
  }

  /** Makes the page at least so long. */
  showAtLeast(list: string, count: number): void {
    this.#sizes.set(list, Math.max(this.sizeOf(list), count));
  }
}
