/**
 * The filter `name = 'value'`; absent for a value with both kinds of quotes, because MLflow's grammar has no escape inside them: then
 * all have to be asked for.
 */
export function quotedFilter(name: string, value: string): string | undefined {
  const quote = ["'", '"'].find((candidate) => !value.includes(candidate));
  return quote === undefined ? undefined : `${name}=${quote}${value}${quote}`;
}
