import type { Dataset } from './dataset.ts';
import { isJsonArray, isJsonObject, type JsonValue } from './json.ts';

/** Texts as MLflow writes them; what is not JSON says nothing. */
function parsed(text: string | undefined): JsonValue | undefined {
  if (text === undefined) {
    return undefined;
  }
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

/**
 * Names and types of the columns that a dataset's schema states (`mlflow_colspec`), or of its tensors (`mlflow_tensorspec`), as
 * MLflow 2.4-3.18 writes them; none where there is no schema or one of another form.
 */
export function datasetColumns({
  schema,
}: Pick<Dataset, 'schema'>): readonly (readonly [name: string, type: string])[] {
  const value = parsed(schema);
  if (!isJsonObject(value)) {
    return [];
  }
  const { mlflow_colspec: columns, mlflow_tensorspec: tensors } = value;
  return isJsonArray(columns) ? columns.flatMap(columnOf) : tensorColumns(tensors);
}

function columnOf(column: JsonValue): readonly (readonly [string, string])[] {
  if (!isJsonObject(column) || typeof column['type'] !== 'string') {
    return [];
  }
  const { name, type, required } = column;
  return [[typeof name === 'string' ? name : '', required === false ? `${type} (optional)` : type]];
}

/** `{"features": "[{...}]", "targets": null}`: JSON text inside JSON. */
function tensorColumns(tensors: JsonValue | undefined): readonly (readonly [string, string])[] {
  if (!isJsonObject(tensors)) {
    return [];
  }
  return Object.entries(tensors).flatMap(([part, text]) => {
    const specs = typeof text === 'string' ? parsed(text) : text;
    return isJsonArray(specs) ? specs.flatMap((spec) => tensorOf(part, spec)) : [];
  });
}

function tensorOf(part: string, spec: JsonValue): readonly (readonly [string, string])[] {
  const tensor = isJsonObject(spec) ? spec['tensor-spec'] : undefined;
  if (!isJsonObject(spec) || !isJsonObject(tensor) || typeof tensor['dtype'] !== 'string') {
    return [];
  }
  const name = typeof spec['name'] === 'string' ? `${part}.${spec['name']}` : part;
  const { shape } = tensor;
  return [[name, isJsonArray(shape) ? `${tensor['dtype']} (${shape.map(String).join(', ')})` : tensor['dtype']]];
}

/** The numbers of a dataset's profile, e.g. `num_rows`, in the order of the store. */
export function datasetProfile({ profile }: Pick<Dataset, 'profile'>): readonly (readonly [string, number])[] {
  const value = parsed(profile);
  return isJsonObject(value)
    ? Object.entries(value).flatMap(([key, size]) => (typeof size === 'number' ? [[key, size] as const] : []))
    : [];
}

/** The place a dataset's source names, or the script that made it; the source itself where it says neither. */
export function datasetSource({ source }: Pick<Dataset, 'source'>): string {
  const value = parsed(source);
  if (!isJsonObject(value)) {
    return source;
  }
  const tags = isJsonObject(value['tags']) ? value['tags'] : {};
  const place = [value['uri'], value['url'], value['path'], tags['mlflow.source.name']].find(
    (candidate) => typeof candidate === 'string',
  );
  return typeof place === 'string' ? place : source;
}

/** The absolute path of a dataset that was read from a local file (source type `local`); absent for any other. */
export function datasetPath(dataset: Pick<Dataset, 'source' | 'sourceType'>): string | undefined {
  if (dataset.sourceType !== 'local') {
    return undefined;
  }
  const place = datasetSource(dataset);
  const path = place.startsWith('file://') ? pathOfUri(place) : place;
  return path !== undefined && /^(\/|[A-Za-z]:[\\/])/.test(path) ? path : undefined;
}

function pathOfUri(uri: string): string | undefined {
  const path = uri.replace(/^file:\/\/(localhost)?/, '');
  try {
    return decodeURIComponent(path).replace(/^\/(?=[A-Za-z]:\/)/, '');
  } catch (error) {
    if (error instanceof URIError) {
      return undefined;
    }
    throw error;
  }
}
