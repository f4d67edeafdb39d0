"""An MLflow flavor module for `Model.log`: a Vega-Lite spec as a visualization model with a signature.

Beside the spec lies what the Python plugin mlflow-vizmod and MLflow's pyfunc need to open it: viz.pkl is a pickle,
written by hand, that says no more than `altair.Chart.from_dict(<the spec>)`.
"""

import json
import shutil
import struct
from pathlib import Path

from mlflow import pyfunc
from mlflow.models.model import MLMODEL_FILE_NAME

LOADER = Path(__file__).resolve().parent / "loader" / "vega_lite_loader.py"
CONDA_YAML = """name: visualization
channels:
- conda-forge
dependencies:
- python>=3.9
- pip:
  - mlflow
  - pandas
  - altair>=6
"""


def pickled(value):
    """The opcodes that push a JSON value (pickle protocol 4)."""
    if value is None:
        return b"N"
    if isinstance(value, bool):
        return b"\x88" if value else b"\x89"
    if isinstance(value, int):
        return b"J" + struct.pack("<i", value)
    if isinstance(value, float):
        return b"G" + struct.pack(">d", value)
    if isinstance(value, str):
        text = value.encode()
        return b"X" + struct.pack("<I", len(text)) + text
    if isinstance(value, list):
        return b"](" + b"".join(map(pickled, value)) + b"e"
    return b"}(" + b"".join(pickled(key) + pickled(item) for key, item in value.items()) + b"u"


def pickled_chart(spec):
    call = pickled("altair") + pickled("Chart.from_dict") + b"\x93"
    return b"\x80\x04" + call + pickled(spec) + b"\x85R."


def save_model(path, mlflow_model, spec, signature):
    folder = Path(path)
    (folder / "code").mkdir(parents=True)
    (folder / "viz.vl.json").write_text(json.dumps(spec, indent=2) + "\n", encoding="utf-8")
    (folder / "viz.pkl").write_bytes(pickled_chart(spec))
    (folder / "conda.yaml").write_text(CONDA_YAML, encoding="utf-8")
    shutil.copyfile(LOADER, folder / "code" / LOADER.name)
    mlflow_model.signature = signature
    mlflow_model.add_flavor("mlflow_vizmod", pickled_model="viz.pkl", spec="viz.vl.json", style="vegalite")
    pyfunc.add_to_model(
        mlflow_model, loader_module=LOADER.stem, data="viz.vl.json", code="code", env="conda.yaml"
    )
    mlflow_model.save(str(folder / MLMODEL_FILE_NAME))
