"""Writes rounds of everything to a database with the real MLflow client, from the moment when it reads a line.

usage: python write_concurrently.py DATABASE_FILE RUN_ID EXPERIMENT_ID MODEL ROUNDS     (MLflow 3.18)

Prints "ready", and in the end how many operations it did: an operation is one thing to be stored, in a batch or alone. The same
rounds are in sqliteConcurrency.test.ts.
"""
import os
import sys

import mlflow
from mlflow.entities import Metric, Param, RunTag
from mlflow.tracking import MlflowClient

WRITER = "theirs"
BATCH = 20


def write_logged(client, run_id, step):
    time = 1700000000000 + step
    metrics = [Metric("shared", float(step), time, step)]
    metrics += [Metric(f"{WRITER}/{step % 5}", float(n), time, step * BATCH + n) for n in range(1, BATCH)]
    params = [Param(f"{WRITER} {step} {n}", str(n)) for n in range(2)]
    tags = [RunTag("shared", WRITER), RunTag(f"{WRITER} {step}", "ü")]
    client.log_batch(run_id, metrics, params, tags)
    client.log_metric(run_id, f"{WRITER} alone", step / 2, time, step)
    client.log_param(run_id, f"{WRITER} alone {step}", "x")
    client.set_tag(run_id, f"{WRITER} latest", str(step))
    return len(metrics) + len(params) + len(tags) + 3


def write_entities(client, experiment_id, model, step):
    run = client.create_run(experiment_id, run_name=f"{WRITER} {step}")
    client.set_terminated(run.info.run_id, "FAILED" if step % 20 else "KILLED")
    version = client.create_model_version(model, f"/elsewhere/{WRITER}/{step}")
    client.set_model_version_tag(model, version.version, "by", f"{WRITER} {step}")
    client.set_registered_model_alias(model, f"{WRITER}-{step}", version.version)
    return 5


def main(file, run_id, experiment_id, model, rounds):
    os.chdir(os.path.dirname(file))
    mlflow.set_tracking_uri("sqlite:///" + file)
    client = MlflowClient()
    client.get_run(run_id)
    client.search_registered_models()
    print("ready", flush=True)
    sys.stdin.readline()
    operations = 0
    for step in range(int(rounds)):
        operations += write_logged(client, run_id, step)
        if step % 10 == 0:
            operations += write_entities(client, experiment_id, model, step)
    print(operations, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
