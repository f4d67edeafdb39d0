/** Writes pickles opcode by opcode. */
export function pickle(): PickleText {
  return new PickleText();
}

export class PickleText {
  readonly #bytes: number[] = [];

  raw(...bytes: readonly number[]): this {
    this.#bytes.push(...bytes);
    return this;
  }

  repeat(count: number, byte: number): this {
    for (let index = 0; index < count; index++) {
      this.#bytes.push(byte);
    }
    return this;
  }

  append(other: PickleText): this {
    return this.raw(...other.#bytes);
  }

  proto(version: number): this {
    return this.raw(0x80, version);
  }

  line(text: string): this {
    return this.raw(...new TextEncoder().encode(`${text}\n`));
  }

  text(text: string): this {
    const bytes = new TextEncoder().encode(text);
    return this.raw(0x8c, bytes.length, ...bytes);
  }

  stackGlobal(): this {
    return this.raw(0x93);
  }

  tuple1(): this {
    return this.raw(0x85);
  }

  reduce(): this {
    return this.raw(0x52);
  }

  /** Texts and objects of them. */
  json(value: string | object): this {
    if (typeof value === 'string') {
      return this.text(value);
    }
    this.raw(0x7d, 0x28);
    for (const [key, item] of Object.entries(value)) {
      this.text(key).json(item as string | object);
    }
    return this.raw(0x75);
  }

  stop(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from([...this.#bytes, 0x2e]);
  }
}
