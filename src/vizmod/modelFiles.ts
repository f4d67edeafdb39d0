/** One file or folder below the root of a model folder. */
export interface ModelFile {
  /** Relative to the root, `/`-separated. */
  readonly path: string;
  readonly isDirectory: boolean;
}

/** The files of a model folder; artifact repositories of a store have this shape. */
export interface ModelFiles {
  /** Entries of a folder; '' is the root. A root that does not exist is an empty one. */
  list(path: string, signal?: AbortSignal): Promise<readonly ModelFile[]>;
  /** @throws MlflowError notFound, tooLarge */
  read(
    path: string,
    options?: { readonly maxBytes?: number | undefined; readonly signal?: AbortSignal | undefined },
  ): Promise<Uint8Array<ArrayBuffer>>;
}
