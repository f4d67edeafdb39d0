"""Writes to a file store while somebody else does, with the real FileStore; each line of standard input is an order, each answer a line.

usage: python write_file_concurrently.py MLRUNS_FOLDER     (MLflow 2.22 and 3.18)

["log", {"shared": run, "runs": [run, ...], "rounds": n}]: metrics, params, tags, and the status of the other runs; answers "done".
["update", {"run": run, "rounds": n}]: one end time after the other into one run; answers how many were gone when the next came.
"""
import json
import os
import sys
import time
from random import Random

os.environ.setdefault("MLFLOW_ALLOW_FILE_STORE", "true")

from mlflow.entities import Metric, Param, RunStatus, RunTag  # noqa: E402
from mlflow.store.tracking.file_store import FileStore  # noqa: E402


def log(store, shared, runs, rounds):
    for index in range(rounds):
        store.log_metric(shared, Metric("shared", -1.0 - index, 7, index))
        store.log_metric(shared, Metric("theirs/deep", float(index), 7, index))
        store.log_param(shared, Param(f"theirs/{index}", str(index)))
        store.set_tag(shared, RunTag(f"theirs.{index % 50}", str(index)))
        if index % 5:
            store.log_metric(shared, Metric("theirs/more", float(index), 7, index))
        else:
            status = RunStatus.FAILED if index % 2 else RunStatus.FINISHED
            store.update_run_info(runs[index // 5 % len(runs)], status, 1000 + index, None)
    return "done"


def update(store, run, rounds):
    gone = 0
    random = Random(1)
    for index in range(rounds):
        time.sleep(random.random() * 0.01)
        store.update_run_info(run, RunStatus.RUNNING, 1000 + index, None)
        if store.get_run(run).info.end_time != 1000 + index:
            # The other side may be about to notice.
            time.sleep(0.1)
            gone += store.get_run(run).info.end_time != 1000 + index
    return gone


def main(folder):
    store = FileStore(folder)
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        name, arguments = json.loads(line)
        print(json.dumps({"log": log, "update": update}[name](store, **arguments)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
