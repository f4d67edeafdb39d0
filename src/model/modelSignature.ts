/** An input that a model takes: a column (MLflow's ColSpec) or a tensor (TensorSpec). */
export interface SignatureColumn {
  /** Empty where the signature names none: columns are then taken by their order. MLflow names all inputs or none. */
  readonly name: string;
  /**
   * MLflow's type name: `double`, `long`, `string`, `datetime`, …; `array`, `object`, `map` and `any` are kept as they are. For a
   * tensor numpy's type of its elements: `float64`.
   */
  readonly type: string;
  /** Whether the data may lack it. */
  readonly isOptional: boolean;
  /** Only for a tensor, its size in each dimension; -1 is any size. */
  readonly shape?: readonly number[] | undefined;
}

/** The inputs of a model's signature, as its MLmodel file states them: all columns or all tensors. */
export interface ModelSignature {
  readonly inputs: readonly SignatureColumn[];
}
