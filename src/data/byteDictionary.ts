const freeSlot = -1;

/** Texts given as bytes, each distinct one kept and decoded once. */
export class ByteDictionary {
  #slots = new Int32Array(64).fill(freeSlot);
  #hashes = new Uint32Array(32);
  #ends = new Uint32Array(32);
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(256);
  #size = 0;

  /** The code of the text; codes count from 0 in order of first appearance. */
  codeOf(source: Uint8Array, from: number, to: number): number {
    const hash = hashBytes(source, from, to);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let code = this.#slots[slot] ?? freeSlot; code !== freeSlot; code = this.#slots[slot] ?? freeSlot) {
      if (this.#hashes[code] === hash && this.#equals(code, source, from, to)) {
        return code;
      }
      slot = (slot + 1) & mask;
    }
    this.#slots[slot] = this.#size;
    return this.#add(hash, source, from, to);
  }

  texts(): string[] {
    const decoder = new TextDecoder();
    return Array.from({ length: this.#size }, (_, code) =>
      decoder.decode(this.#bytes.subarray(this.#startOf(code), this.#ends[code])),
    );
  }

  #startOf(code: number): number {
    return code === 0 ? 0 : (this.#ends[code - 1] ?? 0);
  }

  #equals(code: number, source: Uint8Array, from: number, to: number): boolean {
    const start = this.#startOf(code);
    if ((this.#ends[code] ?? 0) - start !== to - from) {
      return false;
    }
    for (let index = from; index < to; index++) {
      if (this.#bytes[start + index - from] !== source[index]) {
        return false;
      }
    }
    return true;
  }

  #add(hash: number, source: Uint8Array, from: number, to: number): number {
    const code = this.#size++;
    const start = this.#startOf(code);
    const end = start + to - from;
    if (end > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(end, this.#bytes.length * 2));
      grown.set(this.#bytes.subarray(0, start));
      this.#bytes = grown;
    }
    this.#bytes.set(source.subarray(from, to), start);
    if (code === this.#ends.length) {
      this.#ends = doubled(this.#ends);
      this.#hashes = doubled(this.#hashes);
    }
    this.#ends[code] = end;
    this.#hashes[code] = hash;
    if (this.#size * 2 > this.#slots.length) {
      this.#rehash();
    }
    return code;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(freeSlot);
    const mask = slots.length - 1;
    for (let code = 0; code < this.#size; code++) {
      let slot = (this.#hashes[code] ?? 0) & mask;
      while (slots[slot] !== freeSlot) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = code;
    }
    this.#slots = slots;
  }
}

/** FNV-1a, 32 bits. */
function hashBytes(source: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let index = from; index < to; index++) {
    hash = Math.imul(hash ^ (source[index] ?? 0), 0x01000193);
  }
  return hash >>> 0;
}

function doubled(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const grown = new Uint32Array(array.length * 2);
  grown.set(array);
  return grown;
}
