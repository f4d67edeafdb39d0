"""How long the real MLflow client takes for the runs and one metric of a file store, in milliseconds, and its peak memory, in MB, as JSON.

usage: python measure_file_store.py RUNS_ROOT EXPERIMENT_ID HISTORY_ROOT RUN_ID REPEATS
"""
import json
import os
import resource
import statistics
import sys
import time

os.environ.setdefault("MLFLOW_ALLOW_FILE_STORE", "true")

from mlflow.entities import ViewType  # noqa: E402
from mlflow.tracking import MlflowClient  # noqa: E402

root, experiment_id, history_root, run_id, repeats = *sys.argv[1:5], int(sys.argv[5])
# Of one page, as MLflow allows.
MOST = 50_000


def search(max_results):
    client, runs, token = MlflowClient(tracking_uri=root), 0, None
    while True:
        page = client.search_runs([experiment_id], "", ViewType.ALL, max_results, page_token=token)
        runs, token = runs + len(page), page.token
        if not token or max_results < MOST:
            return runs


def timed(work):
    # The first reading warms imports and the page cache, and says how much there is.
    count, times = work(), []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return {"count": count, "ms": statistics.median(times)}


result = {
    "list": timed(lambda: search(MOST)),
    "firstPage": timed(lambda: search(100)),
    "history": timed(lambda: len(MlflowClient(tracking_uri=history_root).get_metric_history(run_id, "loss"))),
}
result["peakMB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
json.dump(result, sys.stdout)
