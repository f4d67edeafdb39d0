/** A stored location as a path and what follows it: only a URI with a host can have a query or fragment (MLflow's append_to_uri_path). */
export interface StoredLocation {
  readonly path: string;
  readonly suffix: string;
}

export function splitLocation(location: string): StoredLocation {
  const end = location.includes('://') ? location.search(/[?#]/) : -1;
  return end === -1 ? { path: location, suffix: '' } : { path: location.slice(0, end), suffix: location.slice(end) };
}

/** The location of something below another one. */
export function appendToLocation(location: string, ...names: readonly string[]): string {
  const { path, suffix } = splitLocation(location);
  const base = path.endsWith('/') ? path.slice(0, -1) : path;
  return `${[base, ...names].join('/')}${suffix}`;
}
