"""Train a linear classifier of iris flowers with the values of params.yaml."""

from pathlib import Path

import mlflow
import pandas as pd
import yaml
from sklearn.linear_model import SGDClassifier
from sklearn.model_selection import train_test_split

HERE = Path(__file__).resolve().parent
FEATURES = ["sepal_length", "sepal_width", "petal_length", "petal_width"]
TARGET = "species"


def read_params(path=HERE / "params.yaml"):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def read_measurements(folder=HERE / "data"):
    """The measurements of both field days."""
    return pd.concat([pd.read_csv(folder / name) for name in ("a.csv", "b.csv")], ignore_index=True)


def main():
    params, measurements = read_params(), read_measurements()
    train, test = train_test_split(
        measurements, test_size=params["test_size"], random_state=params["seed"], stratify=measurements[TARGET]
    )
    classifier = SGDClassifier(
        loss=params["loss"], penalty=params["penalty"], alpha=params["alpha"], random_state=params["seed"]
    )
    classifier.fit(train[FEATURES], train[TARGET])
    with mlflow.start_run():
        mlflow.log_params(params)
        mlflow.log_metric("accuracy", classifier.score(test[FEATURES], test[TARGET]))


if __name__ == "__main__":
    main()
