"""Train a linear classifier of iris flowers and log its metrics per epoch."""

from pathlib import Path

import mlflow
import numpy as np
import pandas as pd
import yaml
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, log_loss
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
    settings = {name: params[name] for name in ("loss", "penalty", "alpha", "learning_rate", "eta0")}
    classifier = SGDClassifier(**settings, random_state=params["seed"])
    with mlflow.start_run():
        mlflow.log_params(params)
        for epoch in range(1, params["epochs"] + 1):
            classifier.partial_fit(train[FEATURES], train[TARGET], classes=np.unique(train[TARGET]))
            predicted = classifier.predict(test[FEATURES])
            metrics = {
                "accuracy": accuracy_score(test[TARGET], predicted),
                "f1": f1_score(test[TARGET], predicted, average="macro"),
                "loss": log_loss(train[TARGET], classifier.predict_proba(train[FEATURES])),
                "val/loss": log_loss(test[TARGET], classifier.predict_proba(test[FEATURES])),
            }
            mlflow.log_metrics(metrics, step=epoch)
            print(epoch, metrics)
        matrix = confusion_matrix(test[TARGET], predicted, labels=classifier.classes_)
        mlflow.log_dict({"labels": list(classifier.classes_), "matrix": matrix.tolist()}, "confusion_matrix.json")


if __name__ == "__main__":
    main()
