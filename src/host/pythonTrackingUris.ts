import { codeOffsets, pythonTokens, type PythonToken } from './pythonTokens.ts';

/** A tracking URI that source text names. */
export interface CodeTrackingUri {
  readonly uri: string;
  /** 0-based; in a notebook, within the cell. */
  readonly line: number;
  /** 0-based; absent outside notebooks. */
  readonly cell?: number | undefined;
}

/** Text without this names no store, so that nothing of it has to be read as Python. */
export const trackingUriCall = 'set_tracking_uri';

/**
 * The URIs of `set_tracking_uri("…")` calls in Python source, whatever the function is imported from. Only literals count: an f-string,
 * a name or any other expression is known only when the code runs.
 */
export function pythonTrackingUris(source: string): readonly CodeTrackingUri[] {
  if (!source.includes(trackingUriCall)) {
    return [];
  }
  return [...codeOffsets(source, trackingUriCall)].flatMap((offset) => {
    const isDefinition = /\bdef\s+$/.test(source.slice(Math.max(0, offset - 20), offset));
    const uri = isDefinition ? undefined : literalArgument(pythonTokens(source, offset + trackingUriCall.length));
    return uri === undefined || uri.trim() === '' ? [] : [{ uri, line: lineOf(source, offset) }];
  });
}

/** The same in the code cells of a Jupyter notebook (nbformat 4); none when it is not one. */
export function notebookTrackingUris(json: string): readonly CodeTrackingUri[] {
  if (!json.includes(trackingUriCall)) {
    return [];
  }
  return codeCells(json).flatMap(({ source, cell }) => pythonTrackingUris(source).map((found) => ({ ...found, cell })));
}

/** What stands between the parentheses that come first, if it is one text as the first argument or as `uri=`. */
function literalArgument(tokens: Iterator<PythonToken, void>): string | undefined {
  const next = (): PythonToken | undefined => {
    const result = tokens.next();
    return result.done === true ? undefined : result.value;
  };
  if (!isText(next(), '(')) {
    return undefined;
  }
  let token = next();
  if (isText(token, 'uri')) {
    if (!isText(next(), '=')) {
      return undefined;
    }
    token = next();
  }
  let text: string | undefined;
  // Strings side by side are one string.
  for (; token?.kind === 'string'; token = next()) {
    if (token.value === undefined) {
      return undefined;
    }
    text = (text ?? '') + token.value;
  }
  return isText(token, ')') || isText(token, ',') ? text : undefined;
}

function isText(token: PythonToken | undefined, text: string): boolean {
  return token !== undefined && token.kind !== 'string' && token.text === text;
}

function lineOf(source: string, offset: number): number {
  return source.slice(0, offset).split('\n').length - 1;
}

function codeCells(json: string): readonly { readonly source: string; readonly cell: number }[] {
  const cells = property(parsed(json), 'cells');
  return (Array.isArray(cells) ? cells : []).flatMap((value: unknown, cell) => {
    const source = property(value, 'source');
    const text = Array.isArray(source) ? source.join('') : source;
    return property(value, 'cell_type') === 'code' && typeof text === 'string' ? [{ source: text, cell }] : [];
  });
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // A notebook that is being written will be looked at again when it is whole.
    return undefined;
  }
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
