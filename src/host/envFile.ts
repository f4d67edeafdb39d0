export interface EnvAssignment {
  readonly value: string;
  /** 0-based. */
  readonly line: number;
}

/** One assignment: an optional `export`, a name, and a value that is quoted (then it may go over lines) or goes to the end of its line. */
const assignment =
  /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.]*)[ \t]*=(?:[ \t]*'((?:\\.|[^'\\])*)'|[ \t]*"((?:\\.|[^"\\])*)"|([^\r\n]*))/gms;

const doubleQuoteEscapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/**
 * The assignments of a `.env` file, as the package python-dotenv reads them; of several for one name the last one counts. `${NAME}` and
 * `${NAME:-default}` stand for what was assigned before, else for a variable of the environment, else for nothing.
 */
export function parseEnvFile(
  text: string,
  variables: Readonly<Record<string, string | undefined>> = {},
): ReadonlyMap<string, EnvAssignment> {
  const assigned = new Map<string, EnvAssignment>();
  const valueOf = (name: string): string | undefined => assigned.get(name)?.value ?? variables[name];
  const lines = lineCounter(text);
  for (const match of text.matchAll(assignment)) {
    const [, name = '', single, double, bare = ''] = match;
    const written =
      single?.replaceAll(/\\(['\\])/g, '$1') ??
      double?.replaceAll(/\\(.)/gs, (_, character: string) => doubleQuoteEscapes[character] ?? character) ??
      bare.replace(/\s#.*$/s, '').trim();
    const value = written.replaceAll(
      /\$\{([^}:]+)(?::-([^}]*))?\}/g,
      (_, reference: string, fallback?: string) => valueOf(reference) ?? fallback ?? '',
    );
    assigned.set(name, { value, line: lines(match.index) });
  }
  return assigned;
}

/** Tells the 0-based line of offsets that only grow. */
function lineCounter(text: string): (offset: number) => number {
  let [line, from] = [0, 0];
  return (offset) => {
    for (let end = text.indexOf('\n', from); end !== -1 && end < offset; end = text.indexOf('\n', from)) {
      line++;
      from = end + 1;
    }
    return line;
  };
}
