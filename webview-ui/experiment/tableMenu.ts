import type { RunColumnSort } from '../../src/protocol/runColumn.ts';
import type { LoadedRun } from './rowWindows.ts';

/** A menu that the table wants opened at a point of the page. */
export type TableMenu = {
  readonly x: number;
  readonly y: number;
} & (
  | { readonly kind: 'column'; readonly column: RunColumnSort['column'] }
  /** `runIds`: what the entries are about, all selected runs or the one. */
  | { readonly kind: 'row'; readonly run: LoadedRun; readonly runIds: readonly string[] }
);
