import type { DataFinding, FindingSource, FoundValue } from '../model/dataFinding.ts';
import { lineOfRow, type DataColumn, type DataTable, type FieldNeed } from '../model/dataTable.ts';
import type { ModelSignature } from '../model/modelSignature.ts';
import { cellReader, fits, type CellNeed } from './dataCells.ts';
import { isRefusedByMlflow } from './enforcement.ts';
import type { SpecFields } from './specFields.ts';
import { suggestColumn } from './suggestColumn.ts';

const maxValuesShown = 3;

/** What is asked of one column, and by whom. */
interface Requirement {
  readonly column: string;
  readonly source: FindingSource;
  readonly isOptional: boolean;
  /** As findings name it. */
  readonly expected: string;
  readonly need: CellNeed;
  /** Whether marks depend on its values. */
  readonly isDrawn: boolean;
}

/** MLflow's column types (mlflow/types/schema.py) by what a text file must hold for them; others are not checked. */
const signatureNeeds: Readonly<Record<string, CellNeed>> = {
  double: 'number',
  float: 'number',
  long: 'integer',
  integer: 'integer',
  boolean: 'boolean',
  datetime: 'time',
};

const fieldExpectations: Readonly<Record<FieldNeed, string>> = { number: 'number', time: 'time', any: 'any' };

/** The columns that a check, and the chart, need of the data. */
export function neededColumns(fields: SpecFields, signature: ModelSignature | undefined): string[] {
  return [...new Set([...fields.keys(), ...(signature?.inputs.map((input) => input.name) ?? [])])];
}

/**
 * Compares data with what a model asks for: by its signature, by MLflow's rules of enforcement (surplus columns are ignored), and by the fields that the chart reads. Without a
 * signature the fields alone say what is needed, and findings say `inferred`. Ordered by severity, then by column as first used.
 */
export function checkData(
  table: DataTable,
  fields: SpecFields,
  signature: ModelSignature | undefined,
): readonly DataFinding[] {
  const requirements = collectRequirements(fields, signature);
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  const taken = new Set(requirements.map((requirement) => requirement.column));
  const free = table.header.filter((name) => !taken.has(name));
  const findings = requirements.flatMap((requirement) => {
    const column = columns.get(requirement.column);
    return column === undefined ? missingColumn(requirement, free) : checkColumn(requirement, column, table);
  });
  const { ragged, header } = table;
  const all: DataFinding[] =
    ragged.count === 0
      ? findings
      : [...findings, { kind: 'ragged', count: ragged.count, cells: header.length, first: ragged.first }];
  return all.toSorted((a, b) => severityOrder.indexOf(a.kind) - severityOrder.indexOf(b.kind));
}

const severityOrder: readonly DataFinding['kind'][] = [
  'missingColumn',
  'mistyped',
  'ragged',
  'emptyValues',
  'lossyType',
];

function collectRequirements(fields: SpecFields, signature: ModelSignature | undefined): Requirement[] {
  const requirements = new Map<string, Requirement>();
  for (const { name, type, isOptional } of signature?.inputs ?? []) {
    const need = signatureNeeds[type] ?? 'any';
    const isDrawn = fields.has(name);
    requirements.set(name, { column: name, source: 'signature', isOptional, expected: type, need, isDrawn });
  }
  for (const [column, need] of fields) {
    const declared = requirements.get(column);
    if (declared === undefined || (declared.need === 'any' && need !== 'any')) {
      const expected = fieldExpectations[need];
      const source: FindingSource = 'inferred';
      requirements.set(column, { column, source, isOptional: false, expected, need, isDrawn: true });
    }
  }
  return [...requirements.values()];
}

function missingColumn({ column, source, isOptional }: Requirement, free: readonly string[]): DataFinding {
  const suggestion = suggestColumn(column, free);
  return { kind: 'missingColumn', source, column, isOptional, ...(suggestion !== undefined && { suggestion }) };
}

function checkColumn(requirement: Requirement, column: DataColumn, table: DataTable): DataFinding[] {
  const { source, expected, isDrawn } = requirement;
  const misfits = findMisfits(requirement, column, table);
  const findings: DataFinding[] = [];
  if (misfits.count > 0) {
    const { rowCount } = table;
    findings.push({ kind: 'mistyped', source, column: column.name, expected, rowCount, ...misfits });
  }
  if (column.missing > 0 && isDrawn) {
    const first = firstEmptyLines(column, table);
    findings.push({ kind: 'emptyValues', source, column: column.name, count: column.missing, first });
  }
  if (misfits.count === 0 && source === 'signature' && isRefusedByMlflow(column, expected)) {
    findings.push({ kind: 'lossyType', source, column: column.name, expected, actual: column.type });
  }
  return findings;
}

function findMisfits(
  { need }: Requirement,
  column: DataColumn,
  table: DataTable,
): { readonly count: number; readonly first: readonly FoundValue[] } {
  const first: FoundValue[] = [];
  let count = 0;
  if (!fits(column, need)) {
    const cell = cellReader(column);
    for (let row = 0; row < table.rowCount; row++) {
      const text = cell.text(row);
      if (text !== undefined && !cell.fits(row, need)) {
        count++;
        if (first.length < maxValuesShown) {
          first.push({ line: lineOfRow(table, row), text });
        }
      }
    }
  }
  return { count, first };
}

function firstEmptyLines(column: DataColumn, table: DataTable): number[] {
  const cell = cellReader(column);
  const lines: number[] = [];
  for (let row = 0; row < table.rowCount && lines.length < maxValuesShown; row++) {
    if (cell.text(row) === undefined) {
      lines.push(lineOfRow(table, row));
    }
  }
  return lines;
}
