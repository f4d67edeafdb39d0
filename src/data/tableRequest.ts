export interface TableRequest {
  /** Columns to read; absent: all. Names that the header lacks are passed over. */
  readonly columns?: readonly string[] | undefined;
  readonly isCancelled?: (() => boolean) | undefined;
  /** Hears how far a source of known size is read; once more from the start when columns are read twice. */
  readonly onProgress?: ((progress: ReadProgress) => void) | undefined;
}

/** In bytes. */
export interface ReadProgress {
  readonly read: number;
  readonly total: number;
}
