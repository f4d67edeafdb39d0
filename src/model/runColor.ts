/** How many run colours there are; package.json contributes them as `vizmod.run1` … `vizmod.run10` for each kind of theme. */
export const runColorCount = 10;

/** The run's colour, 1 to {@link runColorCount}: the same wherever the run is shown, and after every restart. */
export function runColorIndex(runId: string): number {
  // FNV-1a: run ids are random hexadecimal, but user-made ids need not be.
  let hash = 0x811c9dc5;
  for (let i = 0; i < runId.length; i++) {
    hash = Math.imul(hash ^ runId.charCodeAt(i), 0x01000193);
  }
  return ((hash >>> 8) % runColorCount) + 1;
}

/** The id of the contributed colour; webviews see it as `--vscode-vizmod-run<n>`. */
export function runColorId(runId: string): `vizmod.run${number}` {
  return `vizmod.run${runColorIndex(runId)}`;
}
