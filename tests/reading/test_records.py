from __future__ import annotations

import io
import json
import os
import sys
from datetime import date

import openpyxl
import pytest

from extractor.article import Article
from extractor.reading import Columns, Limits, Seen, read, read_bytes_as

TEXT = "下一步，市水务局将加快供水管网改造，6月底前完成老旧管网更新45公里，漏损率控制在8%以内，年底前完成验收。"
RECORDS = [
    {"title": "甲", "date": "2024-04-08", "source": "云川日报", "text": TEXT},
    {"标题": "乙", "发布日期": "2024年4月9日", "来源": "云川发布", "正文": f"<p>{TEXT}</p>"},
]


def check(articles):
    assert [(a.title, a.published, a.source, a.text) for a in articles] == [
        ("甲", date(2024, 4, 8), "云川日报", TEXT),
        ("乙", date(2024, 4, 9), "云川发布", TEXT),
    ]


def test_jsonl_and_json(tmp_path, read_all):
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in RECORDS))
    (tmp_path / "b.json").write_text(json.dumps(RECORDS))
    articles, problems = read_all(tmp_path)
    check(articles[:2])
    check(articles[2:])
    assert [a.path.rpartition("/")[2] for a in articles] == ["a.jsonl:1", "a.jsonl:2", "b.json:1", "b.json:2"]
    assert not problems


@pytest.mark.parametrize(
    "data",
    [
        json.dumps(RECORDS, indent=2),
        json.dumps(RECORDS, indent=1, ensure_ascii=False),
        json.dumps({"total": 2, "data": RECORDS}, indent=2),
        "[\n" + ",\n".join(map(json.dumps, RECORDS)) + "\n]\n",
    ],
)
def test_json_over_many_lines(tmp_path, read_all, data):
    (tmp_path / "a.json").write_text(data)
    articles, problems = read_all(tmp_path)
    check(articles)
    assert not problems


def test_one_article_in_a_json_file(read_one):
    article, problems = read_one("a.json", json.dumps(RECORDS[0], indent=2, ensure_ascii=False))
    assert (article.title, article.text) == ("甲", TEXT)
    assert not problems


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (json.dumps(RECORDS, indent=2)[:-30], "json"),
        (json.dumps({"a": {"b": 1}, "c": [1, 2]}, indent=2), "column"),
        ("[1,\n2,\n3]", "column"),
    ],
)
def test_a_json_file_without_articles_is_one_problem(read_one, data, code):
    article, (problem,) = read_one("a.json", data)
    assert article is None
    assert problem.code == f"reading.{code}"


def test_many_bad_lines_are_counted_not_listed(read_one):
    good = json.dumps(RECORDS[0])
    article, problems = read_one("a.jsonl", f"{good}\n" + "{bad\n" * 5000)
    assert article.title == "甲"
    assert len(problems) == 21
    assert "5000 行" in problems[-1].message


def test_csv_and_parquet_of_articles(tmp_path, read_all):
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    frame = pandas.DataFrame([RECORDS[0], {**RECORDS[0], "title": "乙", "date": "2024-04-09", "source": "云川发布"}])
    frame.to_csv(tmp_path / "a.csv", index=False, encoding="gb18030")
    frame.to_parquet(tmp_path / "b.parquet")
    articles, _ = read_all(tmp_path)
    check(articles[:2])
    check(articles[2:])


def test_a_named_column(tmp_path, read_all):
    file = tmp_path / "a.csv"
    file.write_text(f"编号,备注\n1,{TEXT}\n")
    articles, _ = read_all(file, published=date(2024, 4, 8), columns=Columns(text="备注"))
    assert [a.text for a in articles] == [TEXT]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_task_list_is_one_article(read_one, separator):
    rows = [["序号", "任务内容", "牵头单位", "完成时限"], ["1", "修路3条", "市交通局", "6月底前"]]
    article, _ = read_one("任务.csv", "\n".join(map(separator.join, rows)), published=date(2024, 4, 8))
    (table,) = article.tables
    assert [[c.text for c in row] for row in table.rows] == rows


