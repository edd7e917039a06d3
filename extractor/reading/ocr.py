"""Scans and pictures: their text is recognised (OCR) by a command that the user names; none comes along.

The command gets the file as its last argument, or where ``{}`` stands, and prints the text in UTF-8; a form feed parts
the pages. Tesseract, OCRmyPDF with a side-car, PaddleOCR in a script of three lines: all of them can.
"""

from __future__ import annotations

import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from extractor.problem import Problem, UsageError
from extractor.reading.draft import Draft, Task, written
from extractor.reading.pdf_page import tidy_words
from extractor.reading.program import run_program
from extractor.reading.tables import find_tables
from extractor.reading.writer import TextWriter, join_lines

HINT = "请先做文字识别，另存为带文字的 PDF 再试；或用 --ocr 指定本机的文字识别命令"
"""What a user can do about a file without text."""

_SECONDS_TIMES = 20
"""Recognising takes much longer than reading; so many times the limit for a file is allowed."""
_BYTES_A_CHARACTER = 4
_SPACED = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef]) (?=[\u2e80-\u9fff\uff00-\uffef])")
_LETTER = re.compile(r"[\u2e80-\u9fff]")
_ITEM = re.compile(r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.、．](?!\d)|附件")
_ENDS = re.compile(r"[。！？；：!?;:|｜][”’」』）)]*$")
_SHORT = 0.8


def check_command(command: str) -> tuple[str, ...]:
    """The words of an OCR command; UsageError where it names no program of this machine."""
    try:
        words = shlex.split(command)
    except ValueError as error:
        msg = f"文字识别的命令写得不对：{command}"
        raise UsageError(msg) from error
    if not words or shutil.which(words[0]) is None:
        msg = f"找不到文字识别的命令：{command or '（空）'}"
        raise UsageError(msg)
    return tuple(words)


def read_image(task: Task) -> Iterator[Problem]:
    """A picture has no text of its own."""
    yield task.problem("no_text_layer", "这是图片，没有文字层，没有读", HINT)


def recognise(task: Task, command: tuple[str, ...]) -> Iterator[Draft | Problem]:
    """One scan or picture → one draft with the text that the command prints, or why there is none."""
    with tempfile.TemporaryDirectory(prefix="xiaozhang-", ignore_cleanup_errors=True) as folder:
        file = Path(folder, f"in{PurePosixPath(task.path).suffix.lower()}")
        file.write_bytes(task.data)
        words = [word.replace("{}", str(file)) for word in command]
        words += [] if any("{}" in word for word in command) else [str(file)]
        seconds = _SECONDS_TIMES * task.limits.seconds
        try:
            ended = run_program(words, seconds=seconds, most=_BYTES_A_CHARACTER * task.limits.text)
        except OSError as error:
            yield task.problem("ocr", f"文字识别的命令运行不了（{error.strerror}）", "请检查 --ocr 给的命令")
            return
    if ended.status is None:
        yield task.problem("time", "文字识别没有在限定时间内做完，放弃了", "请把文件拆成几份")
    elif ended.status:
        why = f"：{ended.error[:200]}" if ended.error else ""
        yield task.problem("ocr", f"文字识别的命令失败（退出码 {ended.status}）{why}", "请检查 --ocr 给的命令")
    elif not ended.output.strip():
        yield task.problem("no_text_layer", "文字识别没有认出文字，没有读", "请核对原件是否清晰")
    else:
        yield _draft(ended.output.decode("utf-8", "replace"), command[0])


def _draft(text: str, program: str) -> Draft:
    writer = TextWriter()
    for page in text.strip("\f\n ").split("\f"):
        writer.page()
        for paragraph in _paragraphs(_tidy(page)):
            writer.paragraph(paragraph)
    fields: dict[str, Any] = written(writer)
    tables = find_tables(writer.text)
    return Draft(meta={"文字识别": PurePosixPath(program).name}, **{**fields, "tables": tables})


def _tidy(page: str) -> str:
    """Some engines put a blank behind every Chinese character; where most have one, none was typed."""
    spaced, letters = len(_SPACED.findall(page)), len(_LETTER.findall(page))
    page = _SPACED.sub("", page) if spaced * 3 > letters else page
    return "\n".join(tidy_words(line) for line in page.splitlines())


def _paragraphs(page: str) -> Iterator[str]:
    """Lines of print joined to paragraphs: one ends at an empty line, a full stop, a short line, or before an item."""
    lines = [line.strip() for line in page.split("\n")]
    longest = max(map(len, lines), default=0)
    held: list[str] = []
    for line in lines:
        ended = held and (_ENDS.search(held[-1]) or len(held[-1]) < _SHORT * longest or _ITEM.match(line))
        if held and (ended or not line):
            yield join_lines("\n".join(held))
            held = []
        held += [line] if line else []
    if held:
        yield join_lines("\n".join(held))
