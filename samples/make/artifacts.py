"""Artifacts of the sample runs: what a training script would log to show its result."""

import tempfile
from pathlib import Path

import mlflow
import pandas as pd
from sklearn.metrics import classification_report

import train

NOTES = """# {name}

Best of the grid: **{accuracy:.3f}** on 45 held-out flowers.

| setting | value |
|---|---|
| learning rate | {learning_rate} |
| eta0 | {eta0} |
| alpha | {alpha} |

*Setosa* is never confused; what is left is the border between *versicolor* and *virginica*.
"""

PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{name}</title>
<style>body {{ font: 14px sans-serif; margin: 2em }} td, th {{ padding: 2px 12px; text-align: right }}</style></head>
<body>
<h1>{name}</h1>
{table}
</body>
</html>
"""


def held_out(training):
    """The held-out rows with the true and the predicted species."""
    rows = training.test.copy()
    rows["species"] = training.test_labels
    rows["predicted"] = training.model().predict(training.test)
    return rows.sort_index().rename_axis("row").reset_index()


def confusion_dict(training):
    """What train.py logs at the end of every training."""
    names = [str(name) for name in training.classifier.classes_]
    return {"confusion_matrix.json": {"labels": names, "matrix": training.confusion().tolist()}}


def log_report(training):
    predicted = training.model().predict(training.test)
    report = classification_report(training.test_labels, predicted, output_dict=True, zero_division=0)
    mlflow.log_dict(report, "report.json")
    return report


def log_everything(name, training, accuracy):
    """One artifact of every kind: image, html, markdown, csv, json, table, and a folder named like a file."""
    report = log_report(training)
    rows = held_out(training)
    train.log_confusion(mlflow, training)
    mlflow.log_text(NOTES.format(name=name, accuracy=accuracy, **training.params), "notes.md")
    table = pd.DataFrame(report).T.round(3).to_html(border=0)
    mlflow.log_text(PAGE.format(name=name, table=table), "report.html")
    mlflow.log_text(rows.to_csv(index=False, lineterminator="\n"), "predictions/held_out.csv")
    mistakes = rows[rows["species"] != rows["predicted"]].reset_index(drop=True)
    mlflow.log_table(mistakes, "mistakes.json")
    log_image_folder(training)


def log_image_folder(training):
    """`confusionmatrix.png/` is a folder: a slip in log_artifact's second argument that many stores show."""
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "confusion.png"
        confusion_figure(training).savefig(picture, dpi=60)
        mlflow.log_artifact(str(picture), "confusionmatrix.png")


def confusion_figure(training):
    from matplotlib.figure import Figure
    from sklearn.metrics import ConfusionMatrixDisplay

    figure = Figure(figsize=(4, 3.2), layout="constrained")
    display = ConfusionMatrixDisplay(training.confusion(), display_labels=training.classifier.classes_)
    display.plot(ax=figure.subplots(), colorbar=False)
    return figure
