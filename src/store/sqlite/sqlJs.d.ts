/** The part of sql.js that is used here; the package has no types of its own. */
declare module 'sql.js' {
  export interface Statement {
    bind(values: readonly (string | number)[]): boolean;
    step(): boolean;
    get(): (string | number | Uint8Array | null)[];
    getAsObject(): Record<string, string | number | Uint8Array | null>;
    free(): boolean;
  }

  export interface Database {
    prepare(sql: string): Statement;
    close(): void;
  }

  export default function initSqlJs(options: {
    readonly wasmBinary: Uint8Array;
  }): Promise<{ readonly Database: new (file: Uint8Array) => Database }>;
}
