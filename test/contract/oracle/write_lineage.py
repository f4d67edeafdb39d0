"""Logs datasets, traces and, where MLflow has them, models as inputs and outputs of runs, with the real MLflow client.

usage: python write_lineage.py TRACKING_URI     (MLflow 2.22 and 3.18)

Prints {"registered": run, "model": logged model or null}: a run with something to be registered as `runs:/<run>/clf`.
"""
import json
import os
import sys

os.environ.setdefault("MLFLOW_ALLOW_FILE_STORE", "true")

import mlflow  # noqa: E402
from mlflow.entities import Dataset, DatasetInput, InputTag, Metric  # noqa: E402
from mlflow.tracking import MlflowClient  # noqa: E402


def dataset(name, schema=None, context=None):
    tags = [] if context is None else [InputTag("mlflow.data.context", context), InputTag("fold", "3")]
    return DatasetInput(Dataset(name, f"digest-{name}", "local", '{"uri": "x.csv"}', schema, None), tags)


def log_models(client, experiment_id, run_id):
    from mlflow.entities import LoggedModelInput, LoggedModelOutput

    for step in (0, 2, 1):
        model = client.create_logged_model(experiment_id, name="clf", source_run_id=run_id, params={"depth": "7"})
        client.log_outputs(run_id, [LoggedModelOutput(model.model_id, step)])
        if step == 2:
            chosen = model
            client.log_inputs(run_id, models=[LoggedModelInput(model.model_id)])
            client.log_batch(
                run_id,
                metrics=[
                    Metric("acc", 0.5, 1700000000000, 1, model.model_id, "iris", "digest-iris", run_id),
                    Metric("acc", float("nan"), 1700000000001, 2, model.model_id, run_id=run_id),
                ],
            )
    client.finalize_logged_model(chosen.model_id, "READY")
    return chosen.model_id


def main(uri):
    mlflow.set_tracking_uri(uri)
    client = MlflowClient()
    experiment_id = client.create_experiment("lineage")
    run_id = client.create_run(experiment_id).info.run_id
    client.log_inputs(run_id, datasets=[dataset("iris", '{"mlflow_colspec": []}', "training"), dataset("b a'r")])
    other = client.create_run(experiment_id).info.run_id
    client.log_inputs(other, datasets=[dataset("iris", context="eval")])
    mlflow.set_experiment(experiment_id=experiment_id)
    for name in ("first", "second", "third"):
        with mlflow.start_span(name):
            pass
    if hasattr(mlflow, "flush_trace_async_logging"):
        mlflow.flush_trace_async_logging()
    model_id = None
    if hasattr(client, "create_logged_model"):
        model_id = log_models(client, experiment_id, run_id)
    else:
        client.log_text(run_id, "flavors: {}\n", "clf/MLmodel")
    return {"registered": run_id, "model": model_id}


if __name__ == "__main__":
    json.dump(main(sys.argv[1]), sys.stdout)
