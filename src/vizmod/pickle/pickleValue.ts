/** A class or function that a pickle names. Nothing is behind the name: it is never looked up. */
export class PickleGlobal {
  readonly module: string;
  readonly name: string;

  constructor(module: string, name: string) {
    this.module = module;
    this.name = name;
  }

  /** As Python writes it, e.g. `pandas.core.frame.DataFrame`. */
  get qualifiedName(): string {
    return `${this.module}.${this.name}`;
  }
}

/** What Python would make by calling `callee`; here only a note that it would, with what was to go in. */
export class PickleObject {
  readonly callee: PickleValue;
  readonly args: readonly PickleValue[];
  /** What `__setstate__` would get. */
  state: PickleValue = null;
  /** What would be appended to it, and set on it as a mapping. */
  readonly items: PickleValue[] = [];
  readonly entries = new PickleDict();

  constructor(callee: PickleValue, args: readonly PickleValue[]) {
    this.callee = callee;
    this.args = args;
  }

  /** The qualified name of the class or function; empty when the callee is no global. */
  get calleeName(): string {
    return this.callee instanceof PickleGlobal ? this.callee.qualifiedName : '';
  }
}

/** A Python float with a whole value, or none: `1.0` is printed otherwise than `1`, and makes another kind of column. */
export class PickleFloat {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** A Python dict: keys of any kind, in order of insertion. */
export class PickleDict {
  readonly entries = new Map<PickleValue, PickleValue>();

  get(key: string): PickleValue | undefined {
    return this.entries.get(key);
  }
}

/**
 * A Python value as inert data. Lists, tuples and sets are arrays, integers beyond the safe range are bigint, floats that could be taken
 * for integers are {@link PickleFloat}. Values may be shared and
 * may even contain themselves, so whoever walks them keeps a budget.
 */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | PickleFloat
  | PickleDict
  | PickleGlobal
  | PickleObject;

export interface Pickle {
  readonly value: PickleValue;
  /** Every class and function that it names, also where the result was thrown away. */
  readonly globals: readonly PickleGlobal[];
}
