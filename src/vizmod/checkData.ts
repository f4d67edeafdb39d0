import type { DataFinding, FindingSource, FoundValue } from '../model/dataFinding.ts';
import { lineOfRow, type DataColumn, type DataTable, type FieldNeed } from '../model/dataTable.ts';
import type { SignatureColumn } from '../model/modelSignature.ts';
import { noMapping, type ColumnMapping } from './columnMapping.ts';
import { cellReader, fits, type CellNeed } from './dataCells.ts';
import type { DataNeeds } from './dataNeeds.ts';
import { refusalFindings } from './refusalFindings.ts';
import { suggestColumn, typeOfNeed } from './suggestColumn.ts';

/** Values that a finding names; who shows it shows fewer. */
const maxValuesFound = 100;

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
const signatureNeeds: ReadonlyMap<string, CellNeed> = new Map<string, CellNeed>(
  Object.entries({
    double: 'number',
    float: 'number',
    long: 'integer',
    integer: 'integer',
    boolean: 'boolean',
    datetime: 'time',
  } as const),
);

const fieldExpectations: Readonly<Record<FieldNeed, string>> = { number: 'number', time: 'time', any: 'any' };

/**
 * Compares data with what a model asks for: by its signature, by MLflow's rules of enforcement (surplus columns are ignored), and by the fields that the chart reads. Without a
 * signature the fields and the stored example alone say what is needed, and findings say `inferred`. Ordered by severity, then by column as first used.
 * @param table its columns under the names that the model gives them
 * @param mapping which of them the data calls otherwise
 */
export function checkData(
  table: DataTable,
  needs: DataNeeds,
  mapping: ColumnMapping = noMapping,
): readonly DataFinding[] {
  const requirements = collectRequirements(needs);
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  const taken = new Set([...requirements.map((requirement) => requirement.column), ...mapping.values()]);
  const free = table.header.filter((name) => !taken.has(name));
  const findings = requirements.flatMap((requirement) => {
    const column = columns.get(requirement.column);
    return column === undefined
      ? [missingColumn(requirement, free)]
      : [...checkColumn(requirement, column, table), ...compareWithExample(requirement, column, table, needs)];
  });
  const all = [...findings, ...refusalFindings(table, needs.signature, findings), ...raggedRows(table)];
  return all
    .map((finding) => withDataColumn(finding, mapping))
    .toSorted((a, b) => severityOrder.indexOf(a.kind) - severityOrder.indexOf(b.kind));
}

const severityOrder: readonly DataFinding['kind'][] = [
  'missingColumn',
  'mistyped',
  'tooFewColumns',
  'ragged',
  'emptyValues',
  'unlikeExample',
  'refused',
  'refusedFrame',
];

function collectRequirements({ fields, signature }: DataNeeds): Requirement[] {
  const requirements = new Map<string, Requirement>();
  for (const input of signature?.inputs ?? []) {
    const { name, type, isOptional } = input;
    if (name !== '') {
      const isDrawn = fields.has(name);
      const need = signatureNeed(input);
      requirements.set(name, { column: name, source: 'signature', isOptional, expected: type, need, isDrawn });
    }
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

function signatureNeed({ type, shape }: SignatureColumn): CellNeed {
  return shape === undefined ? (signatureNeeds.get(type) ?? 'any') : /^(?:u?int|float)/.test(type) ? 'number' : 'any';
}

function missingColumn({ column, source, isOptional, need }: Requirement, free: readonly string[]): DataFinding {
  const suggestion = suggestColumn(
    column,
    free.map((name) => ({ name })),
    typeOfNeed(need),
  );
  return { kind: 'missingColumn', source, column, isOptional, ...(suggestion !== undefined && { suggestion }) };
}

function checkColumn(requirement: Requirement, column: DataColumn, table: DataTable): DataFinding[] {
  const { source, expected, isDrawn, need } = requirement;
  const misfits = findMisfits(need, column, table);
  const findings: DataFinding[] = [];
  if (misfits.count > 0) {
    const { rowCount } = table;
    findings.push({ kind: 'mistyped', source, column: column.name, expected, rowCount, ...misfits });
  }
  if (column.missing > 0 && isDrawn) {
    const first = firstEmptyLines(column, table);
    findings.push({ kind: 'emptyValues', source, column: column.name, count: column.missing, first });
  }
  return findings;
}

/** Only where neither signature nor chart say what the values are. */
function compareWithExample(
  { need, source }: Requirement,
  column: DataColumn,
  table: DataTable,
  { example }: DataNeeds,
): DataFinding[] {
  const expected = example.get(column.name);
  if (need !== 'any' || source === 'signature' || expected === undefined || expected === 'text') {
    return [];
  }
  const misfits = findMisfits(expected, column, table);
  const { rowCount } = table;
  return misfits.count === 0
    ? []
    : [{ kind: 'unlikeExample', source, column: column.name, expected, rowCount, ...misfits }];
}

function findMisfits(
  need: CellNeed,
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
        if (first.length < maxValuesFound) {
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
  for (let row = 0; row < table.rowCount && lines.length < maxValuesFound; row++) {
    if (cell.text(row) === undefined) {
      lines.push(lineOfRow(table, row));
    }
  }
  return lines;
}

function raggedRows({ ragged, header }: DataTable): DataFinding[] {
  const { count, first } = ragged;
  return count === 0 ? [] : [{ kind: 'ragged', count, cells: header.length, first }];
}

function withDataColumn(finding: DataFinding, mapping: ColumnMapping): DataFinding {
  const dataColumn = 'column' in finding ? mapping.get(finding.column) : undefined;
  return dataColumn === undefined || !('column' in finding) ? finding : { ...finding, dataColumn };
}
