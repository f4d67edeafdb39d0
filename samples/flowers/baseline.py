"""Score classifiers that need no tuning, one run each."""

import mlflow
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score, log_loss
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.tree import DecisionTreeClassifier

from train import FEATURES, TARGET, read_measurements, read_params

CLASSIFIERS = {
    "majority": DummyClassifier(strategy="prior"),
    "stump": DecisionTreeClassifier(max_depth=1, random_state=7),
    "tree": DecisionTreeClassifier(max_depth=3, random_state=7),
    "neighbors-1": KNeighborsClassifier(n_neighbors=1),
    "neighbors-15": KNeighborsClassifier(n_neighbors=15),
    "bayes": GaussianNB(),
    "logistic": LogisticRegression(max_iter=500),
}


def score(classifier, params, measurements):
    """Fit on the training rows; the metrics of the others."""
    train, test = train_test_split(
        measurements, test_size=params["test_size"], random_state=params["seed"], stratify=measurements[TARGET]
    )
    classifier.fit(train[FEATURES], train[TARGET])
    predicted = classifier.predict(test[FEATURES])
    return {
        "accuracy": accuracy_score(test[TARGET], predicted),
        "f1": f1_score(test[TARGET], predicted, average="macro"),
        "val/loss": log_loss(test[TARGET], classifier.predict_proba(test[FEATURES]), labels=classifier.classes_),
    }


def main():
    params, measurements = read_params(), read_measurements()
    mlflow.set_experiment("flowers-baseline")
    for name, classifier in CLASSIFIERS.items():
        with mlflow.start_run(run_name=name):
            mlflow.log_params({"classifier": type(classifier).__name__, "test_size": params["test_size"]})
            mlflow.log_metrics(score(classifier, params, measurements))


if __name__ == "__main__":
    main()
