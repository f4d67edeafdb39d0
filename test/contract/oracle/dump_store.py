"""Prints everything that the real MLflow client says about a store, in the form of `npm run inspect -- dump`.

usage: python dump_store.py TRACKING_URI     (MLflow 1.30, 2.22 and 3.18)
"""
import inspect
import json
import math
import os
import sys

os.environ.setdefault("MLFLOW_ALLOW_FILE_STORE", "true")

from mlflow.entities import ViewType  # noqa: E402
from mlflow.exceptions import MlflowException  # noqa: E402
from mlflow.tracking import MlflowClient  # noqa: E402


def number(value):
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return value


def pages(ask):
    token = None
    while True:
        page = ask(token)
        yield from page
        token = page.token
        if not token:
            return


def dump_run(client, run):
    info, data = run.info, run.data
    return {
        "name": info.run_name or "",
        "experiment": info.experiment_id,
        "status": info.status,
        "lifecycle": info.lifecycle_stage,
        "start": info.start_time,
        "end": info.end_time,
        "params": data.params,
        "tags": data.tags,
        "metrics": {key: number(value) for key, value in data.metrics.items()},
        "history": {
            key: [[m.timestamp, number(m.value), m.step] for m in client.get_metric_history(info.run_id, key)]
            for key in data.metrics
        },
    }


def search_versions(client, filter_string):
    if "page_token" in inspect.signature(client.search_model_versions).parameters:
        return pages(lambda token: client.search_model_versions(filter_string, page_token=token))
    # MLflow 1.30 gives all of them at once.
    return client.search_model_versions(filter_string)


def dump_model(client, model):
    # In quotes, because a name may hold them.
    quote = '"' if "'" in model.name else "'"
    versions = search_versions(client, f"name={quote}{model.name}{quote}")
    full = [client.get_model_version(model.name, found.version) for found in versions]
    return {
        "description": model.description or "",
        "tags": model.tags,
        "aliases": {alias: str(version) for alias, version in getattr(model, "aliases", {}).items()},
        "versions": [
            {
                "version": str(version.version),
                "stage": version.current_stage,
                "run_id": version.run_id or "",
                "description": version.description or "",
                "tags": version.tags,
            }
            for version in sorted(full, key=lambda version: -int(version.version))
        ],
    }


def search_models(client):
    try:
        search = getattr(client, "search_registered_models", None) or client.list_registered_models
        return list(pages(lambda token: search(page_token=token)))
    except MlflowException as error:
        # MLflow 1.x has no registry in a file store.
        if "not supported" in str(error) or "database" in str(error):
            return []
        raise


def dump(uri):
    client = MlflowClient(tracking_uri=uri, registry_uri=uri)
    experiments = list(pages(lambda token: client.search_experiments(view_type=ViewType.ALL, page_token=token)))
    ids = [experiment.experiment_id for experiment in experiments]
    runs = pages(lambda token: client.search_runs(ids, run_view_type=ViewType.ALL, max_results=1000, page_token=token))
    return {
        "experiments": {
            e.experiment_id: {"name": e.name, "lifecycle": e.lifecycle_stage, "tags": e.tags} for e in experiments
        },
        "runs": {run.info.run_id: dump_run(client, run) for run in runs},
        "registry": {model.name: dump_model(client, model) for model in search_models(client)},
    }


if __name__ == "__main__":
    json.dump(dump(sys.argv[1]), sys.stdout)
