/** The path of one of the server's calls. */
export function mlflowPath(call: string): string {
  return `/api/2.0/mlflow/${call}`;
}
