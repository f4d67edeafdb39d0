"""Has real MLflow write a store of random experiments, runs and registered models, with the names and values that readers trip over.

usage: python make_random_store.py TRACKING_URI SEED     (MLflow 1.30, 2.22 and 3.18)

What this MLflow refuses is left out; everything else must be read back as its client reads it.
"""
import logging
import os
import random
import sys
import warnings

os.environ.setdefault("MLFLOW_ALLOW_FILE_STORE", "true")
warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)

import mlflow  # noqa: E402
from mlflow.exceptions import MlflowException  # noqa: E402
from mlflow.tracking import MlflowClient  # noqa: E402

TEXTS = [
    "abcXYZ 019", "äöüßé", "日本語中文", "😀🎉", "'\"`%_\\", "\n\t\r", "{}[]:#&*!|>-?,@", "\u00a0\u2028\u2029\x85",
]  # fmt: skip
NUMBERS = [
    0.0, -0.0, 1.0, float("nan"), float("inf"), float("-inf"), 5e-324, 1.7976931348623157e308, 1e16, 1e15, 1e-5, 0.0001,
    123456789012345678.0, 0.1, -2.5e-9,
]  # fmt: skip


class Maker:
    def __init__(self, uri, seed):
        self.random = random.Random(seed)
        self.client = MlflowClient(tracking_uri=uri, registry_uri=uri)
        self.has_aliases = int(mlflow.__version__.split(".")[0]) >= 2

    def text(self, most=12):
        return "".join(self.random.choice(self.random.choice(TEXTS)) for _ in range(self.random.randint(0, most)))

    def key(self):
        parts = ["".join(self.random.choice("abcXYZ_-. 09äé日") for _ in range(self.random.randint(1, 6))) for _ in range(3)]
        return "/".join(part.strip(". ") or "k" for part in parts[: self.random.randint(1, 3)])

    def times(self, most):
        return range(self.random.randint(0, most))

    def attempt(self, call, *args, **kwargs):
        try:
            return call(*args, **kwargs)
        except (MlflowException, OSError, ValueError):
            return None

    def experiments(self):
        names = [f"e{index} {self.text(10)}" for index in range(4)]
        made = [self.attempt(self.client.create_experiment, name, tags={self.key(): self.text()}) for name in names]
        return [experiment_id for experiment_id in made if experiment_id is not None]

    def run(self, experiment_id):
        start = self.random.choice([None, 1_700_000_000_000 + self.random.randint(0, 5)])
        # An empty name is one too many for a database of 3.18, which makes up another.
        tags = {"mlflow.runName": self.text(10) or "n"} if self.random.random() < 0.7 else {}
        run_id = self.client.create_run(experiment_id, start_time=start, tags=tags).info.run_id
        for _ in self.times(5):
            self.attempt(self.client.log_param, run_id, self.key(), self.text(30))
            self.attempt(self.client.set_tag, run_id, self.key(), self.text(30))
        for _ in self.times(4):
            key = self.key()
            for step in self.times(6):
                value, at = self.random.choice(NUMBERS), self.random.choice([0, 0, 1, -3, step])
                self.attempt(self.client.log_metric, run_id, key, value, timestamp=self.random.randint(1, 5), step=at)
        if self.random.random() < 0.7:
            self.client.set_terminated(run_id, self.random.choice(["FINISHED", "FAILED", "KILLED"]), 1_700_000_000_500)
        if self.random.random() < 0.15:
            self.client.delete_run(run_id)
        return run_id

    def model(self, index, runs):
        name = f"m{index}{self.text(8)}"
        if self.attempt(self.client.create_registered_model, name, {self.key(): self.text()}, self.text(20)) is None:
            return
        for number in self.times(3):
            run_id = self.random.choice([*runs, None])
            made = self.attempt(self.client.create_model_version, name, f"s3://bucket/{number}", run_id, {self.key(): self.text()})
            if made is None:
                continue
            stage = self.random.choice(["None", "Staging", "Production", "Archived"])
            self.attempt(self.client.transition_model_version_stage, name, made.version, stage)
            if self.has_aliases:
                alias = self.random.choice(["a", "champ-1", "B_2"])
                self.attempt(self.client.set_registered_model_alias, name, alias, made.version)


def make(uri, seed):
    maker = Maker(uri, seed)
    experiments = maker.experiments()
    runs = [maker.run(maker.random.choice([*experiments, "0"])) for _ in range(30)]
    maker.client.delete_experiment(experiments[0])
    try:
        for index in range(4):
            maker.model(index, runs)
    except MlflowException:
        # MLflow 1.x has no registry in a file store.
        pass


if __name__ == "__main__":
    make(sys.argv[1], int(sys.argv[2]))
    print("{}")
