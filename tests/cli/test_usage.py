"""A wrong command line is answered in the users' words, with exit status 2 and where help stands."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from extractor.cli import app


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("ledger close x1", ("缺少 --evidence：一段说明、链接、文件", "xiaozhang ledger close --help")),
        ("ledger extend x1 --due 2026-09-01", ("缺少 --reason：理由",)),
        ("ledger drop x1 --reason 政策调整", ("缺少 --approved-by：批准人",)),
        ("ledger show", ("缺少编号：编号，或编号开头的几位",)),
        ("ledger report x1 --progress 多半", ("“多半”不是进度，请写 0 到 100 的数",)),
        ("ledger report x1 --progress 101", ("“101”不是进度",)),
        ("ledger report x1 --progress nan", ("“nan”不是进度",)),
        ("overdue --format pdf", ("--format 的值不对，可用：table、json、csv、md、xlsx",)),
        ("ledger list --light 蓝", ("--light 的值不对，可用：green、yellow、red、grey",)),
        ("overdue --limit 一", ("--limit 的值不对，应是数字，不小于 1",)),
        ("ledger strike x1", ("没有“strike”这个命令", "xiaozhang ledger --help")),
        ("nothing", ("没有“nothing”这个命令",)),
        ("extrct", ("没有“extrct”这个命令，是不是 extract",)),
        ("--nothing", ("没有 --nothing 这个选项",)),
        ("ledger list --untied", ("没有 --untied 这个选项，是不是 --due-until、--undated、--unit",)),
        ("ledger list --unit", ("--unit 后面要写明它的值",)),
        ("ledger backup a b", ("多了“b”",)),
    ],
)
def test_a_wrong_command_line_is_said_for_people(words, said):
    done = CliRunner().invoke(app, words.split(), prog_name="xiaozhang")
    assert done.exit_code == 2
    assert all(one in done.stderr for one in ("错误：", *said)), done.stderr
    assert "Error" not in done.stderr


def test_a_group_without_a_command_shows_its_help():
    done = CliRunner().invoke(app, ["ledger"])
    assert "立账、反馈、催办" in done.output
