"""How long the real client takes for the newest runs of a server, in milliseconds, as JSON.

usage: python measure_rest.py SERVER_URL EXPERIMENT_ID RUNS REPEATS
"""
import json
import statistics
import sys
import time

from mlflow.entities import ViewType
from mlflow.tracking import MlflowClient

url, experiment_id, runs, repeats = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
client = MlflowClient(tracking_uri=url)


def timed():
    start = time.perf_counter()
    found = client.search_runs([experiment_id], "", ViewType.ALL, runs)
    assert len(found) == runs
    return (time.perf_counter() - start) * 1000


timed()
json.dump(statistics.median(timed() for _ in range(repeats)), sys.stdout)
