import { deepEqual } from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { fileSource } from '../../src/data/byteChunks.ts';
import { readDataTable } from '../../src/data/readDataTable.ts';
import { DataDiagnostics } from '../../src/panels/dataDiagnostics.ts';
import type { CheckedData } from '../../src/panels/visualizationSession.ts';
import { checkData } from '../../src/vizmod/checkData.ts';

let folder: string;
let data: vscode.Uri;
let diagnostics: DataDiagnostics;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vizmod-diagnostics-'));
  data = vscode.Uri.file(join(folder, 'flowers.csv'));
  writeFileSync(data.fsPath, 'species,petal_len,petal_width\n"Iris, wild",1,0.2 cm\nrose,2,3\n');
  diagnostics = new DataDiagnostics();
});

afterEach(async () => {
  diagnostics.dispose();
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  rmSync(folder, { recursive: true, force: true });
});

function check(...fields: readonly string[]): CheckedData {
  const table = readDataTable(fileSource(data.fsPath));
  const needs = { fields: new Map(fields.map((name) => [name, 'number' as const])), example: new Map() };
  return { findings: checkData(table, needs), header: table.header };
}

function problems(): string[] {
  return vscode.languages
    .getDiagnostics(data)
    .map(({ range: { start, end }, message }) => `${start.line}:${start.character}-${end.character} ${message}`);
}

describe('what a check finds', () => {
  it('stands in Problems at its cell, and goes with its panel', async () => {
    await vscode.workspace.openTextDocument(data);
    diagnostics.show({ key: 'a', visualization: 'petals', data }, check('petal_width'));
    diagnostics.show({ key: 'b', visualization: 'sepals', data }, check('petal_length'));
    const both = problems();
    diagnostics.show({ key: 'b', visualization: 'sepals', data }, check('petal_len'));
    const mended = problems().length;
    diagnostics.clear('a');

    deepEqual(
      [both, mended, problems()],
      [
        [
          '1:15-21 petals: “petal_width” should hold numbers, but 1 of 2 values do not (line 2: “0.2 cm”) (inferred from the chart)',
          '0:0-29 sepals: “petal_length” is missing. Did you mean “petal_len”? (inferred from the chart)',
        ],
        1,
        [],
      ],
    );
  });

  it('comes with a quick fix where another column may be meant', async () => {
    await vscode.window.showTextDocument(data);
    diagnostics.show({ key: 'a', visualization: 'petals', data }, check('petal_length'));

    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      data,
      new vscode.Range(0, 3, 0, 3),
    );

    deepEqual(
      actions.map(({ title, command }) => [title, command?.command, command?.arguments]),
      [
        [
          'Use column “petal_len” for “petal_length”',
          'vizmod.visualization.useColumn',
          ['a', 'petal_length', 'petal_len'],
        ],
      ],
    );
  });
});
