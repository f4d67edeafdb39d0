import { MlflowError } from '../model/mlflowError.ts';

/** A task of type `vizmod`, as package.json describes it. */
export interface TaskDefinition {
  readonly script: string;
  readonly args: readonly string[];
  readonly experiment?: string | undefined;
  readonly runName?: string | undefined;
  /** Absent: the files that the setting names. */
  readonly params?: readonly string[] | undefined;
  readonly env: Readonly<Record<string, string>>;
}

/** @throws MlflowError invalidValue naming the property that is wrong */
export function readTaskDefinition(definition: object): TaskDefinition {
  const values = new Map<string, unknown>(Object.entries(definition));
  const script = readText(values, 'script');
  if (script === undefined) {
    throw invalid('script', 'a task of type vizmod needs the path of a Python script');
  }
  return {
    script,
    args: readTexts(values, 'args') ?? [],
    experiment: readText(values, 'experiment'),
    runName: readText(values, 'runName'),
    params: readTexts(values, 'params'),
    env: readEnvironment(values.get('env')),
  };
}

/** An empty text, which `${input:…}` may leave behind, counts as absent. */
function readText(values: ReadonlyMap<string, unknown>, name: string): string | undefined {
  const value = values.get(name);
  if (value === undefined || value === '') {
    return undefined;
  }
  if (typeof value !== 'string') {
    throw invalid(name, 'a text is expected');
  }
  return value;
}

function readTexts(values: ReadonlyMap<string, unknown>, name: string): readonly string[] | undefined {
  const value = values.get(name);
  if (value === undefined) {
    return undefined;
  }
  if (!Array.isArray(value)) {
    throw invalid(name, 'a list of texts is expected');
  }
  return value.map((item: unknown) => {
    if (typeof item !== 'string' && typeof item !== 'number') {
      throw invalid(name, 'a list of texts is expected');
    }
    return String(item);
  });
}

function readEnvironment(value: unknown): Readonly<Record<string, string>> {
  if (value === undefined) {
    return {};
  }
  if (typeof value !== 'object' || value === null) {
    throw invalid('env', 'names with values are expected');
  }
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, String(item)]));
}

function invalid(property: string, detail: string): MlflowError {
  return new MlflowError('invalidValue', { what: `"${property}" in tasks.json`, detail });
}
