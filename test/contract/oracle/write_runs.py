"""Logs the runs of its standard input into a new file store, with the real MLflow client.

usage: python write_runs.py MLRUNS_FOLDER < runs.json     (MLflow 3.18)

runs.json: {"experiment": name, "runs": [as generatedRun of scripts/bench/generateFileStore.ts makes them]}
"""
import json
import os
import pathlib
import sys

os.environ.setdefault("MLFLOW_ALLOW_FILE_STORE", "true")

from mlflow.tracking import MlflowClient  # noqa: E402


def write(client, experiment_id, given):
    run = client._tracking_client.store.create_run(
        experiment_id, "root", given["startTime"], [], given["runName"]
    )
    run_id = run.info.run_id
    for key, value in given["params"].items():
        client.log_param(run_id, key, value)
    for key, value in given["tags"].items():
        client.set_tag(run_id, key, value)
    for key, points in given["metrics"].items():
        for timestamp, value, step in points:
            client.log_metric(run_id, key, value, timestamp=timestamp, step=step)
    client.set_terminated(run_id, "FINISHED", given["endTime"])
    return run_id


def main(folder):
    asked = json.load(sys.stdin)
    client = MlflowClient(tracking_uri=pathlib.Path(folder).absolute().as_uri())
    experiment_id = client.create_experiment(asked["experiment"])
    run_ids = [write(client, experiment_id, run) for run in asked["runs"]]
    json.dump({"experimentId": experiment_id, "runIds": run_ids}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
