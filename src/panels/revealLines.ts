import * as vscode from 'vscode';

/** More are not selected one by one. */
const maxLines = 1000;

/**
 * Selects lines of a document, counted from 1, in the editor that it has; the focus stays where it is. Opens none: who closed it, or looks
 * at data that is too large for one, is left alone.
 */
export function revealLines(document: vscode.Uri, lines: readonly number[]): void {
  const editor = vscode.window.visibleTextEditors.find(
    (shown) => shown.document.uri.toString() === document.toString(),
  );
  const last = lines.at(-1);
  if (editor === undefined || last === undefined) {
    return;
  }
  const selections = lines.slice(-maxLines).map((line) => {
    const { start, end } = editor.document.lineAt(Math.min(line, editor.document.lineCount) - 1).range;
    return new vscode.Selection(start, end);
  });
  editor.selections = selections;
  editor.revealRange(new vscode.Range(last - 1, 0, last - 1, 0), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
