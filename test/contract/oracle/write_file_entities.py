"""Writes datasets, inputs, outputs, logged models and traces that are hard to read into a new file store, with the real client.

usage: python write_file_entities.py MLRUNS_FOLDER     (MLflow 2.22 and 3.18)
"""
import json
import os
import pathlib
import sys
import time

os.environ.setdefault("MLFLOW_ALLOW_FILE_STORE", "true")

from mlflow import entities  # noqa: E402
from mlflow.entities import Dataset, DatasetInput, InputTag, Metric  # noqa: E402
from mlflow.tracking import MlflowClient  # noqa: E402

LONG = "a profile that YAML folds over many lines, with 'quotes' and: colons # and so on; " * 20


def dataset_inputs():
    plain = Dataset("iris", "d1g", "local", json.dumps({"uri": "/data/iris.csv"}))
    odd = Dataset("it's: #1 größe\n测试", "0x1f", "http", "null", schema=LONG, profile='{"num_rows": 3}')
    numeric = Dataset("12345e67", "007", "code", "{}", schema="", profile=None)
    return [
        [DatasetInput(plain, [InputTag("mlflow.data.context", "training")])],
        [
            DatasetInput(plain, [InputTag("mlflow.data.context", "eval"), InputTag("it's odd", "a: b\nc")]),
            DatasetInput(odd, [InputTag("mlflow.data.context", "yes")]),
            DatasetInput(numeric, []),
        ],
    ]


def write_models(store, experiment_id, runs):
    from mlflow.entities import LoggedModelInput, LoggedModelOutput, LoggedModelParameter, LoggedModelTag

    params = [LoggedModelParameter("lr", "0.1"), LoggedModelParameter("empty", "")]
    tags = [LoggedModelTag("a: b", "multi\nline"), LoggedModelTag("a/b", "nested")]
    models = []
    for index, run in enumerate([runs[0], runs[1], None]):
        run_id = run.info.run_id if run else None
        model = store.create_logged_model(experiment_id, f"model #{index} größe", run_id, tags, params, "odd's type")
        models.append(model)
        # Two models of one millisecond have no order.
        time.sleep(0.005)
    first, second, third = models
    store.finalize_logged_model(first.model_id, entities.LoggedModelStatus.READY)
    store.finalize_logged_model(second.model_id, entities.LoggedModelStatus.FAILED)
    run_id = runs[0].info.run_id
    for step, value in enumerate([0.5, float("nan"), 0.25]):
        store.log_metric(run_id, Metric("acc/val", value, 7, step, model_id=first.model_id))
        dataset = {"dataset_name": "iris", "dataset_digest": "d1g"}
        store.log_metric(run_id, Metric("acc/val", value * 2, 8, step, model_id=first.model_id, **dataset))
    store.log_outputs(run_id, [LoggedModelOutput(first.model_id, 3), LoggedModelOutput(second.model_id, 0)])
    store.log_inputs(runs[1].info.run_id, models=[LoggedModelInput(first.model_id)])
    store.delete_logged_model(third.model_id)


def write_traces(client, experiment_id):
    for _ in range(3):
        span = client.start_trace("odd", experiment_id=experiment_id)
        trace_id = getattr(span, "trace_id", None) or span.request_id
        client.end_trace(trace_id)


def main(folder):
    uri = pathlib.Path(folder).absolute().as_uri()
    import mlflow

    mlflow.set_tracking_uri(uri)
    client = MlflowClient(tracking_uri=uri)
    store = client._tracking_client.store
    experiment_id = client.create_experiment("entities")
    runs = [client.create_run(experiment_id, start_time=start) for start in (1, 2, 3)]
    for run, inputs in zip(runs, dataset_inputs()):
        store.log_inputs(run.info.run_id, datasets=inputs)
    if hasattr(store, "create_logged_model"):
        write_models(store, experiment_id, runs)
    write_traces(client, experiment_id)
    json.dump([experiment_id, *(run.info.run_id for run in runs)], sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
