"""Write samples/flowers/archive with MLflow 2.22: the pilot study in an SQLite store, older than the git history.

    python make_archive.py
"""

import os
import shutil
import sqlite3
import sys
import tempfile
import warnings
from pathlib import Path

SAMPLES = Path(__file__).resolve().parent.parent
PROJECT = SAMPLES / "flowers"
MOVED_TO = "/home/ana/flowers"
MOVED_COLUMNS = (
    ("experiments", "artifact_location"),
    ("runs", "artifact_uri"),
    ("model_versions", "source"),
    ("model_versions", "storage_location"),
)
os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
sys.path.insert(0, str(PROJECT))
warnings.simplefilter("ignore")

import mlflow
from mlflow.models import infer_signature

import train
from fixed import Clock, at, fix_ids
from recorder import Planned, Recorder, drop_empty_folders, move_store


def record_pilot(recorder, artifacts):
    """Five runs, the number of flowers growing; the id and the training of the last."""
    note = "Pilot study: how many flowers are enough?"
    experiment = recorder.experiment("flowers-pilot", at("2026-10-12 09:00"), note, str(artifacts))
    measurements = train.read_measurements()
    start = at("2026-10-12 10:00")
    for rows in (30, 50, 75, 100, 150):
        chosen = measurements.groupby(train.TARGET).head(rows // 3)
        training = train.Training({**train.read_params(), "epochs": 15}, chosen)
        history = list(training.epochs())
        params = {"rows": rows, "epochs": 15, "alpha": training.params["alpha"], "eta0": training.params["eta0"]}
        planned = Planned(f"{rows} flowers", "ana", start, None, "pilot.py", params, history)
        run_id = recorder.run(experiment, planned)
        start = recorder.clock.now + 3_600_000
    return run_id, training


def log_result(recorder, run_id, training):
    """Notes and the model of the pilot's last run, registered."""
    example = training.test.head(2)
    with mlflow.start_run(run_id=run_id):
        mlflow.log_text("# Pilot\n\nFifty flowers a species are enough.\n", "notes.md")
        mlflow.sklearn.log_model(
            training.model(),
            "model",
            signature=infer_signature(example, training.model().predict(example)),
            pip_requirements=["mlflow==2.22.1", "scikit-learn"],
            registered_model_name="flowers-pilot",
        )
    recorder.client.set_registered_model_alias("flowers-pilot", "final", "1")


def move_database(file, written_under, moved_to):
    connection = sqlite3.connect(file)
    for table, column in MOVED_COLUMNS:
        connection.execute(f"UPDATE {table} SET {column} = replace({column}, ?, ?)", (written_under, moved_to))
    connection.commit()
    connection.execute("VACUUM")
    connection.close()


def main():
    root = Path(tempfile.gettempdir()) / "vizmod-samples" / "flowers"
    archive = root / "archive"
    shutil.rmtree(root, ignore_errors=True)
    archive.mkdir(parents=True)
    os.chdir(root)  # where MLflow puts the artifacts of the experiment Default
    fix_ids("archive")
    clock = Clock()
    clock.set(at("2026-10-12 08:50"))
    mlflow.models.model.datetime = clock.datetime_class()
    mlflow.set_tracking_uri(f"sqlite:///{archive / 'mlflow.db'}")
    recorder = Recorder(mlflow.MlflowClient(), clock)
    log_result(recorder, *record_pilot(recorder, archive / "artifacts"))
    move_database(archive / "mlflow.db", str(root), MOVED_TO)
    move_store(archive / "artifacts", str(root), MOVED_TO)
    drop_empty_folders(archive / "artifacts")
    shutil.rmtree(PROJECT / "archive", ignore_errors=True)
    shutil.move(archive, PROJECT / "archive")


if __name__ == "__main__":
    main()
