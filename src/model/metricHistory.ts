/** Every logged point of one metric of one run, in the order in which they were logged. The arrays are parallel; timestamps are milliseconds since 1970. */
export interface MetricHistory {
  readonly key: string;
  readonly steps: Float64Array<ArrayBuffer>;
  readonly timestamps: Float64Array<ArrayBuffer>;
  readonly values: Float64Array<ArrayBuffer>;
}
