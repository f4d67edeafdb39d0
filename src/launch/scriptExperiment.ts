const call = /^[^#\n]*?\bset_experiment\(\s*(?:experiment_name\s*=\s*)?(?:"([^"\\\n]+)"|'([^'\\\n]+)')/m;

/** The experiment that a Python script names in a plain `mlflow.set_experiment("…")`. A launched run must be in it, or MLflow refuses to start it. */
export function scriptExperiment(source: string): string | undefined {
  const match = call.exec(source);
  return match?.[1] ?? match?.[2];
}
