"""A year in the life of a ledger, through the command line: from the samples in March to the January after."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from desk import NearDesk

SAMPLES = Path(__file__).parents[2] / "samples"
NAMES = {
    "户表": "6月底前将完成剩余38个老旧小区的户表改造",
    "泵房": "120处泵房接管",
    "水源": "启动东片区应急水源工程",
    "养老": "新增养老床位1200张",
    "背街20条": "其中上半年完成20条",
    "新生": "资助家庭困难大学新生",
    "绿道": "跨江绿道国庆节前开放",
    "公布": "每季度向社会公布进展",
    "幼儿园": "公办幼儿园15所",
    "两癌": "“两癌”筛查",
    "背街48条": "改造背街小巷48条",
    "充电桩": "公共充电桩3000个",
    "公路": "农村公路安防工程",
    "农贸": "农贸市场快检室",
    "公园": "建成口袋公园20个",
    "燃气": "2024年完成4000户",
}
"""What the measures are called here, and words that stand in one of them only."""


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("XIAOZHANG_LEDGER", raising=False)
    (tmp_path / "文章").mkdir()
    for name in ("01_feature.md", "05_livelihood.md"):
        shutil.copy(SAMPLES / name, tmp_path / "文章")
    return NearDesk(tmp_path)


def name_of(row):
    """What a row is called here, with its period."""
    [name] = [name for name, words in NAMES.items() if words in row["text"]]
    return name + (f"@{row['period']}" if row["period"] else "")


def ask(desk, day, *words):
    """(overdue, due soon) by the names used here, and how many have no day."""
    found = desk.json("overdue", "--as-of", day, "--within", "30d", "--format", "json", *words)
    assert found["as_of"] == day
    late, soon = ({name_of(row) for row in found[part]} for part in ("overdue", "due_soon"))
    assert len(late) == len(found["overdue"])
    return late, soon, found["undated"]


def test_a_year_from_the_samples_in_march(desk):
    assert "新立 22 条" in desk.run("ledger", "add", "文章", "--on", "2024-03-25")
    assert "新立 0 条，已在账 22 条" in desk.run("ledger", "add", "文章", "--on", "2024-03-26")
    ids = {
        name: desk.json("ledger", "list", "--json", "--text", words)[0]["id"].partition("@")[0][:6]
        for name, words in NAMES.items()
    }

    # April to June: crossed off late, reported, urged, extended, crossed off in time
    desk.run("ledger", "close", f"{ids['公布']}@2024-Q1", "--evidence", "一季度进展已公布", "--on", "2024-04-02")
    desk.run("ledger", "report", ids["户表"], "--progress", "60", "--note", "23个小区完工", "--on", "2024-05-20")
    desk.run("ledger", "urge", "--unit", "城管", "--due-until", "2024-06-30", "--on", "2024-06-12", "--yes")
    desk.run("ledger", "extend", ids["户表"], "--due", "2024-08-31", "--reason", "汛期停工", "--on", "2024-06-25")
    desk.run("ledger", "close", ids["背街20条"], "--evidence", "现场核验20条", "--on", "2024-06-28")

    # July: the article is published again, moved, its paragraphs turned round, with a later day for the pump houses
    article = desk.folder / "文章" / "01_feature.md"
    head, *paragraphs = article.read_text("utf-8").replace("年内完成120处", "明年3月底前完成120处").split("\n\n")
    article.unlink()
    again = desk.folder / "重发.md"
    again.write_text("\n\n".join([head, *paragraphs[:1], paragraphs[4], paragraphs[3], paragraphs[2]]), "utf-8")
    said = desk.run("ledger", "add", "重发.md", "--on", "2024-07-08")
    assert "新立 0 条，已在账 7 条，改动待定 1 条" in said
    [waiting] = desk.json("ledger", "list", "--proposed", "--json", "--as-of", "2024-07-09")
    assert (name_of(waiting), waiting["due_date"]) == ("泵房", "2024-12-31")
    desk.run("ledger", "accept", ids["泵房"], "--on", "2024-07-10")
    assert "已在账 8 条，改动待定 0 条" in desk.run("ledger", "add", "重发.md", "--on", "2024-07-11")

    # August and September: crossed off with a file, and once by mistake, which is undone
    (desk.folder / "验收.txt").write_text("38个小区验收合格", "utf-8")
    desk.run("ledger", "close", ids["户表"], "--evidence", "验收.txt", "--on", "2024-08-20")
    desk.run("ledger", "close", ids["新生"], "--evidence", "名单", "--on", "2024-09-05")
    assert ask(desk, "2024-09-10")[0] == {"公布@2024-Q2"}
    desk.run("ledger", "undo", ids["新生"], "--reason", "名单是去年的")

    # as of six days, each as it was
    assert ask(desk, "2024-02-01") == (set(), set(), 0)
    assert ask(desk, "2024-04-01") == ({"公布@2024-Q1"}, set(), 3)
    assert ask(desk, "2024-06-20") == (set(), {"背街20条", "户表", "公布@2024-Q2"}, 3)
    assert ask(desk, "2024-07-05") == ({"公布@2024-Q2"}, set(), 3)
    assert ask(desk, "2024-09-03") == ({"公布@2024-Q2", "新生"}, {"水源", "绿道", "公布@2024-Q3"}, 3)
    by_autumn = {"公布@2024-Q2", "新生", "水源", "绿道", "公布@2024-Q3", "养老"}
    by_year = {"幼儿园", "两癌", "背街48条", "充电桩", "公路", "农贸", "公园", "燃气", "公布@2024-Q4"}
    assert ask(desk, "2025-01-10") == (by_autumn | by_year, set(), 3)
    assert ask(desk, "2025-01-10", "--unit", "水务") == ({"水源"}, set(), 3)
    assert ask(desk, "2025-04-01", "--unit", "市水务局")[0] == {"水源", "泵房"}

    # the details behind it
    [pipes] = desk.json("ledger", "list", ids["户表"], "--json", "--as-of", "2024-07-01")
    assert (pipes["progress"], pipes["note"], pipes["due_date"]) == (60, "23个小区完工", "2024-08-31")
    shown = desk.run("ledger", "show", ids["户表"], "--as-of", "2024-12-31")
    for words in ("一张管网连万家", "已销账", "汛期停工", "验收.txt", "张三"):
        assert words in shown
    assert "销账（已撤回）" in desk.run("ledger", "show", ids["新生"])
    assert [
        row["urged"] for row in desk.json("ledger", "list", "--json", "--unit", "城管", "--as-of", "2024-06-13")
    ] == [
        0 if "48" in row["text"] else 1
        for row in desk.json("ledger", "list", "--json", "--unit", "城管", "--as-of", "2024-06-13")
    ]
    assert "没有问题" in desk.run("ledger", "check")
    desk.run("ledger", "export", "journal.jsonl")
    desk.run("ledger", "import", "journal.jsonl", "--ledger", "copy.db")
    assert ask(desk, "2025-01-10", "--ledger", "copy.db") == ask(desk, "2025-01-10")


NOTICE = """# 云岭市住房和城乡建设局关于推进既有住宅加装电梯的通知

