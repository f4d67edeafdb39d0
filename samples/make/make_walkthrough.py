"""Write samples/walkthrough with MLflow 3.18: the small store that the extension carries.

    python make_walkthrough.py
"""

import json
import os
import shutil
import sys
import tempfile
import warnings
from pathlib import Path

SAMPLES = Path(__file__).resolve().parent.parent
PROJECT = SAMPLES / "flowers"
WALKTHROUGH = SAMPLES / "walkthrough"
MOVED_TO = "/home/ana/walkthrough"
os.environ |= {"MLFLOW_ALLOW_FILE_STORE": "true", "MLFLOW_DISABLE_TELEMETRY": "true"}
sys.path.insert(0, str(PROJECT))
warnings.simplefilter("ignore")

import mlflow
from mlflow.models import Model, ModelSignature
from mlflow.types.schema import ColSpec, Schema

import artifacts
import train
import vega_lite_model
from fixed import Clock, at, fix_ids
from recorder import Planned, Recorder, drop_empty_folders, move_store


def record_runs(recorder, measurements):
    """Three trainings of 25 epochs; the id of the last."""
    experiment = recorder.experiment("flowers", at("2026-11-16 09:00"), "Three small trainings to look around in.")
    start = at("2026-11-16 09:05")
    for name, eta0 in (("slow", 0.001), ("steady", 0.01), ("fast", 0.3)):
        training = train.Training({**train.read_params(), "eta0": eta0, "epochs": 25}, measurements)
        history = [(epoch, {key: metrics[key] for key in ("accuracy", "loss")}) for epoch, metrics in training.epochs()]
        params = {"alpha": training.params["alpha"], "eta0": eta0, "epochs": 25}
        dicts = artifacts.confusion_dict(training)
        planned = Planned(name, "ana", start, None, params=params, history=history, dicts=dicts)
        run_id = recorder.run(experiment, planned)
        start = recorder.clock.now + 60_000
    return run_id


def log_chart(run_id):
    """The chart of the flowers project as the registered model `petals`."""
    spec = json.loads((PROJECT / "charts" / "petals.vl.json").read_text(encoding="utf-8"))
    fields = [ColSpec("double", "petal_length"), ColSpec("double", "petal_width"), ColSpec("string", "species")]
    with mlflow.start_run(run_id=run_id):
        Model.log(
            artifact_path=None,
            name="petals",
            flavor=vega_lite_model,
            spec=spec,
            signature=ModelSignature(Schema(fields)),
            registered_model_name="petals",
        )


def main():
    root = Path(tempfile.gettempdir()) / "vizmod-samples" / "walkthrough"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    fix_ids("walkthrough")
    clock = Clock()
    clock.set(at("2026-11-16 08:55"))
    mlflow.models.model.datetime = clock.datetime_class()
    mlflow.set_tracking_uri((root / "mlruns").as_uri())
    recorder = Recorder(mlflow.MlflowClient(), clock)
    measurements = train.read_measurements()
    log_chart(record_runs(recorder, measurements))
    recorder.attribute_models()
    move_store(root / "mlruns", str(root), MOVED_TO)
    drop_empty_folders(root / "mlruns")
    shutil.rmtree(WALKTHROUGH / "mlruns", ignore_errors=True)
    shutil.move(root / "mlruns", WALKTHROUGH / "mlruns")
    measurements.iloc[::5].to_csv(WALKTHROUGH / "measurements.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
