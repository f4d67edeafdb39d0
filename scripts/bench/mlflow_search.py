"""How long real MLflow takes to filter and order runs that are in memory already, in milliseconds, as JSON.

usage: python mlflow_search.py RUNS REPEATS FILTER ORDER_BY
The runs are those of scripts/bench/rows/searchMemory.ts; "first" are the ids of the first ten, to see that both answer the same.
"""
import json
import statistics
import sys
import time

from mlflow.entities import Metric, Param, Run, RunData, RunInfo, RunTag
from mlflow.utils.search_utils import SearchUtils

count, repeats, filter_string, order_by = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]


def make_run(index):
    info = RunInfo(
        run_id=f"run-{index:06d}", experiment_id="1", user_id="ana", status="FINISHED", start_time=-index, end_time=1,
        lifecycle_stage="active", run_name=f"run {index}",
    )
    metrics = [Metric("accuracy", (index * 7919 % 100_003) / 100_003, 0, 0)]
    params = [Param("kernel", ["rbf", "linear", "poly"][index % 3]), Param("lr", str(index % 50))]
    return Run(info, RunData(metrics, params, [RunTag("stage", f"s{index % 5}")]))


def search(runs):
    start = time.perf_counter()
    found = SearchUtils.sort(SearchUtils.filter(runs, filter_string), [order_by])
    return found, (time.perf_counter() - start) * 1000


runs = [make_run(index) for index in range(count)]
found, _ = search(runs)
times = [search(runs)[1] for _ in range(repeats)]
first = [run.info.run_id for run in found[:10]]
json.dump({"count": len(found), "first": first, "ms": statistics.median(times)}, sys.stdout)