云住建发〔2024〕8号

各区住建局：

{body}

云岭市住房和城乡建设局

2024年3月4日
"""


def test_a_new_version_of_a_numbered_document_is_the_same_document(desk):
    (desk.folder / "a.md").write_text(NOTICE.format(body="各区住建局要在6月底前完成需求摸排。"), "utf-8")
    assert "新立 1 条" in desk.run("ledger", "add", "a.md")
    [row] = desk.json("ledger", "list", "--json", "--as-of", "2024-04-01")
    assert (row["number"], row["due_date"]) == ("云住建发〔2024〕8号", "2024-06-30")
    later = (
        NOTICE.format(body="各区住建局要在9月底前完成需求摸排。")
        .replace("推进", "调整并继续推进")
        .replace("3月4日", "5月6日")
    )
    (desk.folder / "另一个名字.md").write_text(later, "utf-8")
    assert "新立 0 条，已在账 0 条，改动待定 1 条" in desk.run("ledger", "add", "另一个名字.md", "--on", "2024-05-08")
    assert "改动待定 0 条" in desk.run("ledger", "add", "另一个名字.md", "--on", "2024-05-09")
    desk.run("ledger", "accept", row["id"], "--on", "2024-05-10")
    days = [
        desk.json("ledger", "list", "--json", "--as-of", day)[0]["due_date"] for day in ("2024-05-09", "2024-05-11")
    ]
    assert days == ["2024-06-30", "2024-09-30"]
    assert "云住建发〔2024〕8号" in desk.run("ledger", "show", row["id"][:5])
