"""Logs to a database, with the real MLflow client, everything of datasets, logged models and traces that its version knows.

usage: python log_lineage.py DATABASE_FILE     (MLflow 2.22 and 3.18)
"""
import math
import os
import sys

import mlflow
from mlflow.entities import Dataset, DatasetInput, InputTag, Metric
from mlflow.tracking import MlflowClient

MLFLOW_3 = int(mlflow.__version__.split(".")[0]) >= 3


def dataset_input(name, digest, tags, schema=None, profile=None):
    dataset = Dataset(name=name, digest=digest, source_type="local", source='{"uri": "x"}', schema=schema, profile=profile)
    return DatasetInput(dataset=dataset, tags=[InputTag(key, value) for key, value in tags.items()])


def log_datasets(client, experiment_id):
    # Names and digests against the order of the alphabet: what is listed in order of logging is told from what is sorted.
    for start in (1, 2, 3):
        run = client.create_run(experiment_id, start_time=start)
        inputs = [
            dataset_input("z set", "d2", {"mlflow.data.context": "training", "split": "a"}, schema='{"a": 1}'),
            dataset_input("a set", "d1", {}, profile='{"num_rows": 1}'),
            dataset_input("ü set", "d0", {"mlflow.data.context": ""}),
        ]
        client.log_inputs(run.info.run_id, inputs[: start + 1])
        client.log_inputs(run.info.run_id, [dataset_input("later", "d9", {"mlflow.data.context": "eval"})])


def log_models(client, experiment_id):
    from mlflow.entities import LoggedModelInput, LoggedModelOutput
    from mlflow.entities.logged_model_status import LoggedModelStatus

    source = client.create_run(experiment_id, start_time=10).info.run_id
    user = client.create_run(experiment_id, start_time=11).info.run_id
    made = []
    for name in ("zeta", "alpha", "gone", "pending", "failed"):
        made.append(
            client.create_logged_model(
                experiment_id, name=name, source_run_id=source if name != "failed" else None, model_type="agent",
                tags={"t": "ü"}, params={"p": "1", "q": ""},
            )
        )
    zeta, alpha, gone, _, failed = made
    client.log_outputs(source, [LoggedModelOutput(zeta.model_id, 7), LoggedModelOutput(alpha.model_id, 2)])
    client.log_outputs(source, [LoggedModelOutput(gone.model_id, 0)])
    client.log_inputs(user, models=[LoggedModelInput(zeta.model_id), LoggedModelInput(alpha.model_id)])
    for step, value in enumerate((0.1, math.nan, math.inf, -math.inf, 0.30000000000000004)):
        client.log_metric(source, "m", value, timestamp=100 - step, step=step, model_id=zeta.model_id)
    client.log_metric(source, "n", 5, timestamp=1, step=0, dataset_name="d", dataset_digest="x", model_id=zeta.model_id)
    client.finalize_logged_model(zeta.model_id, LoggedModelStatus.READY)
    client.finalize_logged_model(failed.model_id, LoggedModelStatus.FAILED)
    client.delete_logged_model(gone.model_id)


def log_traces(client, experiment_id):
    for index in range(3):
        trace = client.start_trace(name=f"trace {index}", experiment_id=experiment_id)
        client.end_trace(getattr(trace, "trace_id", None) or trace.request_id)
    if MLFLOW_3:
        mlflow.flush_trace_async_logging()


def main(file):
    # MLflow keeps artifacts where it runs.
    os.chdir(os.path.dirname(file))
    uri = "sqlite:///" + file
    mlflow.set_tracking_uri(uri)
    client = MlflowClient()
    experiment_id = client.create_experiment("lineage")
    log_datasets(client, experiment_id)
    if MLFLOW_3:
        log_models(client, experiment_id)
    log_traces(client, experiment_id)
    print("{}")


if __name__ == "__main__":
    main(sys.argv[1])