def test_several_sheets_and_hidden_ones(read_one):
    book = openpyxl.Workbook()
    for name in ("城建", "水利", "底稿"):
        sheet = book.create_sheet(name)
        sheet.append([f"{name}任务清单"])
        sheet.append(["序号", "事项", "牵头部门"])
        sheet.append([1, f"{name}一事", "甲局"])
    del book["Sheet"]
    book["底稿"].sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    article, _ = read_one("a.xlsx", stream.getvalue(), published=date(2024, 4, 8))
    assert [h.quote.text for h in article.headings] == ["城建", "水利"]
    assert [t.rows[1][1].text for t in article.tables] == ["城建一事", "水利一事"]
    assert article.meta["未读的隐藏工作表"] == "底稿"


def test_results_of_our_own_are_no_articles(tmp_path, read_all):
    row = {"id": "1", "article": "a.md", "text": TEXT, "kind": "commitment", "strength": "firm", "due": None}
    (tmp_path / "out.jsonl").write_text(json.dumps(row))
    book = openpyxl.Workbook()
    for name in ("总览", "台账", "说明"):
        book.create_sheet(name)
    book.save(tmp_path / "台账.xlsx")
    assert read_all(tmp_path) == ([], [])
    assert [p.code for p in read_all(tmp_path / "out.jsonl", tmp_path / "台账.xlsx")[1]] == [
        "reading.own",
        "reading.own",
    ]


def test_standard_input(monkeypatch):
    class Stream:
        buffer = io.BytesIO(f"---\ndate: 2024-04-08\n---\n{TEXT}".encode())

    monkeypatch.setattr(sys, "stdin", Stream())
    (article,) = read(["-"])
    assert isinstance(article, Article)
    assert (article.path, article.text, article.published) == ("-", TEXT, date(2024, 4, 8))


def test_a_feed(read_one, tmp_path, read_all):
    item = f"<item><title>甲</title><link>https://example.org/1</link><pubDate>Mon, 08 Apr 2024 09:00:00 +0800</pubDate><description><![CDATA[<p>{TEXT}</p>]]></description></item>"
    (tmp_path / "feed.xml").write_text(
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>云川日报</title>{item}</channel></rss>'
    )
    (article,), problems = read_all(tmp_path / "feed.xml")
    assert (article.title, article.source, article.text, article.url) == (
        "甲",
        "云川日报",
        TEXT,
        "https://example.org/1",
    )
    assert (article.published, article.published_from) == (date(2024, 4, 8), "订阅源")
    assert not problems
    bomb = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "b">]><rss><channel><title>&a;</title></channel></rss>'
    (tmp_path / "bomb.rss").write_text(bomb)
    assert read_all(tmp_path / "bomb.rss")[1][0].code == "reading.damaged"


def test_the_text_is_the_long_column_where_no_name_tells(read_one):
    text = "县水利局8月底前完成水库除险加固5座，县财政局做好资金保障。请各单位按照职责抓好落实，确保按期完成。"
    article, _ = read_one("2025-03-01-a.jsonl", json.dumps({"bt": "除险加固", "zw": text}, ensure_ascii=False))
    assert article.text == text
    _, (problem,) = read_one("b.jsonl", '{"bt": "没有正文的一条"}\n')
    assert problem.code == "reading.column"


def test_json_lines_on_standard_input():
    text = "县水利局8月底前完成水库除险加固5座。"
    lines = "".join(json.dumps({"title": t, "text": text}, ensure_ascii=False) + "\n" for t in "甲乙")
    found = [one for one in read_bytes_as("-", lines.encode()) if isinstance(one, Article)]
    assert [(one.path, one.title) for one in found] == [("-:1", "甲"), ("-:2", "乙")]


