# Reads CSV files as Python's csv and pandas do: standard input is a JSON list of {bytes (base64), encoding, delimiter};
# prints for each {rows, table}, where table is null for a file that pandas refuses
import base64
import csv
import io
import json
import sys

import pandas

csv.field_size_limit(2**31 - 1)


def kind(column):
    if column.isna().all():
        return "empty"
    if pandas.api.types.is_bool_dtype(column):
        return "boolean"
    if pandas.api.types.is_integer_dtype(column):
        return "integer"
    if pandas.api.types.is_float_dtype(column):
        return "float"
    # A column of booleans with gaps is one of objects.
    return "boolean" if all(isinstance(value, bool) for value in column.dropna()) else "text"


def plain(value, column_kind):
    if pandas.isna(value):
        return None
    return repr(float(value)) if column_kind in ("integer", "float") else str(value)


def read_table(data, encoding, delimiter):
    try:
        frame = pandas.read_csv(io.BytesIO(data), encoding=encoding, sep=delimiter, float_precision="round_trip", index_col=False)
    except (pandas.errors.ParserError, pandas.errors.EmptyDataError, UnicodeDecodeError):
        return None
    columns = []
    for name in frame.columns:
        column = frame[name]
        column_kind = kind(column)
        columns.append({"name": name, "kind": column_kind, "values": [plain(value, column_kind) for value in column]})
    return {"columns": columns, "rowCount": len(frame)}


answers = []
for case in json.load(sys.stdin):
    data = base64.b64decode(case["bytes"])
    text = data.decode(case["encoding"], errors="replace")
    text = text.removeprefix("\ufeff")
    rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=case["delimiter"]) if row]
    answers.append({"rows": rows, "table": read_table(data, case["encoding"], case["delimiter"])})
json.dump(answers, sys.stdout)
