"""What MLflow's schema enforcement says to frames: reads pairs of signature and data from standard input, prints a verdict for each."""

import io
import json
import logging
import sys

import pandas
from mlflow.models.utils import _enforce_schema
from mlflow.types.schema import Schema


def verdict(pair):
    # The oldest pandas that runs here and the newest know texts by different names; what MLflow makes of both is the question.
    frame = pandas.read_csv(io.StringIO(pair["csv"]))
    frame = frame.astype(pair.get("dtypes", {}))
    try:
        _enforce_schema(frame, Schema.from_json(json.dumps(pair["inputs"])))
    except Exception as error:  # numpy's and pandas' own errors end a prediction, too
        return {"isTaken": False, "why": str(error)}
    return {"isTaken": True}


logging.disable(logging.WARNING)
print(json.dumps([verdict(pair) for pair in json.load(sys.stdin)]))
