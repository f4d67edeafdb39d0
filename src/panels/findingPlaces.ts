import { cellSpan } from '../data/cellSpan.ts';
import type { DataFinding } from '../model/dataFinding.ts';

/** A place in a text file; lines and characters count from 0. */
export interface TextPlace {
  readonly line: number;
  readonly from: number;
  readonly to: number;
}

/** The text that findings are about, as far as it is at hand. */
export interface FoundText {
  /** Column names as they were read. */
  readonly header: readonly string[];
  readonly delimiter: string;
  /** The text of a line, from 0; absent where nobody has the file open. */
  readonly line: (line: number) => string | undefined;
}

/**
 * Where a finding is: the cells of the values it names, the name of its column in the header, or the whole header where the data has no such
 * column.
 */
export function findingPlaces(finding: DataFinding, text: FoundText): readonly TextPlace[] {
  switch (finding.kind) {
    case 'mistyped':
    case 'unlikeExample': {
      const column = columnIndex(finding, text);
      return finding.first.map(({ line }) => place(text, line - 1, column));
    }
    case 'emptyValues': {
      const column = columnIndex(finding, text);
      return finding.first.map((line) => place(text, line - 1, column));
    }
    case 'ragged':
      return finding.first.map(({ line }) => place(text, line - 1, undefined));
    case 'refused':
      return [place(text, 0, columnIndex(finding, text))];
    case 'missingColumn':
    case 'refusedFrame':
    case 'tooFewColumns':
      return [place(text, 0, undefined)];
  }
}

function columnIndex(
  { column, dataColumn = column }: { readonly column: string; readonly dataColumn?: string | undefined },
  { header }: FoundText,
): number | undefined {
  const index = header.indexOf(dataColumn);
  return index < 0 ? undefined : index;
}

/** Longer than any line, for lines whose text is not at hand. */
const endOfLine = 1000;

function place(text: FoundText, line: number, column: number | undefined): TextPlace {
  const content = text.line(line);
  if (content === undefined) {
    return { line, from: 0, to: endOfLine };
  }
  return {
    line,
    ...(column === undefined ? { from: 0, to: content.length } : cellSpan(content, text.delimiter, column)),
  };
}
