"""Makes a store with something to search, and answers searches of everything but runs as the real MLflow client does.

usage: python search_entities.py seed URI               (MLflow 2.22 and 3.18)
       python search_entities.py answer URI < questions
questions: [{"kind": "experiments" | "registeredModels" | "modelVersions" | "loggedModels", "filter": F, "orderBy": [O]}]; an O is a text,
for logged models the arguments of MLflow's order_by. Answers: a list of ids each, in order, or "refused". Deleted experiments included.
"""
import json
import os
import random
import sys

os.environ.setdefault("MLFLOW_ALLOW_FILE_STORE", "true")

from mlflow.entities import Metric, ViewType  # noqa: E402
from mlflow.tracking import MlflowClient  # noqa: E402

WORDS = ["alpha", "Beta", "alpha beta", "gamma.1", "Éclair", "éclair", "значение", "100%", "a_b", "line1\nline2", "", "Z"]


def some_tags(rng):
    return {key: rng.choice(WORDS) for key in ["team", "a key", "ns/sub"] if rng.random() < 0.6}


def seed(client):
    rng = random.Random(7)
    experiments = [client.create_experiment(f"{rng.choice(WORDS[:7])} {i}", tags=some_tags(rng)) for i in range(14)]
    for experiment in experiments[::4]:
        client.rename_experiment(experiment, f"renamed {experiment}")
    client.delete_experiment(experiments[3])
    runs = [client.create_run(experiment).info.run_id for experiment in experiments[:3]]
    for i in range(9):
        name = f"{rng.choice(['Model', 'model', 'модель', 'm.x'])} {i}"
        client.create_registered_model(name, tags=some_tags(rng))
        for _ in range(i % 4):
            run_id = rng.choice([None, *runs])
            client.create_model_version(name, f"/models/{rng.choice(WORDS[:5])}", run_id, tags=some_tags(rng), await_creation_for=0)
        if i % 3 == 0:
            client.update_registered_model(name, "described")
    if hasattr(client, "create_logged_model"):
        seed_logged_models(client, rng, experiments[:3], runs)


def seed_logged_models(client, rng, experiments, runs):
    for i in range(24):
        at = rng.randrange(3)
        model = client.create_logged_model(
            experiments[at], name=f"{rng.choice(['net', 'Net', 'forest'])}-{i % 7}", source_run_id=rng.choice([None, runs[at]]),
            tags=some_tags(rng), params={"lr": rng.choice(["0.1", "0.01", "1e-3"])}, model_type=rng.choice(["Agent", "classifier"]),
        )
        if i % 3:
            client.finalize_logged_model(model.model_id, rng.choice(["READY", "FAILED"]))
        for key in ["acc", "val/loss"]:
            if rng.random() < 0.6:
                log_metric(client, runs[at], model.model_id, key, rng)


def log_metric(client, run_id, model_id, key, rng):
    """Two points of the same dataset or of none, so that every kind of store has one latest point."""
    dataset = rng.choice([(None, None), ("train", "d1"), ("test", "d2")])
    points = [Metric(key, rng.choice([0.5, 0.25, -1.5, 3.0]), 1000 + step, step, model_id, *dataset, run_id) for step in (1, 2)]
    client.log_batch(run_id, metrics=points)


def search(client, ids, question):
    kind, text, order_by = question["kind"], question["filter"], question["orderBy"]
    if kind == "experiments":
        found = client.search_experiments(ViewType.ALL, 1000, text, order_by)
        return [experiment.experiment_id for experiment in found]
    if kind == "registeredModels":
        return [model.name for model in client.search_registered_models(text, 1000, order_by)]
    if kind == "modelVersions":
        return [f"{version.name}/{version.version}" for version in client.search_model_versions(text, 1000, order_by)]
    return [model.model_id for model in client.search_logged_models(ids, text, max_results=1000, order_by=order_by)]


def answer(client, ids, question):
    try:
        return search(client, ids, question)
    # Some refusals are errors of what MLflow is built on, such as sqlparse or SQLAlchemy.
    except Exception:
        return "refused"


if __name__ == "__main__":
    client = MlflowClient(sys.argv[2])
    if sys.argv[1] == "seed":
        seed(client)
        print("{}")
    else:
        ids = [experiment.experiment_id for experiment in client.search_experiments(ViewType.ALL, 1000)]
        json.dump([answer(client, ids, question) for question in json.load(sys.stdin)], sys.stdout)
