"""LibreOffice as a person's program: one session opens many workbooks, types into cells and saves them."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

XLSX, ODS = "Calc MS Excel 2007 XML", "calc8"

_MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Run(commands As String)
  On Error Goto Failed
  Dim files, stream, doc, sheet, words, parts
  files = createUnoService("com.sun.star.ucb.SimpleFileAccess")
  stream = createUnoService("com.sun.star.io.TextInputStream")
  stream.setInputStream(files.openFileRead(ConvertToURL(commands)))
  stream.setEncoding("UTF-8")
  Dim unseen(0) As New com.sun.star.beans.PropertyValue
  unseen(0).Name = "Hidden"
  unseen(0).Value = True
  Dim saving(0) As New com.sun.star.beans.PropertyValue
  saving(0).Name = "FilterName"
  Do While Not stream.isEOF()
    words = stream.readLine()
    parts = Split(words + Chr(9), Chr(9))
    If parts(0) = "open" Then
      doc = StarDesktop.loadComponentFromURL(ConvertToURL(parts(1)), "_blank", 0, unseen())
      sheet = doc.Sheets.getByName(parts(2))
    ElseIf parts(0) = "text" Then
      words = Join(Split(Join(Split(parts(3), "\\n"), Chr(10)), "\\t"), Chr(9))
      sheet.getCellByPosition(CLng(parts(1)), CLng(parts(2))).setString(words)
    ElseIf parts(0) = "type" Then
      sheet.getCellByPosition(CLng(parts(1)), CLng(parts(2))).FormulaLocal = parts(3)
    ElseIf parts(0) = "hide" Then
      sheet.Rows.getByIndex(CLng(parts(1))).IsVisible = False
    ElseIf parts(0) = "save" Then
      saving(0).Value = parts(2)
      doc.storeToURL(ConvertToURL(parts(1)), saving())
      doc.close(True)
    End If
  Loop
  stream.closeInput()
  StarDesktop.terminate()
  Exit Sub
Failed:
  Dim number
  number = FreeFile
  Open commands + ".failed" For Output As #number
  Print #number, Error + " (line " + Erl + "): " + words
  Close #number
  StarDesktop.terminate()
End Sub
</script:module>
"""


def is_installed() -> bool:
    """Whether LibreOffice can be run."""
    return shutil.which("soffice") is not None


def _soffice(home: Path, *words: str | Path, timeout: float) -> None:
    """Run the program; where it takes too long, it ends with all that it started (``soffice`` is only its launcher)."""
    command = ["soffice", f"-env:UserInstallation=file://{home}", "--headless", "--norestore", "--nologo", *words]
    running = subprocess.Popen(
        list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        assert running.wait(timeout) == 0, f"soffice ended with {running.returncode}"
    except BaseException:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        raise


def convert(home: Path, form: str, folder: Path, *files: Path) -> list[Path]:
    """The files saved again as ``form`` (xlsx, ods, pdf) in ``folder``."""
    _soffice(home, "--convert-to", form, "--outdir", folder, *files, timeout=120)
    return [folder / file.with_suffix(f".{form}").name for file in files]


def run_edits(home: Path, lines: list[str], *, patience: float = 8) -> None:
    """Run the commands (``open``, ``text``, ``type``, ``hide``, ``save``, tab-separated) in one session.

    ``patience``: seconds for each workbook, on a machine that has other work to do.

    What goes wrong in the macro is raised: a dialog that nobody can close would hang the program.
    """
    basic = home / "user" / "basic" / "Standard"
    if not basic.is_dir():  # the program makes its profile itself when it first starts
        home.mkdir(parents=True, exist_ok=True)
        (home / "empty.csv").write_text("1\n", "utf-8")
        convert(home, "xlsx", home, home / "empty.csv")
    (basic / "Module1.xba").write_text(_MACRO, "utf-8")
    commands, failed = home / "edits.txt", home / "edits.txt.failed"
    commands.write_text("\n".join(lines), "utf-8")
    _soffice(
        home,
        f'macro:///Standard.Module1.Run("{commands}")',
        timeout=60 + patience * sum(line.startswith("save") for line in lines),
    )
    assert not failed.exists(), failed.read_text("utf-8", "replace")
