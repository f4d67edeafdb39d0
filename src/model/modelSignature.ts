/** A column that a model takes (MLflow's ColSpec). */
export interface SignatureColumn {
  readonly name: string;
  /** MLflow's type name: `double`, `long`, `string`, `datetime`, …; `array`, `object`, `map` and `any` are kept as they are. */
  readonly type: string;
  /** Whether the data may lack it. */
  readonly isOptional: boolean;
}

/** The inputs of a model's signature, as its MLmodel file states them; columns without a name and tensors are left out. */
export interface ModelSignature {
  readonly inputs: readonly SignatureColumn[];
}
