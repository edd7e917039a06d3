"""What is kept between runs is what would be worked out anew, whatever state the file is in."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import regex

from extractor.rulebook import kept
from extractor.rulebook.kept import Kept, compile_re, compile_regex

PATTERNS = [r"(?P<year>\d{4})年(?P<month>\d+)月|(底)前", r"[一-龥]{2,4}?局(?=负责)", r"^(?:推进|完善)[^，]*+$"]
TEXT = "2024年6月，市水利局负责，底前\n推进改造"


def found(pattern: re.Pattern[str] | regex.Pattern[str]) -> list[object]:
    return [(m.span(), m.groups(), m.groupdict(), m.lastgroup) for m in pattern.finditer(TEXT)]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_kept_patterns_match_as_compiled_ones(pattern: str) -> None:
    for _ in range(2):
        assert found(compile_re(pattern)) == found(re.compile(pattern))
        assert found(compile_regex(pattern)) == found(regex.compile(pattern))
        compile_re.cache_clear()
        compile_regex.cache_clear()
    assert compile_re(pattern).pattern == pattern


def test_a_wrong_pattern_raises_as_ever() -> None:
    with pytest.raises(re.error):
        compile_re("(未完")
    with pytest.raises(regex.error):
        compile_regex("(未完")


def never() -> object:
    raise AssertionError


def test_what_was_kept_is_not_worked_out_again(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "kept.bin"
    one = Kept(path)
    value = {"a": [1, ("b", 2.5)], "c": frozenset({"d"})}
    assert one.get("kind", "words", lambda: value) == value
    one.save()
    other = Kept(path)
    assert other.get("kind", "words", never) == value
    assert other.get("other kind", "words", lambda: 1) == 1
    other.save()
    assert Kept(path).get("kind", "words", never) == value
    assert [p.name for p in path.parent.iterdir()] == ["kept.bin"]


@pytest.mark.parametrize("work_out", [compile_re, compile_regex])
def test_compiled_patterns_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, work_out: Callable[[str], object]
) -> None:
    one = Kept(tmp_path / "kept.bin")
    monkeypatch.setattr(kept, "kept", lambda: one)
    work_out.__wrapped__("(?P<one>甲|乙)丙{2,3}?[丁-戊]")
    one.save()
    assert one.path is not None
    assert one.path.exists()


def test_a_change_of_any_module_that_keeps_something_begins_a_new_file() -> None:
    package = Path(kept.__file__).parents[1]
    keeping = {file for file in package.rglob("*.py") if "kept().get(" in file.read_text(encoding="utf-8")}
    assert keeping <= {package / name for name in kept._CODE}


@pytest.mark.parametrize("damage", [b"", b"short", b"x" * 400])
def test_a_damaged_file_is_worked_out_anew(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "kept.bin"
    path.write_bytes(damage)
    one = Kept(path)
    assert one.get("kind", "words", lambda: 7) == 7
    one.save()
    assert Kept(path).get("kind", "words", never) == 7


def test_a_folder_that_cannot_be_written_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    one = Kept(tmp_path / "file" / "kept.bin")
    assert one.get("kind", "words", lambda: 7) == 7
    one.save()


def test_values_that_are_not_plain_are_not_kept(tmp_path: Path) -> None:
    one = Kept(tmp_path / "kept.bin")
    made = object()
    assert one.get("kind", "words", lambda: made) is made
    one.save()
    assert not list(tmp_path.iterdir())


def extract(folder: Path, name: str, cache: str) -> bytes:
    (folder / "a.md").write_text("6月底前，市水利局完成河道整治3公里。", encoding="utf-8")
    code = "from extractor.cli import main; main()"
    arguments = ["extract", "a.md", "--published", "2024-03-01", "-o", name, "-q", "--no-cache"]
    subprocess.run([sys.executable, "-c", code, *arguments], cwd=folder, check=True, env=environment(cache))
    return (folder / name).read_bytes()


def environment(cache: str) -> dict[str, str]:
    return {**os.environ, "XIAOZHANG_CACHE": cache}


def test_the_command_line_keeps_and_gives_the_same_rows(tmp_path: Path) -> None:
    plain = extract(tmp_path, "plain.jsonl", "")
    assert not (tmp_path / "kept").exists()
    first = extract(tmp_path, "first.jsonl", str(tmp_path / "kept"))
    assert len(list((tmp_path / "kept").glob("rules-*.bin"))) == 1
    (file,) = (tmp_path / "kept").glob("rules-*.bin")
    written = file.stat().st_mtime_ns
    assert extract(tmp_path, "second.jsonl", str(tmp_path / "kept")) == first == plain != b""
    assert file.stat().st_mtime_ns == written, "the second run, with another seed for hashes, worked something out anew"
