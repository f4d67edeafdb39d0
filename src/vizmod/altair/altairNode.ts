import { PickleDict, PickleObject, type PickleValue } from '../pickle/pickleValue.ts';

/** An instance of one of altair's classes. */
export interface AltairNode {
  /** The class without its module: `Chart`, `X`, `MarkDef`. */
  readonly className: string;
  readonly module: string;
  /** The value where the class wraps one (`Undefined` classes and mappings have none). */
  readonly value: PickleValue | undefined;
  readonly fields: PickleDict;
}

export function isUndefined(value: PickleValue | undefined): boolean {
  return value === undefined || (value instanceof PickleObject && value.calleeName.endsWith('.UndefinedType'));
}

/** Reads the instance of a class in package `altair`; its attributes are below `_args` and `_kwds`, or are its own. */
export function altairNode(value: PickleValue): AltairNode | undefined {
  if (!(value instanceof PickleObject) || !value.calleeName.startsWith('altair.')) {
    return undefined;
  }
  const { calleeName, state } = value;
  const dot = calleeName.lastIndexOf('.');
  const own = state instanceof PickleDict ? state : new PickleDict();
  const fields = own.get('_kwds');
  const args = own.get('_args');
  return {
    className: calleeName.slice(dot + 1),
    module: calleeName.slice(0, dot),
    fields: fields instanceof PickleDict ? fields : own,
    value: Array.isArray(args) && args.length > 0 ? args[0] : undefined,
  };
}

/** The major version of Vega-Lite, and so of altair, that a module belongs to; 0 when it does not say. */
export function altairGeneration(module: string): number {
  return Number(/\.v(\d+)\./.exec(`${module}.`)?.[1] ?? 0);
}
