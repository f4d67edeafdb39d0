/** Attributes of a run that MLflow's filters and order_by know. */
export const textAttributes = ['run_id', 'run_name', 'status', 'user_id', 'artifact_uri'] as const;
export const timeAttributes = ['start_time', 'end_time'] as const;
/** Beyond MLflow, in milliseconds: time since the start, and from start to end or, while a run is running, to now. */
export const elapsedAttributes = ['age', 'duration'] as const;
export const datasetKeys = ['name', 'digest', 'context'] as const;
export type TextAttribute = (typeof textAttributes)[number];
export type TimeAttribute = (typeof timeAttributes)[number];
export type ElapsedAttribute = (typeof elapsedAttributes)[number];
export type DatasetKey = (typeof datasetKeys)[number];

/** What a clause is about. Params and tags are text, metrics are their latest value, times are milliseconds since 1970. */
export type RunField =
  | { readonly entity: 'metric'; readonly key: string }
  | { readonly entity: 'param' | 'tag'; readonly key: string }
  | { readonly entity: 'textAttribute'; readonly key: TextAttribute }
  | { readonly entity: 'timeAttribute'; readonly key: TimeAttribute }
  | { readonly entity: 'elapsed'; readonly key: ElapsedAttribute }
  | { readonly entity: 'dataset'; readonly key: DatasetKey };

export type NumberRunField = Extract<RunField, { readonly entity: 'metric' | 'timeAttribute' | 'elapsed' }>;
export type TextRunField = Exclude<RunField, NumberRunField>;

/** A field that an order can be built on; MLflow does not order by datasets. */
export type OrderableRunField = Exclude<RunField, { readonly entity: 'dataset' | 'elapsed' }>;

/** Name of an entity as a filter may spell it, in MLflow 3.18 search_utils.py. */
export const entityNames = new Map<string, 'metric' | 'param' | 'tag' | 'attribute' | 'dataset'>([
  ['metric', 'metric'],
  ['metrics', 'metric'],
  ['parameter', 'param'],
  ['parameters', 'param'],
  ['param', 'param'],
  ['params', 'param'],
  ['tag', 'tag'],
  ['tags', 'tag'],
  ['attribute', 'attribute'],
  ['attributes', 'attribute'],
  ['attr', 'attribute'],
  ['run', 'attribute'],
  ['dataset', 'dataset'],
  ['datasets', 'dataset'],
]);

const attributeAliases = new Map<string, TextAttribute | TimeAttribute>([
  ['created', 'start_time'],
  ['Created', 'start_time'],
  ['run name', 'run_name'],
  ['Run name', 'run_name'],
  ['Run Name', 'run_name'],
]);

/** The attribute of that name or alias; absent when MLflow's run search has no such attribute. */
export function attributeField(name: string): OrderableRunField | undefined {
  const key = attributeAliases.get(name) ?? name;
  const text = textAttributes.find((attribute) => attribute === key);
  if (text !== undefined) {
    return { entity: 'textAttribute', key: text };
  }
  const time = timeAttributes.find((attribute) => attribute === key);
  return time === undefined ? undefined : { entity: 'timeAttribute', key: time };
}

const plainKey = /^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*$/u;

/** The field as a filter writes it, quoted where MLflow needs quotes. */
export function formatRunField(field: RunField): string {
  const key = plainKey.test(field.key) ? field.key : `\`${field.key}\``;
  switch (field.entity) {
    case 'metric':
    case 'param':
    case 'tag':
      return `${field.entity}s.${key}`;
    case 'dataset':
      return `dataset.${key}`;
    case 'textAttribute':
    case 'timeAttribute':
    case 'elapsed':
      return key;
  }
}
