/** What altair's encoding shorthand says, e.g. `mean(x):Q`. */
export interface Shorthand {
  readonly field?: string | undefined;
  readonly aggregate?: string | undefined;
  readonly timeUnit?: string | undefined;
  readonly type?: string | undefined;
}

const typeNames: Readonly<Record<string, string>> = {
  O: 'ordinal',
  N: 'nominal',
  Q: 'quantitative',
  T: 'temporal',
  G: 'geojson',
};

const aggregates =
  'argmax|argmin|average|count|distinct|max|mean|median|min|missing|product|q1|q3|ci0|ci1|stderr|stdev|stdevp|sum|valid|values|variance|variancep|exponential|exponentialb';

const timeUnitParts = 'year|quarter|month|week|dayofyear|day|date|hours|minutes|seconds|milliseconds|weekday|weeksday';

/** The alternatives in altair's order (altair 4-6, utils/core.py, parse_shorthand); the first that matches wins. */
const patterns = [
  /^(?<aggregate>count)\(\)/,
  new RegExp(`^(?<aggregate>${aggregates})\\((?<field>.*)\\)`, 's'),
  new RegExp(`^(?<timeUnit>(?:utc)?(?:${timeUnitParts})+)\\((?<field>.*)\\)`, 's'),
  /^(?<field>.*)/s,
].flatMap(({ source, flags }) => [
  new RegExp(`${source}:(?<type>ordinal|nominal|quantitative|temporal|geojson|[ONQTG])$`, flags),
  new RegExp(`${source}$`, flags),
]);

/** Parses a shorthand as altair does, without looking at data; a count is quantitative and a time unit temporal unless it says otherwise. */
export function parseShorthand(text: string): Shorthand {
  const groups =
    text === '' ? undefined : patterns.map((pattern) => pattern.exec(text)).find((match) => match !== null)?.groups;
  const { field, aggregate, timeUnit, type } = groups ?? {};
  const impliedType = timeUnit === undefined ? countType(field, aggregate) : 'temporal';
  return {
    ...(field !== undefined && { field }),
    ...(aggregate !== undefined && { aggregate }),
    ...(timeUnit !== undefined && { timeUnit }),
    ...(type === undefined ? impliedType !== undefined && { type: impliedType } : { type: typeNames[type] ?? type }),
  };
}

function countType(field: string | undefined, aggregate: string | undefined): string | undefined {
  return aggregate === 'count' && field === undefined ? 'quantitative' : undefined;
}
