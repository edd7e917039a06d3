"""LibreOffice as a person's program: one session opens many workbooks, types into cells and saves them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

XLSX, ODS = "Calc MS Excel 2007 XML", "calc8"

_MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Run(commands As String)
  Dim files, stream, doc, sheet, parts
  files = createUnoService("com.sun.star.ucb.SimpleFileAccess")
  stream = createUnoService("com.sun.star.io.TextInputStream")
  stream.setInputStream(files.openFileRead(ConvertToURL(commands)))
  stream.setEncoding("UTF-8")
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  Dim form(0) As New com.sun.star.beans.PropertyValue
  form(0).Name = "FilterName"
  Do While Not stream.isEOF()
    parts = Split(stream.readLine(), Chr(9))
    Select Case parts(0)
    Case "open"
      doc = StarDesktop.loadComponentFromURL(ConvertToURL(parts(1)), "_blank", 0, hidden())
      sheet = doc.Sheets.getByName(parts(2))
    Case "text"
      sheet.getCellByPosition(CInt(parts(1)), CInt(parts(2))).setString(Join(Split(parts(3), "\\n"), Chr(10)))
    Case "type"
      sheet.getCellByPosition(CInt(parts(1)), CInt(parts(2))).FormulaLocal = parts(3)
    Case "hide"
      sheet.Rows.getByIndex(CInt(parts(1))).IsVisible = False
    Case "save"
      form(0).Value = parts(2)
      doc.storeToURL(ConvertToURL(parts(1)), form())
      doc.close(True)
    End Select
  Loop
  stream.closeInput()
  StarDesktop.terminate()
End Sub
</script:module>
"""


def is_installed() -> bool:
    """Whether LibreOffice can be run."""
    return shutil.which("soffice") is not None


def _soffice(home: Path, *words: str | Path, timeout: int) -> None:
    command = ["soffice", f"-env:UserInstallation=file://{home}", "--headless", "--norestore", "--nologo", *words]
    subprocess.run(list(map(str, command)), check=True, capture_output=True, timeout=timeout)


def convert(home: Path, form: str, folder: Path, *files: Path) -> list[Path]:
    """The files saved again as ``form`` (xlsx, ods, pdf) in ``folder``."""
    _soffice(home, "--convert-to", form, "--outdir", folder, *files, timeout=180)
    return [folder / file.with_suffix(f".{form}").name for file in files]


def run_edits(home: Path, lines: list[str], *, timeout: int = 300) -> None:
    """Run the commands (``open``, ``text``, ``type``, ``hide``, ``save``, tab-separated) in one session."""
    basic = home / "user" / "basic" / "Standard"
    if not basic.is_dir():  # the program makes its profile itself when it first starts
        home.mkdir(parents=True, exist_ok=True)
        (home / "empty.csv").write_text("1\n", "utf-8")
        convert(home, "xlsx", home, home / "empty.csv")
    (basic / "Module1.xba").write_text(_MACRO, "utf-8")
    commands = home / "edits.txt"
    commands.write_text("\n".join(lines) + "\n", "utf-8")
    _soffice(home, f'macro:///Standard.Module1.Run("{commands}")', timeout=timeout)
