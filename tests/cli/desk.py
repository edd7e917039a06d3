"""A desk to work at in the tests of the ledger: a folder, and the command run in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner

from extractor.cli import app

RUN = [sys.executable, "-c", "from extractor.cli import main; main()"]


class Desk:
    """A folder with a ledger, and the command run in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("XIAOZHANG")}

    def run(self, *words, code=0, by="张三", **more):
        command = list(words)
        if words[0] == "ledger" and words[1] in WRITES and "--by" not in words and by:
            command += ["--by", by]
        found, stdout, stderr = self.invoke(command, {**self.environment, "PYTHONUTF8": "1", **more})
        assert found == code, stdout + stderr
        return stdout if code == 0 else stdout + stderr

    def invoke(self, command, environment):
        """The command in a process of its own."""
        done = subprocess.run(
            [*RUN, *command],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    def json(self, *words, **more):
        return json.loads(self.run(*words, **more))

    def overdue(self, day, *words):
        found = self.json("overdue", "--as-of", day, "--format", "json", *words)
        late, soon = ([row["id"] for row in found[part]] for part in ("overdue", "due_soon"))
        return late, soon, found["undated"]

    def write_rows(self, name, rows):
        lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
        (self.folder / name).write_text("".join(lines), "utf-8")


WRITES = {
    "add", "report", "urge", "extend", "close", "drop", "merge", "assign", "correct", "reopen", "undo", "accept", "reject"
}  # fmt: skip


class NearDesk(Desk):
    """The same in this process, which is quicker."""

    def invoke(self, command, environment):
        done = CliRunner().invoke(app, command, env=environment)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code, done.stdout, done.stderr
