"""Prints what the real MLflow client reads of artifacts.

usage: python read_artifacts.py TRACKING_URI < questions.json     (MLflow 1.30, 2.22 and 3.18)

questions.json: {"runs": [run id, ...], "uris": [artifact URI of a folder, ...]}
Prints {"runs": {run id: {path: text}}, "uris": {uri: {path: text}}}.
"""
import json
import os
import pathlib
import sys

os.environ.setdefault("MLFLOW_ALLOW_FILE_STORE", "true")

import mlflow  # noqa: E402
from mlflow.tracking import MlflowClient  # noqa: E402


def paths(client, run_id, folder=None):
    for entry in client.list_artifacts(run_id, folder):
        if entry.is_dir:
            yield from paths(client, run_id, entry.path)
        else:
            yield entry.path


def text(path):
    return pathlib.Path(path).read_text(encoding="utf-8")


def read_run(client, run_id):
    download = mlflow.artifacts.download_artifacts
    return {path: text(download(run_id=run_id, artifact_path=path)) for path in paths(client, run_id)}


def read_uri(uri):
    root = pathlib.Path(mlflow.artifacts.download_artifacts(artifact_uri=uri))
    return {path.relative_to(root).as_posix(): text(path) for path in root.rglob("*") if path.is_file()}


def main(tracking_uri):
    mlflow.set_tracking_uri(tracking_uri)
    mlflow.set_registry_uri(tracking_uri)
    questions = json.load(sys.stdin)
    client = MlflowClient()
    runs = {run_id: read_run(client, run_id) for run_id in questions["runs"]}
    uris = {uri: read_uri(uri) for uri in questions["uris"]}
    json.dump({"runs": runs, "uris": uris}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
