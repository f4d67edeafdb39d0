"""Train a classifier of iris flowers and record the training in MLflow.

    python train.py                      # the values of params.yaml
    python train.py --hidden 8 --eta0 0.05 --epochs 100
"""

import argparse
import time
from pathlib import Path

import numpy as np
import pandas as pd
import yaml
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

HERE = Path(__file__).resolve().parent
FEATURES = ["sepal_length", "sepal_width", "petal_length", "petal_width"]
TARGET = "species"


def read_params(path=HERE / "params.yaml"):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def read_measurements(folder=HERE / "data"):
    """The measurements of both field days."""
    return pd.concat([pd.read_csv(folder / name) for name in ("a.csv", "b.csv")], ignore_index=True)


def make_classifier(params):
    if params["hidden"] == 0:
        return SGDClassifier(
            loss=params["loss"],
            penalty=params["penalty"],
            alpha=params["alpha"],
            l1_ratio=params["l1_ratio"],
            learning_rate=params["learning_rate"],
            eta0=params["eta0"],
            random_state=params["seed"],
        )
    return MLPClassifier(
        hidden_layer_sizes=(params["hidden"],),
        solver="sgd",
        alpha=params["alpha"],
        batch_size=params["batch_size"],
        learning_rate_init=params["eta0"],
        random_state=params["seed"],
    )


def cross_entropy(classifier, features, labels):
    """Mean negative log likelihood; nan once the weights have diverged."""
    with np.errstate(all="ignore"):
        if isinstance(classifier, SGDClassifier):
            scores = np.exp(classifier.decision_function(features))
            likely = scores / scores.sum(axis=1, keepdims=True)
        else:
            likely = classifier.predict_proba(features)
        chosen = likely[np.arange(len(labels)), np.searchsorted(classifier.classes_, labels)]
        return float(-np.log(np.maximum(chosen, 1e-15)).mean())


class Training:
    """One training, epoch by epoch."""

    def __init__(self, params, measurements):
        self.params = params
        features, labels = measurements[FEATURES], measurements[TARGET].to_numpy(dtype=str)
        self.train, self.test, self.train_labels, self.test_labels = train_test_split(
            features, labels, test_size=params["test_size"], random_state=params["seed"], stratify=labels
        )
        self.scaler = StandardScaler() if params["scale"] else FunctionTransformer()
        self.classifier = make_classifier(params)

    def epochs(self):
        """Yield (epoch, metrics) after each pass over the training rows."""
        train = np.asarray(self.scaler.fit_transform(self.train))
        test = np.asarray(self.scaler.transform(self.test))
        classes = np.unique(self.train_labels)
        for epoch in range(1, self.params["epochs"] + 1):
            self.classifier.partial_fit(train, self.train_labels, classes=classes)
            predicted = self.classifier.predict(test)
            yield epoch, {
                "accuracy": accuracy_score(self.test_labels, predicted),
                "f1": f1_score(self.test_labels, predicted, average="macro"),
                "loss": cross_entropy(self.classifier, train, self.train_labels),
                "val/loss": cross_entropy(self.classifier, test, self.test_labels),
            }

    def model(self):
        """The fitted pipeline, from raw measurements to species."""
        return make_pipeline(self.scaler, self.classifier)

    def confusion(self):
        return confusion_matrix(self.test_labels, self.model().predict(self.test), labels=self.classifier.classes_)


def log_confusion(mlflow, training):
    names = list(training.classifier.classes_)
    matrix = training.confusion()
    mlflow.log_dict({"labels": names, "matrix": matrix.tolist()}, "confusion_matrix.json")
    try:
        from matplotlib.figure import Figure
        from sklearn.metrics import ConfusionMatrixDisplay
    except ImportError:
        return
    figure = Figure(figsize=(4, 3.2), layout="constrained")
    ConfusionMatrixDisplay(matrix, display_labels=names).plot(ax=figure.subplots(), colorbar=False, cmap="Greens")
    mlflow.log_figure(figure, "confusion_matrix.png")


def log_model(mlflow, training):
    example = training.test.head(3)
    model = training.model()
    signature = mlflow.models.infer_signature(example, pd.DataFrame({TARGET: model.predict(example)}))
    named = {"name": "model"} if int(mlflow.__version__.split(".")[0]) >= 3 else {"artifact_path": "model"}
    requirements = [f"{name}=={module.__version__}" for name, module in (("mlflow", mlflow), ("pandas", pd))]
    mlflow.sklearn.log_model(
        model,
        **named,
        signature=signature,
        input_example=example,
        serialization_format="cloudpickle",  # the one that every MLflow since 1.0 reads and writes
        pip_requirements=[*requirements, "scikit-learn"],
    )


def parse_arguments(params, argv=None):
    parser = argparse.ArgumentParser(description="Train a classifier of iris flowers.")
    for name, value in params.items():
        parse = (lambda text: text.lower() in ("true", "yes", "1")) if isinstance(value, bool) else type(value)
        parser.add_argument(f"--{name.replace('_', '-')}", type=parse, default=value)
    parser.add_argument("--epoch-seconds", type=float, default=0.0, help="least time that an epoch takes")
    return parser.parse_args(argv)


def main():
    arguments = vars(parse_arguments(read_params()))
    epoch_seconds = arguments.pop("epoch_seconds")
    print("loading MLflow", flush=True)
    import mlflow  # slow to import: `--help` and wrong arguments need not wait for it

    with mlflow.start_run() as run:
        print(f"run {run.info.run_id}", flush=True)
        mlflow.log_params(arguments)
        training = Training(arguments, read_measurements())
        for epoch, metrics in training.epochs():
            started = time.monotonic()
            mlflow.log_metrics(metrics, step=epoch)
            print(
                f"epoch {epoch:3d}  loss {metrics['loss']:.4f}  val/loss {metrics['val/loss']:.4f}"
                f"  accuracy {metrics['accuracy']:.3f}",
                flush=True,
            )
            time.sleep(max(0.0, epoch_seconds - (time.monotonic() - started)))
        log_confusion(mlflow, training)
        log_model(mlflow, training)
        print("model logged", flush=True)


if __name__ == "__main__":
    main()
