"""Does to a database what it reads from standard input, with the real MLflow client; prints what write_store.py prints.

usage: python write_sqlite.py DATABASE_FILE < calls.json     (MLflow 1.30, 2.22 and 3.18)
"""
import json
import os
import sys

import mlflow
from mlflow.tracking import MlflowClient

from write_store import call, filled, run_id


def main(file):
    # MLflow keeps artifacts where it runs.
    os.chdir(os.path.dirname(file))
    uri = "sqlite:///" + file
    mlflow.set_tracking_uri(uri)
    mlflow.set_registry_uri(uri)
    client = MlflowClient()
    results = []
    for method, arguments in json.load(sys.stdin):
        results.append(call(client, method, filled(arguments, results)))
    json.dump([result if isinstance(result, str) else run_id(result) for result in results], sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
