"""Logs one batch of metrics after the other into a run, from the moment when it reads a line.

usage: python log_batches.py TRACKING_URI RUN_ID COUNT     (MLflow 1.30, 2.22 and 3.18)
"""
import sys

from mlflow.entities import Metric
from mlflow.tracking import MlflowClient

client = MlflowClient(tracking_uri=sys.argv[1])
run_id = sys.argv[2]
client.get_run(run_id)
print("ready", flush=True)
sys.stdin.readline()
for step in range(int(sys.argv[3])):
    timestamp = 1700000000123 + step
    client.log_batch(
        run_id, [Metric("shared", step / 2, timestamp, step), Metric("theirs", float(step), timestamp, step)]
    )
print("done", flush=True)
