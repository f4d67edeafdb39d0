"""Prints what the real MLflow client says of datasets, logged models and traces.

usage: python read_lineage.py TRACKING_URI     (MLflow 1.30, 2.22 and 3.18)
"""
import json
import math
import os
import sys

os.environ.setdefault("MLFLOW_ALLOW_FILE_STORE", "true")

from mlflow.entities import ViewType  # noqa: E402
from mlflow.tracking import MlflowClient  # noqa: E402
from mlflow.tracking._tracking_service.utils import _get_store  # noqa: E402


def number(value):
    return "nan" if math.isnan(value) else value


def lineage_of(run):
    inputs, outputs = getattr(run, "inputs", None), getattr(run, "outputs", None)
    return {
        "datasets": [
            {
                "dataset": {
                    "name": used.dataset.name,
                    "digest": used.dataset.digest,
                    "sourceType": used.dataset.source_type,
                    "source": used.dataset.source,
                    "schema": used.dataset.schema or None,
                    "profile": used.dataset.profile or None,
                },
                "tags": {tag.key: tag.value for tag in used.tags},
            }
            for used in getattr(inputs, "dataset_inputs", None) or []
        ],
        "modelInputs": [model.model_id for model in getattr(inputs, "model_inputs", None) or []],
        "modelOutputs": [
            {"modelId": model.model_id, "step": model.step} for model in (outputs.model_outputs if outputs else [])
        ],
    }


def model_of(model):
    return {
        "modelId": model.model_id,
        "experimentId": model.experiment_id,
        "name": model.name,
        "artifactLocation": model.artifact_location,
        "creationTime": model.creation_timestamp,
        "lastUpdatedTime": model.last_updated_timestamp,
        "status": model.status.value,
        "statusMessage": model.status_message or None,
        "modelType": model.model_type or None,
        "sourceRunId": model.source_run_id or None,
        "params": model.params,
        "tags": model.tags,
        "metrics": [
            {
                "key": metric.key,
                "value": number(metric.value),
                "timestamp": metric.timestamp,
                "step": metric.step,
                "runId": metric.run_id,
                "datasetName": metric.dataset_name or None,
                "datasetDigest": metric.dataset_digest or None,
            }
            for metric in model.metrics or []
        ],
    }


def pages(ask):
    token = None
    while True:
        page = ask(token)
        yield from page
        token = page.token
        if not token:
            return


def main(uri):
    client = MlflowClient(tracking_uri=uri, registry_uri=uri)
    store = _get_store(uri)
    ids = [e.experiment_id for e in client.search_experiments(view_type=ViewType.ALL)]
    runs = pages(lambda token: client.search_runs(ids, run_view_type=ViewType.ALL, page_token=token))
    models = []
    if hasattr(client, "search_logged_models"):
        order = [{"field_name": "creation_timestamp", "ascending": False}]
        models = pages(lambda token: client.search_logged_models(ids, order_by=order, page_token=token))

    def count_traces(experiment_id):
        # The client itself would load the spans of each, in MLflow 2 from its artifacts.
        if not hasattr(store, "search_traces"):
            return None
        count, token, is_last = 0, None, False
        while not is_last:
            found, token = store.search_traces([experiment_id], max_results=100, page_token=token)
            count, is_last = count + len(found), not token
        return count

    return {
        # A search leaves out models that went in.
        "runs": {run.info.run_id: lineage_of(client.get_run(run.info.run_id)) for run in runs},
        "models": [model_of(model) for model in models],
        "traces": {experiment_id: count_traces(experiment_id) for experiment_id in ids},
    }


if __name__ == "__main__":
    json.dump(main(sys.argv[1]), sys.stdout)
