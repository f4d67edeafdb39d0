"""Train a linear classifier of iris flowers."""

import mlflow
import pandas as pd
from sklearn.linear_model import SGDClassifier
from sklearn.model_selection import train_test_split

FEATURES = ["sepal_length", "sepal_width", "petal_length", "petal_width"]

measurements = pd.concat([pd.read_csv("data/a.csv"), pd.read_csv("data/b.csv")])
train, test = train_test_split(measurements, test_size=0.3, random_state=7, stratify=measurements["species"])
classifier = SGDClassifier(loss="log_loss", random_state=7).fit(train[FEATURES], train["species"])
with mlflow.start_run():
    mlflow.log_metric("accuracy", classifier.score(test[FEATURES], test["species"]))
