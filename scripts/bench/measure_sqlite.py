"""How long a reader takes for the runs and one metric of a database, in milliseconds, and its peak memory, in MB, as JSON.

usage: python measure_sqlite.py mlflow|sqlite3 DATABASE_FILE EXPERIMENT_ID RUN_ID REPEATS

"mlflow" is the real client. "sqlite3" is the least that Python can do: the rows of the tables, without making anything of them.
"""
import json
import resource
import sqlite3
import statistics
import sys
import time

TABLES = ("latest_metrics", "params", "tags")
# Of one page, as MLflow allows.
MOST = 50_000

reader, file, experiment_id, run_id, repeats = *sys.argv[1:5], int(sys.argv[5])


def mlflow_works():
    from mlflow.entities import ViewType
    from mlflow.tracking import MlflowClient

    client = MlflowClient(tracking_uri="sqlite:///" + file)

    def search(max_results):
        runs, token = [], None
        while True:
            page = client.search_runs([experiment_id], "", ViewType.ALL, max_results, page_token=token)
            runs.extend(page)
            token = page.token
            if not token or max_results < MOST:
                return len(runs)

    return {
        "list": lambda: search(MOST),
        "firstPage": lambda: search(100),
        "history": lambda: len(client.get_metric_history(run_id, "history")),
    }


def sqlite3_works():
    def rows(sql, *parameters):
        connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        try:
            return connection.execute(sql, parameters).fetchall()
        finally:
            connection.close()

    def listing(limit):
        runs = rows("SELECT * FROM runs WHERE experiment_id = ? ORDER BY start_time DESC, run_uuid LIMIT ?", experiment_id, limit)
        if limit > 0:
            ids = json.dumps([run[0] for run in runs])
            tables = [rows(f"SELECT * FROM {t} WHERE run_uuid IN (SELECT value FROM json_each(?))", ids) for t in TABLES]
        else:
            tables = [rows(f"SELECT * FROM {table}") for table in TABLES]
        assert all(tables)
        return len(runs)

    history = "SELECT value, timestamp, step, is_nan FROM metrics WHERE run_uuid = ? AND key = 'history' ORDER BY timestamp, step"
    return {
        "list": lambda: listing(-1),
        "firstPage": lambda: listing(100),
        "history": lambda: len(rows(history, run_id)),
    }


def timed(work):
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


result = {}
for name, work in (mlflow_works() if reader == "mlflow" else sqlite3_works()).items():
    # The first reading warms imports and the page cache, and says how much there is.
    count = work()
    result[name] = {"count": count, "ms": statistics.median(timed(work) for _ in range(repeats))}
result["peakMB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
json.dump(result, sys.stdout)
