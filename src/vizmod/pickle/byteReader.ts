import { MlflowError } from '../../model/mlflowError.ts';

/** Reads the scalars of a pickle. A length that reaches past the end is refused before anything is allocated for it. */
export class ByteReader {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  readonly #utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  readonly #what: string;
  #position = 0;

  constructor(bytes: Uint8Array<ArrayBuffer>, what: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#what = what;
  }

  uint8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  int32(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  length64(): number {
    const low = this.uint32();
    return this.uint32() * 2 ** 32 + low;
  }

  bigEndianDouble(): number {
    return this.#view.getFloat64(this.#advance(8), false);
  }

  bytes(length: number): Uint8Array<ArrayBuffer> {
    const from = this.#advance(length);
    return this.#bytes.subarray(from, from + length);
  }

  text(length: number): string {
    try {
      return this.#utf8.decode(this.bytes(length));
    } catch (error) {
      if (error instanceof TypeError) {
        throw this.refusal('a text in it is not UTF-8');
      }
      throw error;
    }
  }

  /** Up to, and past, the next line feed: the arguments of protocol 0. */
  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#position);
    if (end < 0) {
      throw this.refusal('it ends in the middle');
    }
    const text = this.text(end - this.#position);
    this.#position = end + 1;
    return text;
  }

  /** Little-endian two's complement. */
  integer(length: number): number | bigint {
    let value = 0n;
    const bytes = this.bytes(length);
    for (let index = length - 1; index >= 0; index--) {
      value = value * 256n + BigInt(bytes[index] ?? 0);
    }
    return narrowed(BigInt.asIntN(length * 8, value));
  }

  refusal(detail: string): MlflowError {
    return new MlflowError('refusedPickle', { what: this.#what, detail });
  }

  #advance(length: number): number {
    const from = this.#position;
    if (length > this.#bytes.length - from) {
      throw this.refusal('it ends in the middle, or claims more than it holds');
    }
    this.#position += length;
    return from;
  }
}

export function narrowed(value: bigint): number | bigint {
  const narrow = Number(value);
  return Number.isSafeInteger(narrow) ? narrow : value;
}
