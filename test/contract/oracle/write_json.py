# Prints {name: text}: one frame as pandas writes it in each orient, and as MLflow keeps tables
import json
import sys

import mlflow
import pandas

frame = pandas.DataFrame(
    {
        "id": [1, 2, 3],
        "score": [0.5, None, 2.25],
        "name": ["Zoë", None, 'a "b"\n'],
        "ok": [True, False, True],
        "day": ["2024-01-01", "2024-01-02", "2024-01-03"],
        "": ["x", "y", "z"],
    }
)
texts = {orient: frame.to_json(orient=orient) for orient in ("records", "split", "columns", "values", "table")}
texts["lines"] = frame.to_json(orient="records", lines=True)
texts["pretty"] = frame.to_json(orient="records", indent=2)

mlflow.set_tracking_uri(sys.argv[1])
with mlflow.start_run() as run:
    mlflow.log_table(frame, "table.json")
    texts["log_table"] = mlflow.artifacts.load_text(f"{run.info.artifact_uri}/table.json")
json.dump(texts, sys.stdout)
