"""Make the git history of the sample project in a folder, by the commands that ../README.md documents.

    python commit_ids.py            # make it in a temporary folder, compare the commit ids with history.json
    python commit_ids.py --write    # the same, then write the ids into history.json
    python commit_ids.py FOLDER     # make it in FOLDER (new or without .git) and leave it there
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

SAMPLES = Path(__file__).resolve().parent.parent
HISTORY = SAMPLES / "make" / "history" / "history.json"

# Nothing of the person's own git configuration may reach the commits: their ids depend on every byte.
ISOLATED = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_DEFAULT_HASH": "sha1",
    "GIT_TEMPLATE_DIR": "",
}
OPTIONS = [
    option
    for setting in (
        "core.autocrlf=false",
        "core.eol=lf",
        "core.fileMode=false",
        "core.hooksPath=/dev/null",
        "commit.gpgSign=false",
        "i18n.commitEncoding=UTF-8",
    )
    for option in ("-c", setting)
]


def read_history():
    return json.loads(HISTORY.read_text(encoding="utf-8"))


def git(folder, *arguments, **environment):
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", *OPTIONS, *arguments]
    done = subprocess.run(
        command, cwd=folder, env={**inherited, **ISOLATED, **environment}, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def commit(folder, entry):
    """Write the entry's files and commit them; the commit's id."""
    for path, source in entry["files"].items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((SAMPLES / source).read_bytes())
    git(folder, "add", "--force", "--", *entry["files"])
    people = {
        f"GIT_{role}_{field}": value
        for role in ("AUTHOR", "COMMITTER")
        for field, value in (("NAME", entry["name"]), ("EMAIL", entry["email"]), ("DATE", entry["date"]))
    }
    git(folder, "commit", "--quiet", "--no-verify", "-m", entry["message"], **people)
    return git(folder, "rev-parse", "HEAD")


def make_repository(folder, history):
    """Make the repository in the folder; the ids of its commits, oldest first."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "--quiet", f"--initial-branch={history['branch']}")
    git(folder, "remote", "add", "origin", history["remote"])
    return [commit(folder, entry) for entry in history["commits"]]


def main(arguments):
    history = read_history()
    folders = [Path(argument) for argument in arguments if not argument.startswith("--")]
    with tempfile.TemporaryDirectory() as temporary:
        ids = make_repository(folders[0] if folders else Path(temporary) / "flowers", history)
    for entry, made in zip(history["commits"], ids):
        print(made, "same" if made == entry["id"] else "DIFFERS", entry["message"])
    if "--write" in arguments:
        for entry, made in zip(history["commits"], ids):
            entry["id"] = made
        HISTORY.write_text(json.dumps(history, indent=2) + "\n", encoding="utf-8")
    elif any(made != entry["id"] for entry, made in zip(history["commits"], ids)):
        sys.exit("The texts of the sample project changed: run with --write, then make the stores again.")


if __name__ == "__main__":
    main(sys.argv[1:])