def long_records(count: int) -> list[dict[str, str]]:
    """Records whose lines are longer than a piece is read at a time, all together."""
    return [{"title": f"第{n}篇", "date": "2024-04-08", "text": f"{TEXT}\n" * 700} for n in range(count)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_large_json_lines_are_read_piece_by_piece_whatever_the_limit_of_a_file(tmp_path, read_all, encoding):
    lines = [json.dumps(record, ensure_ascii=False) for record in long_records(30)]
    lines[20:20] = ["{坏了", ""]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding=encoding)
    articles, problems = read_all(tmp_path, limits=Limits() if encoding == "utf-16" else Limits(size=1_000_000))
    assert [a.title for a in articles] == [f"第{n}篇" for n in range(30)]
    assert articles[-1].text == f"{TEXT}\n" * 700
    assert [a.path.rpartition(":")[2] for a in articles] == [*map(str, range(1, 21)), *map(str, range(23, 33))]
    assert [(p.code, p.where.rpartition(":")[2]) for p in problems] == [("reading.json", "21")]


def test_large_json_that_is_no_lines_has_the_limit_of_a_file(tmp_path, read_all):
    (tmp_path / "a.json").write_text(json.dumps(long_records(30), ensure_ascii=False, indent=1))
    articles, problems = read_all(tmp_path)
    assert len(articles) == 30
    assert not problems
    articles, problems = read_all(tmp_path, limits=Limits(size=1_000_000))
    assert (articles, [p.code for p in problems]) == ([], ["reading.too_large"])


def test_a_large_file_of_another_kind_than_its_name_is_read_whole(tmp_path, read_all):
    book = openpyxl.Workbook()
    book.active.append(["序号", "任务", "责任单位"])
    book.active.append([1, "更新管网45公里", "市水务局"])
    book.save(tmp_path / "a.xlsx")
    file = (tmp_path / "a.xlsx").rename(tmp_path / "a.jsonl")
    ((article,), problems) = read_all(tmp_path, published=date(2024, 4, 8))
    assert "更新管网45公里" in article.text
    assert not problems
    small = Limits(size=file.stat().st_size - 1)
    assert [p.code for p in read_all(tmp_path, limits=small)[1]] == ["reading.too_large"]


def test_large_parquet_is_read_from_disk(tmp_path, read_all):
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    parquet.write_table(pa.Table.from_pylist(RECORDS[:1] * 700), tmp_path / "a.parquet")
    articles, problems = read_all(tmp_path, limits=Limits(size=1000))
    assert [a.path.rpartition(":")[2] for a in articles] == [*map(str, range(1, 701))]
    assert not problems


def test_a_large_archive_is_known_by_its_content(tmp_path):
    file, index = tmp_path / "a.jsonl", tmp_path / "index.db"
    file.write_text("\n".join(json.dumps(record, ensure_ascii=False) for record in long_records(30)))

    def run():
        with Seen(index) as seen:
            return sum(isinstance(item, Article) for item in read([file], seen=seen))

    assert run() == 30
    os.utime(file)
    assert run() == 0
    with file.open("a") as lines:
        lines.write("\n" + json.dumps(long_records(1)[0]))
    assert run() == 31


def test_what_was_read_before_a_reader_failed_is_kept(tmp_path, read_all):
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    file = tmp_path / "a.parquet"
    parquet.write_table(pa.Table.from_pylist(RECORDS[:1] * 1200), file, row_group_size=600, compression="none")
    group = parquet.ParquetFile(file).metadata.row_group(1)
    data = bytearray(file.read_bytes())
    start, size = group.column(0).data_page_offset, group.column(0).total_compressed_size
    data[start : start + size] = b"\xff" * size
    file.write_bytes(data)
    articles, problems = read_all(tmp_path)
    assert len(articles) >= 500
    assert [p.code for p in problems] == ["reading.damaged"]


def test_two_readers_at_once(tmp_path):
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(record) for record in long_records(60)))
    (tmp_path / "b.jsonl").write_text("\n".join(json.dumps(record) for record in long_records(30)))
    first = read([tmp_path / "a.jsonl"])
    assert next(first).title == "第0篇"
    assert sum(1 for _ in read([tmp_path / "b.jsonl"])) == 30
    assert sum(1 for _ in first) == 59
    third = read([tmp_path / "a.jsonl"])
    assert next(third).title == "第0篇"
    third.close()
    assert sum(1 for _ in read([tmp_path / "a.jsonl"])) == 60
