"""Writes runs through MLflow's client at times of our choosing."""

from dataclasses import dataclass, field
from pathlib import Path

from mlflow.entities import Metric, Param

from commit_ids import read_history

HISTORY = read_history()
BATCH = 1000  # metrics that MLflow takes in one call
SOURCE_TAGS = ("mlflow.user", "mlflow.source.")


@dataclass(frozen=True)
class Planned:
    """A run as it should stand in the store.

    `history` is [(step, {metric: value})], `dicts` {artifact path: its JSON value}; `commit` counts from 1,
    None: not in git; None as `status`: still running.
    """

    name: str
    user: str
    start: int
    commit: int | None
    script: str = "train.py"
    params: dict = field(default_factory=dict)
    history: list = field(default_factory=list)
    dicts: dict = field(default_factory=dict)
    step_ms: int = 900
    tags: dict = field(default_factory=dict)
    parent: str | None = None
    status: str | None = "FINISHED"
    end: int | None = None

    def source_tags(self):
        tags = {
            "mlflow.user": self.user,
            "mlflow.source.name": self.script,
            "mlflow.source.type": "NOTEBOOK" if self.script.endswith(".ipynb") else "LOCAL",
        }
        if self.commit is not None:
            tags["mlflow.source.git.commit"] = HISTORY["commits"][self.commit - 1]["id"]
            tags["mlflow.source.git.branch"] = HISTORY["branch"]
            tags["mlflow.source.git.repoURL"] = HISTORY["remote"]
        return tags if self.parent is None else {**tags, "mlflow.parentRunId": self.parent}

    def metrics(self):
        started = self.start + 4200  # imports and reading the data
        return [
            Metric(name, float(value), started + step * self.step_ms, step)
            for step, values in self.history
            for name, value in values.items()
        ]


class Recorder:
    """Records planned runs in one store, moving the clock along."""

    def __init__(self, client, clock):
        self.client = client
        self.clock = clock

    def experiment(self, name, created, note, location=None):
        self.clock.set(created)
        return self.client.create_experiment(name, artifact_location=location, tags={"mlflow.note.content": note})

    def run(self, experiment_id, planned):
        """The id of the new run, which has ended unless it is planned to go on."""
        self.clock.set(planned.start)
        tags = {**planned.source_tags(), **planned.tags}
        run = self.client.create_run(experiment_id, start_time=planned.start, tags=tags, run_name=planned.name)
        run_id = run.info.run_id
        self.client.log_batch(run_id, params=[Param(name, str(value)) for name, value in planned.params.items()])
        metrics = planned.metrics()
        for first in range(0, len(metrics), BATCH):
            self.client.log_batch(run_id, metrics=metrics[first : first + BATCH])
        for path, value in planned.dicts.items():
            self.client.log_dict(run_id, value, path)
        last = max((metric.timestamp for metric in metrics), default=planned.start)
        self.clock.set(planned.end or last + 2600)
        if planned.status is not None:
            self.client.set_terminated(run_id, planned.status, end_time=self.clock.now)
        return run_id

    def attribute_models(self):
        """Give each logged model the user and source of its run, where MLflow noted those of the maker's own script."""
        experiments = [experiment.experiment_id for experiment in self.client.search_experiments()]
        for model in self.client.search_logged_models(experiments):
            self.clock.set(model.last_updated_timestamp)
            run = self.client.get_run(model.source_run_id)
            sources = {key: value for key, value in run.data.tags.items() if key.startswith(SOURCE_TAGS)}
            for key in model.tags:
                if key.startswith(SOURCE_TAGS) and key not in sources:
                    self.client.delete_logged_model_tag(model.model_id, key)
            self.client.set_logged_model_tags(model.model_id, sources)


def move_store(folder, written_under, moved_to):
    """Replace the place where the store was written, in every file that names it."""
    for path in sorted(Path(folder).rglob("*")):
        if not path.is_file():
            continue
        content = path.read_bytes()
        if written_under.encode() in content:
            if b"\0" in content:
                raise ValueError(f"{path} is binary and names {written_under}")
            path.write_bytes(content.replace(written_under.encode(), moved_to.encode()))


def drop_empty_folders(folder):
    """What git does to them anyway: a fresh store and a checked-out one are then alike.

    MLflow 3.18 does not find a run that lacks one of its folders metrics, params, tags and artifacts: give each run
    at least one of each.
    """
    for path in sorted(Path(folder).rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
