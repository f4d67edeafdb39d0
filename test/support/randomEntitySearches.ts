import type { Experiment } from '../../src/model/experiment.ts';
import type { LoggedModel } from '../../src/model/loggedModel.ts';
import type { ModelVersion, RegisteredModel } from '../../src/model/registeredModel.ts';
import type { EntityKind, EntitySearch } from './entitySearches.ts';
import type { MlflowVersion } from './mlflowPython.ts';
import type { SeededRandom } from './seededRandom.ts';

/** Everything of a store that can be searched beside its runs. */
export interface StoreEntities {
  readonly experiments: readonly Experiment[];
  readonly registeredModels: readonly RegisteredModel[];
  readonly modelVersions: readonly ModelVersion[];
  readonly loggedModels: readonly LoggedModel[];
}

/** A field as a filter spells it and what the entities have in it. */
interface Field {
  readonly kind: 'number' | 'text' | 'listed' | 'id';
  readonly name: string;
  readonly values: readonly (string | number | undefined)[];
}

const numberOperators = ['=', '!=', '<', '<=', '>', '>='];
const textOperators = ['=', '!=', 'LIKE', 'ILIKE'];
const directions = ['', ' ASC', ' DESC'];

function tagFields(entities: readonly { readonly tags: ReadonlyMap<string, string> }[]): Field[] {
  const keys = new Set(entities.flatMap(({ tags }) => [...tags.keys()]));
  return [...keys].map((key) => ({
    kind: 'text',
    name: `tags.\`${key}\``,
    values: entities.map(({ tags }) => tags.get(key)),
  }));
}

/** The fields that every MLflow lets a filter name, by kind. */
function fieldsOf(entities: StoreEntities, version: MlflowVersion): Readonly<Record<EntityKind, readonly Field[]>> {
  const { experiments, registeredModels, modelVersions, loggedModels } = entities;
  const listed = version === '2.22' ? 'text' : 'listed';
  const idField: Field = { kind: 'id', name: 'experiment_id', values: experiments.map((one) => one.experimentId) };
  return {
    experiments: [
      { kind: 'text', name: 'name', values: experiments.map(({ name }) => name) },
      { kind: 'number', name: 'creation_time', values: experiments.map(({ creationTime }) => creationTime) },
      { kind: 'number', name: 'last_update_time', values: experiments.map(({ lastUpdateTime }) => lastUpdateTime) },
      ...(version === '2.22' ? [] : [idField]),
      ...tagFields(experiments),
    ],
    registeredModels: [
      { kind: listed, name: 'name', values: registeredModels.map(({ name }) => name) },
      ...tagFields(registeredModels),
    ],
    modelVersions: [
      { kind: listed, name: 'name', values: modelVersions.map(({ name }) => name) },
      { kind: listed, name: 'run_id', values: modelVersions.map(({ runId }) => runId) },
      { kind: 'text', name: 'source_path', values: modelVersions.map(({ source }) => source) },
      { kind: 'number', name: 'version_number', values: modelVersions.map(({ version: number }) => number) },
      ...tagFields(modelVersions),
    ],
    loggedModels: [
      { kind: 'listed', name: 'name', values: loggedModels.map(({ name }) => name) },
      { kind: 'listed', name: 'model_type', values: loggedModels.map(({ modelType }) => modelType) },
      { kind: 'listed', name: 'source_run_id', values: loggedModels.map(({ sourceRunId }) => sourceRunId) },
      { kind: 'number', name: 'creation_timestamp', values: loggedModels.map(({ creationTime }) => creationTime) },
      { kind: 'number', name: 'metrics.acc', values: [0.5, 0.25, -1.5, 3] },
      { kind: 'number', name: 'metrics.`val/loss`', values: [0.5, 0.25, -1.5, 3] },
      { kind: 'text', name: 'params.lr', values: loggedModels.map(({ params }) => params.get('lr')) },
      ...tagFields(loggedModels),
    ],
  };
}

const orderFields: Readonly<Record<EntityKind, readonly string[]>> = {
  experiments: ['name', 'experiment_id', 'creation_time', 'last_update_time'],
  registeredModels: ['name', 'last_updated_timestamp'],
  modelVersions: ['name', 'version_number', 'creation_timestamp', 'last_updated_timestamp'],
  loggedModels: [
    'name',
    'model_id',
    'model_type',
    'creation_timestamp',
    'last_updated_timestamp',
    'metrics.acc',
    'metrics.val/loss',
  ],
};

/** The same searches for the same seed: comparisons with what some entity has in its fields. Kinds that the store has none of are left out. */
export function randomEntitySearches(
  entities: StoreEntities,
  version: MlflowVersion,
  random: SeededRandom,
  count: number,
): EntitySearch[] {
  const fields = fieldsOf(entities, version);
  const kinds = (Object.keys(fields) as EntityKind[]).filter((kind) => entities[kind].length > 0);
  return Array.from({ length: count }, () => {
    const kind = random.of(kinds);
    const comparisons = Array.from({ length: random.below(3) }, () =>
      comparison(random.of(fields[kind]), version, random),
    );
    const filter = comparisons.join(random.of([' AND ', ' and ']));
    const names = [...new Set(Array.from({ length: random.below(3) }, () => random.of(orderFields[kind])))];
    return kind === 'loggedModels'
      ? { kind, filter, orderBy: names.map((fieldName) => ({ fieldName, ascending: random.oneIn(2) })) }
      : { kind, filter, orderBy: names.map((name) => name + random.of(directions)) };
  });
}

function comparison({ kind, name, values }: Field, version: MlflowVersion, random: SeededRandom): string {
  const known = values.flatMap((one) => one ?? []);
  const value = known.length === 0 ? '0' : String(random.of(known));
  if (kind === 'number') {
    return `${name} ${random.of(numberOperators)} ${value}`;
  }
  if (kind === 'id' || (kind === 'listed' && random.oneIn(3))) {
    const other = known.length === 0 ? value : String(random.of(known));
    return random.oneIn(2) && kind === 'id'
      ? `${name} ${random.of(['=', '!='])} '${value}'`
      : `${name} ${random.of(['IN', 'NOT IN'])} ('${value}', '${other}')`;
  }
  const operator = random.of(textOperators);
  return `${name} ${operator} '${operator.length > 2 ? pattern(value, version, random) : value}'`;
}

/** The text with a piece of it replaced by a wildcard. MLflow 2's file store takes the other signs for a regular expression. */
function pattern(text: string, version: MlflowVersion, random: SeededRandom): string {
  const characters = Array.from(version === '2.22' ? text.replaceAll(/[^\p{L}\p{N} \n/-]/gu, '_') : text);
  const from = random.below(characters.length + 1);
  const wildcard = random.of(['%', '_', '']);
  const replaced = [...characters.slice(0, from), wildcard, ...characters.slice(from + random.below(4))].join('');
  return (
    random.of(['', '%']) +
    random.of([replaced, replaced.toUpperCase(), replaced.toLowerCase()]) +
    random.of(['', '%', '_'])
  );
}
