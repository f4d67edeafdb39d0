"""Write samples/flowers/mlruns with MLflow 3.18: three experiments of the flowers project.

    python make_flowers.py
"""

import itertools
import json
import os
import random
import shutil
import sys
import tempfile
import warnings
from dataclasses import replace
from pathlib import Path

SAMPLES = Path(__file__).resolve().parent.parent
PROJECT = SAMPLES / "flowers"
MOVED_TO = "/home/ana/flowers"
os.environ |= {"MLFLOW_ALLOW_FILE_STORE": "true", "MLFLOW_DISABLE_TELEMETRY": "true"}
sys.path.insert(0, str(PROJECT))
warnings.simplefilter("ignore")

import altair as alt
import mlflow
import mlflow_vizmod
import numpy as np
import pandas as pd
from mlflow.models import Model, ModelSignature, infer_signature
from mlflow.types.schema import ColSpec, Schema

import artifacts
import baseline
import train
import vega_lite_model
from fixed import Clock, at, fix_ids
from recorder import Planned, Recorder, drop_empty_folders, move_store

MEASUREMENTS = train.read_measurements()
PARAMS = train.read_params()
CHART_FIELDS = ModelSignature(
    Schema([ColSpec("double", "petal_length"), ColSpec("double", "petal_width"), ColSpec("string", "species")])
)
MINUTE = 60_000


def trained(planned, **params):
    """The planned run with what a real training with these params logs; the training."""
    training = train.Training({**PARAMS, **params}, MEASUREMENTS)
    history = list(training.epochs())
    params = {**planned.params, **training.params}
    return replace(planned, params=params, history=history, dicts=artifacts.confusion_dict(training)), training


