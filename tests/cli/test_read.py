from __future__ import annotations

import sys

BODY = "下一步，市水务局将在6月底前更新供水管网45公里。\n"


def test_read_shows_what_was_understood(process, tmp_path):
    (tmp_path / "a.md").write_text(
        f"---\ntitle: 供水改造\ndate: 2024-04-08\n---\n## 一、任务\n\n{BODY}", encoding="utf-8"
    )
    done = process("read", "a.md")
    assert done.returncode == 0, done.stderr
    assert "标题：供水改造" in done.stdout
    assert "发布日期：2024-04-08（文件头）" in done.stdout
    assert "一、任务" in done.stdout
    assert process("read", "a.md", "--text").stdout.strip().endswith(BODY.strip())


def test_read_tells_wrong_use_from_bad_data(process, tmp_path):
    (tmp_path / "a.docx").write_bytes(b"PK\x03\x04 cut")
    done = process("read", "a.docx")
    assert done.returncode == 1
    assert "reading.damaged" in done.stderr
    assert process("read", "missing.md").returncode == 2
    assert process("read", "https://example.org/").returncode == 2


def test_read_since_says_what_is_new(process, tmp_path):
    (tmp_path / "f").mkdir()
    (tmp_path / "f" / "2024-04-08.md").write_text(BODY, encoding="utf-8")
    assert "新增 1 份" in process("read", "f", "--since", "i.db").stderr
    again = process("read", "f", "--since", "i.db")
    assert "未变 1 份" in again.stderr
    assert again.stdout == ""


def test_read_from_standard_input(process):
    done = process("read", "-", "--brief", "--published", "2024-04-08", stdin=BODY)
    assert done.stdout.startswith("-\t2024-04-08")


def test_a_date_that_nothing_needs_yet_is_a_notice(xiaozhang, tmp_path):
    (tmp_path / "f").mkdir()
    (tmp_path / "f" / "a.txt").write_text(BODY, encoding="utf-8")
    (tmp_path / "f" / "b.dat").write_bytes(b"x")
    done = xiaozhang("read", "f", "--brief")
    assert done.returncode == 0
    assert "提示：f/a.txt: 没有找到发布日期" in done.stderr
    assert "提示：f: 有 1 个文件不是能读的文稿，没有读：.dat 1 个" in done.stderr


def test_read_a_scan_by_a_command(process, tmp_path):
    (tmp_path / "2024-04-08.tif").write_bytes(b"II*\x00 picture")
    (tmp_path / "ocr.py").write_text("print('市水务局要在6月底前更新管网45公里。')", encoding="utf-8")
    assert "reading.no_text_layer" in process("read", "2024-04-08.tif").stderr
    done = process("read", "2024-04-08.tif", "--text", "--ocr", f"{sys.executable} ocr.py")
    assert (done.returncode, done.stdout) == (0, "市水务局要在6月底前更新管网45公里。\n")
    assert process("read", "2024-04-08.tif", "--ocr", "no-such-program").returncode == 2


def test_the_inner_network_has_to_be_asked_for(process):
    done = process("read", "--url", "http://127.0.0.1:9/")
    assert done.returncode == 1
    assert "reading.refused" in done.stderr or "reading.web" in done.stderr
