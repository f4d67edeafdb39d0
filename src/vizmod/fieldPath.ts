/**
 * The column that a field of a spec names: Vega reads `a.b` and `a[0]` as a path into column `a`, and `a\.b` as column `a.b`.
 */
export function columnOfField(field: string): string {
  const end = /(?<!\\)[.[]/.exec(field)?.index ?? field.length;
  return field.slice(0, end).replace(/\\(.)/g, '$1');
}

/** The columns that a Vega expression reads through `datum`. */
export function columnsOfExpression(expression: string): string[] {
  const member =
    /\bdatum\s*(?:\.\s*([\p{L}_$][\p{L}\p{N}_$]*)|\[\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\s*\])/gu;
  return [...expression.matchAll(member)].map(([, name, single, double]) => {
    const quoted = single ?? double;
    return quoted === undefined ? (name ?? '') : quoted.replace(/\\(.)/g, '$1');
  });
}
