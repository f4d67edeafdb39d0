/** One file or folder among artifacts. */
export interface ArtifactEntry {
  /** Relative to the repository's root, `/`-separated, never empty, never with `.` or `..`. */
  readonly path: string;
  readonly isDirectory: boolean;
  /** Bytes; absent for folders and where the store does not say. */
  readonly size?: number | undefined;
}

export interface ReadOptions {
  /** Refuse files larger than this many bytes, before reading them. @throws MlflowError tooLarge */
  readonly maxBytes?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The artifacts below one root. Paths are relative to the root and `/`-separated; '' is the root itself. A path that would leave
 * the root, through `..`, an absolute path or a symbolic link, is refused with reason `outsideRoot`.
 */
export interface ArtifactRepository {
  /** Where the artifacts are, for people: a path or URI. */
  readonly root: string;
  /** Entries of a folder, folders first, each group by name. A root that does not exist is an empty one. */
  list(path: string, signal?: AbortSignal): Promise<readonly ArtifactEntry[]>;
  read(path: string, options?: ReadOptions): Promise<Uint8Array<ArrayBuffer>>;
  /** The absolute path of the artifact where it is a local file or folder; absent where it is remote. */
  localPath(path: string): string | undefined;
  /** Writes one file, whole or not at all; folders on the way are made. @throws MlflowError readOnly, diskFull */
  write(path: string, content: Uint8Array, signal?: AbortSignal): Promise<void>;
  /** As {@link write}, from a local file, streamed. `onProgress` counts bytes. */
  upload(path: string, localFile: string, options?: TransferOptions): Promise<void>;
  /** Writes one file into a local file, streamed, whole or not at all; its folder must be there. `onProgress` counts bytes. @throws MlflowError readOnly, diskFull */
  download(path: string, localFile: string, options?: TransferOptions): Promise<void>;
  remove(path: string): Promise<void>;
}

export interface TransferOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((bytes: number) => void) | undefined;
}
