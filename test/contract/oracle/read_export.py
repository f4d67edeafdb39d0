"""Reads an export of runs with Python's csv and json and with pandas, and writes what csv read once more.

stdin: {"csv": text, "tsv": text, "json": text}
stdout: {"csv": {"rows", "rewritten"}, "tsv": the same, "json": rows, "pandas": {"columns", "loss", "losses"}}
"""

import csv
import io
import json
import sys

import pandas


def through_csv(text: str, delimiter: str) -> dict:
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    lines = []
    for row in rows:
        written = io.StringIO(newline="")
        # With this end of a line every version of Python quotes both of its characters.
        csv.writer(written, delimiter=delimiter, lineterminator="\r\n").writerow(row)
        lines.append(written.getvalue()[:-2])
    return {"rows": rows, "rewritten": "".join(line + "\n" for line in lines)}


def main() -> None:
    given = json.load(sys.stdin)
    frame = pandas.read_csv(io.StringIO(given["csv"], newline=""), float_precision="round_trip")
    records = json.loads(given["json"])
    json.dump(
        {
            "csv": through_csv(given["csv"], ","),
            "tsv": through_csv(given["tsv"], "\t"),
            "json": [[None if value is None else str(value) for value in record.values()] for record in records],
            "pandas": {"columns": list(frame.columns), "losses": [repr(float(value)) for value in frame["metrics.loss"]]},
        },
        sys.stdout,
    )


main()