class Project:
    """The project's store, one method per experiment or registered model."""

    def __init__(self, recorder):
        self.recorder = recorder
        self.client = recorder.client
        self.clock = recorder.clock

    def resumed(self, run_id, end):
        """The run as MLflow's active run, its end put back to where it was."""
        self.clock.set(end)
        return mlflow.start_run(run_id=run_id)

    def log_model(self, model, signature_from, step=0):
        example = MEASUREMENTS[train.FEATURES].head(3)
        return mlflow.sklearn.log_model(
            model,
            name="model",
            signature=infer_signature(example, pd.DataFrame({train.TARGET: model.predict(signature_from)})),
            input_example=example,
            serialization_format="cloudpickle",
            pip_requirements=["mlflow==3.18.0", "pandas", "scikit-learn"],
            step=step,
        )

    # --- flowers-baseline -------------------------------------------------------------------------------------------

    def baselines(self):
        note = "Classifiers without tuning: what any training has to beat.\n\nSee `baseline.py`."
        experiment = self.recorder.experiment("flowers-baseline", at("2026-11-10 15:02"), note)
        start = at("2026-11-10 15:04")
        model = None
        for name, classifier in baseline.CLASSIFIERS.items():
            metrics = baseline.score(classifier, PARAMS, MEASUREMENTS)
            params = {"classifier": type(classifier).__name__, "test_size": PARAMS["test_size"]}
            dicts = {"classifier.json": classifier.get_params()}
            planned = Planned(name, "ben", start, 2, "baseline.py", params, [(0, metrics)], dicts)
            run_id = self.recorder.run(experiment, planned)
            start += MINUTE // 4
            if name == "logistic":
                with self.resumed(run_id, start):
                    model = self.log_model(classifier, MEASUREMENTS[train.FEATURES].head(3))
        self.charts(experiment)
        return model

    # --- the visualization models, logged beside the baselines ------------------------------------------------------

    def charts(self, experiment):
        spec = json.loads((PROJECT / "charts" / "petals.vl.json").read_text(encoding="utf-8"))
        points = self.petals_chart()
        means = self.petals_chart().encode(tooltip=["species:N", "petal_length:Q", "petal_width:Q"])
        line = (
            alt.Chart(means.data)
            .mark_rule(strokeDash=[4, 3])
            .encode(y="mean(petal_width):Q", color=alt.Color("species:N", title="Species"), size=alt.value(2))
        )
        self.chart_run(experiment, "petals", at("2026-11-13 10:41"), lambda: self.log_chart(points))
        self.chart_run(experiment, "petals-means", at("2026-11-13 11:20"), lambda: self.log_chart(means + line))
        self.chart_run(experiment, "petals-json", at("2026-11-13 13:36"), lambda: self.log_spec(spec))

    def petals_chart(self):
        return (
            alt.Chart(MEASUREMENTS.iloc[[0, 1, 30, 31, 60]].reset_index(drop=True), title="Petals")
            .mark_point(filled=True, size=60)
            .encode(
                x=alt.X("petal_length:Q", title="Petal length (cm)"),
                y=alt.Y("petal_width:Q", title="Petal width (cm)"),
                color=alt.Color("species:N", title="Species"),
            )
        )

    def chart_run(self, experiment, name, start, log):
        tags = {"kind": "visualization", "mlflow.note.content": "Petal length against petal width."}
        params, history = {"rows": len(MEASUREMENTS)}, [(0, {"fields": 3})]
        dicts = {"fields.json": ["petal_length", "petal_width", "species"]}
        planned = Planned(name, "ben", start, 4, "charts.ipynb", params, history, dicts, tags=tags, end=start + 5000)
        run_id = self.recorder.run(experiment, planned)
        with self.resumed(run_id, start + 6000):
            log()

    def log_chart(self, chart):
        mlflow_vizmod.log_model(model=chart, artifact_path="petals", style="altair", registered_model_name="petals")

    def log_spec(self, spec):
        Model.log(
            artifact_path=None,
            name="petals-json",
            flavor=vega_lite_model,
            spec=spec,
            signature=CHART_FIELDS,
            registered_model_name="petals-json",
        )
        mlflow.log_artifact(str(PROJECT / "charts" / "petals.vl.json"), "charts")

    # --- flowers-sweep ----------------------------------------------------------------------------------------------

    def sweep(self):
        note = "## Sweep of the linear classifier\n\nA grid of `alpha` and `eta0` per learning rate, then at random."
        experiment = self.recorder.experiment("flowers-sweep", at("2026-11-16 09:00"), note)
        best = self.grid(experiment)
        self.random_search(experiment)
        self.loose_ends(experiment)
        return best

    def grid(self, experiment):
        """A grid: one parent, one run per learning rate below it, the trainings below these."""
        start = at("2026-11-16 09:20")
        top = self.recorder.run(experiment, Planned("grid", "ana", start, 5, params={"search": "grid"}, status=None))
        start += 2000
        results = []
        for rate in ("constant", "invscaling", "optimal"):
            planned = Planned(f"grid {rate}", "ana", start, 5, params={"learning_rate": rate}, parent=top, status=None)
            middle = self.recorder.run(experiment, planned)
            children = self.grid_of_rate(experiment, middle, rate, start + 3000)
            start = self.end_parent(middle, children)
            results += children
        self.end_parent(top, results)
        self.client.set_tag(top, "mlflow.note.content", "Grid of 18. `optimal` needs no `eta0` and is never bad.")
        name, run_id, training, accuracy, _loss, end = max(results, key=lambda result: (result[3], -result[4]))
        return self.show_best(name, run_id, training, accuracy, end)

    def grid_of_rate(self, experiment, parent, rate, start):
        results = []
        for alpha, eta0 in itertools.product((0.0001, 0.01), (0.0005, 0.01, 0.3)):
            name = f"{rate} a{alpha:g} e{eta0:g}"
            planned = Planned(name, "ana", start, 5, parent=parent, step_ms=310)
            planned, training = trained(planned, learning_rate=rate, alpha=alpha, eta0=eta0)
            run_id = self.recorder.run(experiment, planned)
            last = planned.history[-1][1]
            results.append((name, run_id, training, last["accuracy"], last["val/loss"], self.clock.now))
            start = self.clock.now + 700
        return results

    def end_parent(self, run_id, children):
        """End the run after its children, with the best of their metrics; when it ended."""
        end = max(result[5] for result in children) + 1100
        self.clock.set(end)
        self.client.log_dict(run_id, {result[0]: result[3] for result in children}, "accuracies.json")
        self.client.log_metric(run_id, "best/accuracy", max(result[3] for result in children), timestamp=end)
        self.client.log_metric(run_id, "best/val_loss", min(result[4] for result in children), timestamp=end)
        self.client.set_terminated(run_id, end_time=end)
        return end + 900

    def show_best(self, name, run_id, training, accuracy, end):
        with self.resumed(run_id, end):
            data = mlflow.data.from_pandas(MEASUREMENTS, source="data/a.csv", targets=train.TARGET, name="flowers")
            mlflow.log_input(data, context="training")
            artifacts.log_everything(name, training, accuracy)
            model = self.log_model(training.model(), training.test.head(3), training.params["epochs"])
            mlflow.set_tags({"reviewed": "ben", "mlflow.note.content": "Best of the grid, see `notes.md`."})
        return model

    def random_search(self, experiment):
        numbers = random.Random(18)
        start = at("2026-11-18 10:12")
        planned = Planned("random", "ben", start, 6, params={"search": "random", "draws": 10}, status=None)
        top = self.recorder.run(experiment, planned)
        results = []
        for draw in range(1, 11):
            params = {
                "penalty": numbers.choice(("l1", "l2", "elasticnet")),
                "alpha": float(f"{10 ** numbers.uniform(-5, -1):.3g}"),
                "eta0": float(f"{10 ** numbers.uniform(-3.5, 0):.3g}"),
                "learning_rate": numbers.choice(("constant", "invscaling", "adaptive")),
                "seed": numbers.randrange(1, 100),
                "epochs": numbers.choice((10, 20, 40)),
            }
            planned = Planned(f"random {draw:02d}", "ben", start + 3000, 6, parent=top, step_ms=420)
            planned, training = trained(planned, **params)
            run_id = self.recorder.run(experiment, planned)
            last = planned.history[-1][1]
            start = self.clock.now
            results.append((planned.name, run_id, training, last["accuracy"], last["val/loss"], start))
        self.end_parent(top, results)

    def loose_ends(self, experiment):
        """A diverged run, a deleted one, and one that is still running."""
        planned = Planned("no scaling", "ana", at("2026-11-17 09:15"), 5, tags={"verdict": "diverged"})
        planned, _ = trained(planned, scale=False, eta0=1000.0, alpha=0.0, epochs=25)
        self.recorder.run(experiment, planned)
        planned, _ = trained(Planned("typo", "ben", at("2026-11-18 10:02"), 6), epochs=3)
        run_id = self.recorder.run(experiment, planned)
        self.clock.set(at("2026-11-18 10:04"))
        self.client.delete_run(run_id)
        planned, _ = trained(Planned("long run", "ana", at("2026-11-19 16:48"), 6, status=None), eta0=0.003, epochs=90)
        checkpoint = {"checkpoints/epoch-90.json": dict(planned.history[-1][1])}
        planned = replace(planned, params={**planned.params, "epochs": 2000}, step_ms=15_000, dicts=checkpoint)
        self.recorder.run(experiment, planned)

    # --- flowers-deep -----------------------------------------------------------------------------------------------

    def deep(self):
        note = "One hidden layer, 500 epochs. Watch `val/loss`: it turns long before the accuracy does."
        experiment = self.recorder.experiment("flowers-deep", at("2026-11-17 13:00"), note)
        start, best = at("2026-11-17 13:05"), None
        for hidden, eta0, seed in ((2, 0.003, 5), (4, 0.005, 7), (8, 0.01, 7), (16, 0.01, 11), (32, 0.05, 7)):
            planned = Planned(f"hidden {hidden}", "ana", start, 5, step_ms=640)
            planned, training = trained(planned, hidden=hidden, eta0=eta0, seed=seed, epochs=500)
            run_id = self.recorder.run(experiment, planned)
            start = self.clock.now + MINUTE
            if best is None:
                best = self.show_deep(run_id, training)
        self.short_ones(experiment)
        self.failed(experiment)
        return best

    def show_deep(self, run_id, training):
        with self.resumed(run_id, self.clock.now):
            artifacts.log_report(training)
            train.log_confusion(mlflow, training)
            return self.log_model(training.model(), training.test.head(3), training.params["epochs"])

    def short_ones(self, experiment):
        start = at("2026-11-18 15:30")
        for batch_size in (4, 8, 64):
            planned = Planned(f"batch {batch_size}", "ben", start, 6, step_ms=900, tags={"stage": "screening"})
            planned, _ = trained(planned, hidden=8, eta0=0.01, batch_size=batch_size, epochs=60)
            self.recorder.run(experiment, planned)
            start = self.clock.now + MINUTE

    def failed(self, experiment):
        """The step is far too large: the solver gives up by itself after some epochs."""
        training = train.Training({**PARAMS, "hidden": 8, "eta0": 20.0, "epochs": 100}, MEASUREMENTS)
        history, reason = [], ""
        try:
            history.extend(training.epochs())
        except ValueError as error:
            reason = str(error)
        planned = Planned("hidden 8 hot", "ben", at("2026-11-19 11:31"), 6, params=training.params, history=history)
        tags = {"mlflow.note.content": f"`ValueError`: {reason}"}
        dicts = {"failure.json": {"epoch": len(history) + 1, "type": "ValueError", "message": reason}}
        self.recorder.run(experiment, replace(planned, status="FAILED", tags=tags, dicts=dicts))

    # --- registered models ------------------------------------------------------------------------------------------

    def register(self, models):
        """Three versions of the classifier and what points at them."""
        name, client = "flowers-classifier", self.client
        self.clock.set(at("2026-11-12 11:00"))
        client.create_registered_model(name, {"task": "classification"}, "Species of an iris from four measurements.")
        steps = (
            (at("2026-11-12 11:02"), "Logistic regression, the first one in use.", "Archived"),
            (at("2026-11-16 17:10"), "Best of the grid of 16 November.", "Production"),
            (at("2026-11-19 10:05"), "Two hidden neurons. Better on the border, to be watched.", "Staging"),
        )
        for model, (time, description, stage) in zip(models, steps):
            self.clock.set(time)
            version = mlflow.register_model(model.model_uri, name).version
            client.update_model_version(name, version, description)
            self.clock.set(time + 5 * MINUTE)
            client.transition_model_version_stage(name, version, stage)
        client.set_registered_model_alias(name, "production", "2")
        client.set_registered_model_alias(name, "candidate", "3")
        client.set_model_version_tag(name, "3", "reviewed", "ben")

    def describe_charts(self):
        self.clock.set(at("2026-11-13 13:50"))
        self.client.update_registered_model("petals", "Petal length against petal width, made with Altair.")
        self.client.update_registered_model("petals-json", "The same chart as plain Vega-Lite, with a signature.")
        self.client.update_model_version("petals", "2", "With the mean petal width of each species.")
        self.client.set_registered_model_alias("petals", "current", "2")
        self.client.set_registered_model_alias("petals-json", "current", "1")


def main():
    root = Path(tempfile.gettempdir()) / "vizmod-samples" / "flowers"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    fix_ids("flowers")
    clock = Clock()
    clock.set(at("2026-11-09 09:30"))
    mlflow.models.model.datetime = clock.datetime_class()
    mlflow.set_tracking_uri((root / "mlruns").as_uri())
    project = Project(Recorder(mlflow.MlflowClient(), clock))
    with np.errstate(all="ignore"):
        models = [project.baselines(), project.sweep(), project.deep()]
    project.register(models)
    project.describe_charts()
    project.recorder.attribute_models()
    move_store(root / "mlruns", str(root), MOVED_TO)
    drop_empty_folders(root / "mlruns")
    shutil.rmtree(PROJECT / "mlruns", ignore_errors=True)
    shutil.move(root / "mlruns", PROJECT / "mlruns")


if __name__ == "__main__":
    main()
