import type { ByteReader } from './byteReader.ts';
import { PickleDict, PickleFloat, PickleGlobal, PickleObject, type PickleValue } from './pickleValue.ts';

const maxMemo = 1_000_000;
const maxStack = 1_000_000;
/** Marks nested deeper than any chart is. */
const maxMarks = 10_000;
const maxIntegerBytes = 1024;

/** Stack, marks and memo of the pickle machine, holding inert values only. */
export class PickleMachine {
  readonly reader: ByteReader;
  readonly globals: PickleGlobal[] = [];
  #stack: PickleValue[] = [];
  readonly #below: PickleValue[][] = [];
  readonly #memo = new Map<number, PickleValue>();

  constructor(reader: ByteReader) {
    this.reader = reader;
  }

  push(value: PickleValue): void {
    if (this.#stack.length >= maxStack) {
      throw this.reader.refusal('it nests or stacks too much');
    }
    this.#stack.push(value);
  }

  pop(): PickleValue {
    const value = this.#stack.pop();
    if (value === undefined) {
      throw this.reader.refusal('it takes what is not there');
    }
    return value;
  }

  top(): PickleValue {
    const value = this.#stack.at(-1);
    if (value === undefined) {
      throw this.reader.refusal('it takes what is not there');
    }
    return value;
  }

  mark(): void {
    if (this.#below.length >= maxMarks) {
      throw this.reader.refusal('it nests or stacks too much');
    }
    this.#below.push(this.#stack);
    this.#stack = [];
  }

  popMark(): PickleValue[] {
    const items = this.#stack;
    const below = this.#below.pop();
    if (below === undefined) {
      throw this.reader.refusal('it takes what is not there');
    }
    this.#stack = below;
    return items;
  }

  /** The POP opcode drops a mark where nothing lies above it, as Python does. */
  drop(): void {
    if (this.#stack.length === 0) {
      this.popMark();
    } else {
      this.pop();
    }
  }

  popText(): string {
    const value = this.pop();
    if (typeof value !== 'string') {
      throw this.reader.refusal('a name in it is not a text');
    }
    return value;
  }

  popArgs(): PickleValue[] {
    const value = this.pop();
    if (!Array.isArray(value)) {
      throw this.reader.refusal('the arguments of a call are not a tuple');
    }
    return value;
  }

  popSome(count: number): PickleValue[] {
    return Array.from({ length: count }, () => this.pop()).toReversed();
  }

  memoize(index = this.#memo.size): void {
    if (this.#memo.size >= maxMemo) {
      throw this.reader.refusal('it remembers too much');
    }
    this.#memo.set(index, this.top());
  }

  recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) {
      throw this.reader.refusal('it recalls what it never kept');
    }
    this.push(value);
  }

  pushGlobal(module: string, name: string): void {
    const global = new PickleGlobal(module, name);
    this.globals.push(global);
    this.push(global);
  }

  /** Notes a call; nothing is called. */
  pushCall(callee: PickleValue, args: readonly PickleValue[]): void {
    this.push(new PickleObject(callee, args));
  }

  build(): void {
    const state = this.pop();
    const target = this.top();
    if (!(target instanceof PickleObject)) {
      throw this.reader.refusal('it sets the state of something that is no object');
    }
    target.state = state;
  }

  append(items: readonly PickleValue[]): void {
    const target = this.top();
    const list = target instanceof PickleObject ? target.items : target;
    if (!Array.isArray(list)) {
      throw this.reader.refusal('it appends to something that is no list');
    }
    for (const item of items) {
      list.push(item);
    }
  }

  setItems(items: readonly PickleValue[]): void {
    const target = this.top();
    const dict = target instanceof PickleObject ? target.entries : target;
    if (!(dict instanceof PickleDict) || items.length % 2 !== 0) {
      throw this.reader.refusal('it sets an item of something that is no dict');
    }
    for (let index = 0; index < items.length; index += 2) {
      dict.entries.set(items[index] ?? null, items[index + 1] ?? null);
    }
  }

  dictOf(items: readonly PickleValue[]): void {
    this.push(new PickleDict());
    this.setItems(items);
  }

  pushFloat(value: number): void {
    this.push(Number.isFinite(value) && !Number.isInteger(value) ? value : new PickleFloat(value));
  }

  pushInteger(length: number): void {
    if (length > maxIntegerBytes) {
      throw this.reader.refusal('a number in it is too long');
    }
    this.push(this.reader.integer(length));
  }
}
