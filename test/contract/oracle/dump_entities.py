"""Prints every field of every entity that the real MLflow client finds in a store; test/support/storeEntities.ts says the same of ours.

usage: python dump_entities.py TRACKING_URI     (MLflow 1.30, 2.22 and 3.18)
"""
import inspect
import json
import os
import sys

os.environ.setdefault("MLFLOW_ALLOW_FILE_STORE", "true")

from dump_store import number, pages, search_models, search_versions  # noqa: E402
from mlflow.entities import ViewType  # noqa: E402
from mlflow.tracking import MlflowClient  # noqa: E402


def experiment_fields(experiment):
    return {
        "experimentId": experiment.experiment_id,
        "name": experiment.name,
        "artifactLocation": experiment.artifact_location,
        "lifecycleStage": experiment.lifecycle_stage,
        "creationTime": experiment.creation_time,
        "lastUpdateTime": experiment.last_update_time,
        "tags": experiment.tags,
    }


def dataset_fields(use):
    dataset = use.dataset
    return {
        "name": dataset.name,
        "digest": dataset.digest,
        "sourceType": dataset.source_type,
        "source": dataset.source,
        "schema": dataset.schema or None,
        "profile": dataset.profile or None,
        "tags": {tag.key: tag.value for tag in use.tags},
    }


def run_fields(run):
    info, data = run.info, run.data
    inputs, outputs = getattr(run, "inputs", None), getattr(run, "outputs", None)
    return {
        "runId": info.run_id,
        "experimentId": info.experiment_id,
        "runName": info.run_name or "",
        "status": info.status,
        "lifecycleStage": info.lifecycle_stage,
        "userId": info.user_id or "",
        "startTime": info.start_time,
        "endTime": info.end_time,
        "artifactUri": info.artifact_uri or "",
        "params": data.params,
        "tags": data.tags,
        "metrics": {m.key: [number(m.value), m.timestamp, m.step] for m in data._metric_objs},
        "datasets": [dataset_fields(use) for use in getattr(inputs, "dataset_inputs", None) or []],
        "modelInputs": sorted(model.model_id for model in getattr(inputs, "model_inputs", None) or []),
        "modelOutputs": sorted([model.model_id, model.step] for model in getattr(outputs, "model_outputs", None) or []),
    }


def logged_model_fields(model):
    return {
        "modelId": model.model_id,
        "experimentId": model.experiment_id,
        "name": model.name,
        "artifactLocation": model.artifact_location,
        "creationTime": model.creation_timestamp,
        "lastUpdatedTime": model.last_updated_timestamp,
        "status": str(model.status.value),
        "statusMessage": model.status_message or None,
        "modelType": model.model_type or None,
        "sourceRunId": model.source_run_id or None,
        "params": model.params,
        "tags": model.tags,
        "metrics": sorted(
            [m.key, str(number(m.value)), m.timestamp, m.step, m.run_id, m.dataset_name or "", m.dataset_digest or ""]
            for m in model.metrics or []
        ),
    }


def logged_models(client, experiment_ids):
    if not hasattr(client, "search_logged_models"):
        return None
    found = pages(lambda token: client.search_logged_models(experiment_ids=experiment_ids, page_token=token))
    return {model.model_id: logged_model_fields(model) for model in found}


def trace_count(client, experiment_id):
    if not hasattr(client, "search_traces"):
        return None
    asked = {"include_spans": False} if "include_spans" in inspect.signature(client.search_traces).parameters else {}
    key = "locations" if "locations" in inspect.signature(client.search_traces).parameters else "experiment_ids"
    asked[key] = [experiment_id]
    return sum(1 for _ in pages(lambda token: client.search_traces(max_results=100, page_token=token, **asked)))


def model_fields(model):
    return {
        "name": model.name,
        "description": model.description or "",
        "creationTime": model.creation_timestamp,
        "lastUpdatedTime": model.last_updated_timestamp,
        "tags": model.tags,
        "aliases": {alias: str(version) for alias, version in getattr(model, "aliases", {}).items()},
    }


def version_fields(version):
    return {
        "name": version.name,
        "version": str(version.version),
        "stage": version.current_stage,
        "description": version.description or "",
        "creationTime": version.creation_timestamp,
        "lastUpdatedTime": version.last_updated_timestamp,
        "userId": version.user_id or "",
        "source": version.source,
        "runId": version.run_id or None,
        "status": version.status,
        "statusMessage": version.status_message or None,
        "tags": version.tags,
        "aliases": sorted(getattr(version, "aliases", [])),
    }


def versions_of(client, name):
    quote = '"' if "'" in name else "'"
    found = search_versions(client, f"name={quote}{name}{quote}")
    return [client.get_model_version(name, version.version) for version in found]


def dump(uri):
    client = MlflowClient(tracking_uri=uri, registry_uri=uri)
    experiments = list(pages(lambda token: client.search_experiments(view_type=ViewType.ALL, page_token=token)))
    ids = [experiment.experiment_id for experiment in experiments]
    runs = pages(lambda token: client.search_runs(ids, run_view_type=ViewType.ALL, max_results=1000, page_token=token))
    active = [e.experiment_id for e in experiments if e.lifecycle_stage == "active"]
    models = search_models(client)
    return {
        "experiments": {e.experiment_id: experiment_fields(e) for e in experiments},
        "runs": {run.info.run_id: run_fields(run) for run in runs},
        "loggedModels": logged_models(client, active),
        "traceCounts": {experiment_id: trace_count(client, experiment_id) for experiment_id in active},
        "registeredModels": {model.name: model_fields(model) for model in models},
        "modelVersions": {
            f"{model.name}/{version.version}": version_fields(version)
            for model in models
            for version in versions_of(client, model.name)
        },
    }


if __name__ == "__main__":
    json.dump(dump(sys.argv[1]), sys.stdout)
