"""How long the real MLflow client takes to list the runs of an experiment, in milliseconds, as JSON.

usage: python mlflow_listing.py TRACKING_URI EXPERIMENT_ID REPEATS
"""
import json
import os
import statistics
import sys
import time

os.environ.setdefault("MLFLOW_ALLOW_FILE_STORE", "true")

from mlflow.entities import ViewType  # noqa: E402
from mlflow.tracking import MlflowClient  # noqa: E402

uri, experiment_id, repeats = sys.argv[1], sys.argv[2], int(sys.argv[3])
client = MlflowClient(tracking_uri=uri)


def timed(max_results):
    start = time.perf_counter()
    runs = client.search_runs([experiment_id], run_view_type=ViewType.ALL, max_results=max_results)
    return len(runs), (time.perf_counter() - start) * 1000


# The first reading warms imports and the page cache.
count, _ = timed(50_000)
listing = statistics.median(timed(50_000)[1] for _ in range(repeats))
first_page = statistics.median(timed(100)[1] for _ in range(repeats))
json.dump({"count": count, "list": listing, "firstPage": first_page}, sys.stdout)
