import * as vscode from 'vscode';
import { guessDelimiter } from '../data/delimiter.ts';
import { columnFix, isBlocking, type ColumnFix, type DataFinding } from '../model/dataFinding.ts';
import { describeFinding } from '../vizmod/describeFinding.ts';
import { findingPlaces, type FoundText } from './findingPlaces.ts';
import type { CheckedData } from './visualizationSession.ts';

/** The data that a panel shows, and for which model. */
export interface DiagnosedPanel {
  /** Names the panel among all. */
  readonly key: string;
  readonly visualization: string;
  readonly data: vscode.Uri;
}

interface Diagnosed {
  readonly data: vscode.Uri;
  readonly entries: readonly DataDiagnostic[];
}

/** An entry in Problems that may know how to help itself. */
interface DataDiagnostic {
  readonly diagnostic: vscode.Diagnostic;
  readonly key: string;
  readonly fix?: ColumnFix | undefined;
}

const diagnosticSource = 'Vizmod';

/**
 * What the open panels found in their data, in VS Code's Problems and under the cells, with a quick fix where another column may be meant.
 * An entry goes with its panel.
 */
export class DataDiagnostics implements vscode.Disposable, vscode.CodeActionProvider {
  readonly #collection = vscode.languages.createDiagnosticCollection('vizmod.data');
  readonly #panels = new Map<string, Diagnosed>();
  readonly #provider: vscode.Disposable;

  constructor() {
    this.#provider = vscode.languages.registerCodeActionsProvider({ pattern: '**/*' }, this, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    });
  }

  show({ key, visualization, data }: DiagnosedPanel, { findings, header }: CheckedData): void {
    const text = foundText(data, header);
    const entries = findings.flatMap((finding) => diagnosticsOf(finding, text, visualization, key));
    this.#panels.set(key, { data, entries });
    this.#publish(data);
  }

  clear(key: string): void {
    const shown = this.#panels.get(key);
    this.#panels.delete(key);
    if (shown !== undefined) {
      this.#publish(shown.data);
    }
  }

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    return this.#entriesOf(document.uri).flatMap(({ diagnostic, key, fix }) => {
      if (fix === undefined || diagnostic.range.intersection(range) === undefined) {
        return [];
      }
      const title = vscode.l10n.t('Use column “{0}” for “{1}”', fix.dataColumn, fix.name);
      const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
      action.diagnostics = [diagnostic];
      action.isPreferred = true;
      action.command = {
        title,
        command: 'vizmod.visualization.useColumn',
        arguments: [key, fix.name, fix.dataColumn],
      };
      return [action];
    });
  }

  dispose(): void {
    this.#provider.dispose();
    this.#collection.dispose();
  }

  /** Several panels may show the same data. */
  #publish(data: vscode.Uri): void {
    this.#collection.set(
      data,
      this.#entriesOf(data).map(({ diagnostic }) => diagnostic),
    );
  }

  #entriesOf(data: vscode.Uri): readonly DataDiagnostic[] {
    return [...this.#panels.values()].flatMap((shown) =>
      shown.data.toString() === data.toString() ? shown.entries : [],
    );
  }
}

function foundText(data: vscode.Uri, header: readonly string[]): FoundText {
  const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === data.toString());
  const line = (at: number): string | undefined =>
    document !== undefined && at < document.lineCount ? document.lineAt(at).text : undefined;
  const delimiter = String.fromCharCode(guessDelimiter(new TextEncoder().encode(line(0) ?? '')));
  return { header, delimiter, line };
}

function diagnosticsOf(
  finding: DataFinding,
  text: FoundText,
  visualization: string,
  key: string,
): readonly DataDiagnostic[] {
  const sentence = describeFinding(finding, vscode.l10n).replaceAll(/`([^`]*)`/g, '“$1”');
  const severity = isBlocking(finding) ? vscode.DiagnosticSeverity.Warning : vscode.DiagnosticSeverity.Information;
  const fix = columnFix(finding);
  return findingPlaces(finding, text).map(({ line, from, to }): DataDiagnostic => {
    const range = new vscode.Range(line, from, line, to);
    const diagnostic = new vscode.Diagnostic(range, vscode.l10n.t('{0}: {1}', visualization, sentence), severity);
    diagnostic.source = diagnosticSource;
    diagnostic.code = finding.kind;
    return { diagnostic, key, ...(fix !== undefined && { fix }) };
  });
}
