"""Makes an empty database as MLflow does, with the experiment "bench"; prints its id.

usage: python make_database.py DATABASE_FILE
"""
import sys

from mlflow.tracking import MlflowClient

print(MlflowClient(tracking_uri="sqlite:///" + sys.argv[1]).create_experiment("bench", artifact_location="/bench"))
