"""Does to a store what it reads from standard input, with the real MLflow client.

usage: python write_store.py MLRUNS_FOLDER_OR_URI < calls.json     (MLflow 1.30, 2.22 and 3.18)

calls.json: [[method of MlflowClient, {argument: value}], ...]. "$0.info.run_id" stands for a part of what call 0 returned.
Prints the texts that the calls returned and the ids of the runs; null for everything else.
"""
import contextlib
import json
import os
import pathlib
import sys

os.environ.setdefault("MLFLOW_ALLOW_FILE_STORE", "true")

import mlflow  # noqa: E402
from mlflow.entities import Metric, Param, RunTag  # noqa: E402
from mlflow.tracking import MlflowClient  # noqa: E402


def filled(value, results):
    if isinstance(value, str) and value.startswith("$"):
        index, *names = value[1:].split(".")
        found = results[int(index)]
        for name in names:
            found = getattr(found, name)
        return found
    if isinstance(value, dict):
        return {key: filled(item, results) for key, item in value.items()}
    return value


def call(client, method, arguments):
    if method == "log_batch":
        arguments["metrics"] = [Metric(m[0], float(m[1]), m[2], m[3]) for m in arguments.get("metrics", [])]
        arguments["params"] = [Param(*item) for item in arguments.get("params", {}).items()]
        arguments["tags"] = [RunTag(*item) for item in arguments.get("tags", {}).items()]
    if method == "register_model":
        return mlflow.register_model(**arguments)
    return getattr(client, method)(**arguments)


def run_id(result):
    return result.info.run_id if hasattr(result, "info") else None


def main(place):
    uri = place if "://" in place else pathlib.Path(place).absolute().as_uri()
    mlflow.set_tracking_uri(uri)
    mlflow.set_registry_uri(uri)
    client = MlflowClient()
    results = []
    for method, arguments in json.load(sys.stdin):
        # With a server, MLflow prints where to look at the run.
        with contextlib.redirect_stdout(sys.stderr):
            results.append(call(client, method, filled(arguments, results)))
    json.dump([result if isinstance(result, str) else run_id(result) for result in results], sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
