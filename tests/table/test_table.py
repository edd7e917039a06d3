"""Rows, ids, frames and files: the schema holds, nothing is lost, and the same rows give the same bytes."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.article import Article, Quote
from extractor.measure import Agency, Assignment, Deadline, Measure, Metric
from extractor.problem import UsageError
from extractor.table import (
    COLUMNS,
    DUE_KEYS,
    METRIC_KEYS,
    ROW_KEYS,
    check_frame,
    from_frame,
    inert,
    showable,
    to_frame,
    to_row,
    to_rows,
    write_table,
)
from extractor.table.rows import _bare

TEXT = "下一步，市水利局将在6月底前整治河道3条，市住建局配合。\n\n各县区要推进改造。各县区要推进改造。"
ARTICLE = Article(text=TEXT, path="plans/a.md", title="水利 工作要点", source="市报", published=date(2026, 3, 1))


def quote(words: str, *, after: int = 0, text: str = TEXT) -> Quote:
    start = text.index(words, after)
    return Quote(start, start + len(words), words)


def river() -> Measure:
    due = Deadline(quote("6月底前"), role="due", rule="deadline.month_end", due=date(2026, 6, 30), precision="month")
    metric = Metric(quote("河道3条"), rule="metric.count", value=3.0, unit="条", indicator="河道")
    return Measure(
        quote("市水利局将在6月底前整治河道3条"),
        kind="commitment",
        strength="firm",
        due=due,
        assignment=Assignment(
            lead=(Agency("市水利局", quote("市水利局"), "agency.subject"),),
            support=(Agency("市住建局", quote("市住建局"), "agency.support"),),
        ),
        metrics=(metric,),
        rules=("deadline.month_end", "metric.count"),
        confidence=0.93456,
    )


def repeated() -> list[Measure]:
    first = quote("各县区要推进改造")
    return [Measure(first, kind="commitment"), Measure(quote(first.text, after=first.end), kind="commitment")]


def rows() -> list[dict]:
    return list(to_rows(ARTICLE, [river(), *repeated()]))


def test_a_row_has_the_documented_keys_and_plain_values():
    row = rows()[0]
    assert tuple(row) == ROW_KEYS
    assert tuple(row["due"]) == DUE_KEYS
    assert tuple(row["metrics"][0]) == METRIC_KEYS
    assert row["due"]["date"] == "2026-06-30"
    assert row["published"] == "2026-03-01"
    assert (row["lead"], row["support"]) == (["市水利局"], ["市住建局"])
    assert json.dumps(row["metrics"][0]["value"]) == "3"
    assert row["confidence"] == 0.93


def test_offsets_are_those_of_the_text():
    for row in rows():
        assert TEXT[row["start"] : row["end"]] == row["text"]


def test_ids_stay_when_paragraphs_move_rules_change_and_the_folder_is_another():
    before = rows()[0]["id"]
    moved_text = "新加的一段。\n\n" + TEXT
    moved = Measure(quote(river().text, text=moved_text), kind="achievement", rules=("other",))
    article = Article(text=moved_text, path="/elsewhere/a.md", title="水利工作要点", published=date(2026, 3, 2))
    assert to_row(article, moved)["id"] == before


def test_ids_differ_between_repeats_and_years():
    ids = [row["id"] for row in rows()]
    assert len(set(ids)) == 3
    next_year = Article(text=TEXT, path="plans/a.md", title="水利 工作要点", published=date(2027, 3, 1))
    assert to_row(next_year, river())["id"] not in ids


def test_the_same_words_as_commitment_and_achievement_get_two_ids():
    both = [Measure(quote("推进改造"), kind=kind) for kind in ("commitment", "achievement")]
    assert len({row["id"] for row in to_rows(ARTICLE, both)}) == 2


def test_a_long_text_gives_the_same_ids_as_a_short_one(monkeypatch):
    short = [row["id"] for row in rows()]
    monkeypatch.setattr("extractor.table.rows._LONG_TEXT", 10)
    assert [row["id"] for row in rows()] == short


@given(st.text("推进改造", max_size=40), st.data())
def test_repeats_are_counted_alike_in_long_and_short_texts(text, data):
    from extractor.table.rows import _ordinals

    spans = data.draw(st.lists(st.tuples(st.integers(0, len(text)), st.integers(1, 9)), max_size=5))
    quotes = [(start, text[start : start + size]) for start, size in spans if text[start : start + size]]
    assert _ordinals(text, quotes) == [text.count(w, 0, s) for s, w in quotes]


def test_a_frame_has_the_schema_also_when_empty():
    for found in (rows(), []):
        frame = to_frame(found)
        assert list(frame.columns) == [column.name for column in COLUMNS]
        assert check_frame(frame) == []


def test_a_frame_goes_back_to_its_rows():
    assert list(from_frame(to_frame(rows()))) == rows()


def test_a_frame_that_breaks_the_schema_is_told():
    good = to_frame(rows())
    assert check_frame(good.drop(columns="lead"))[0].code == "table.columns"
    assert check_frame(good.assign(start="x"))[0].code == "table.dtype"
    assert [p.code for p in check_frame(good.assign(id=good["id"].mask(good["start"] > 0, good["id"].iloc[0])))] == [
        "table.value",
        "table.value",
    ]
    assert [p.code for p in check_frame(good.assign(text=good["text"].where(good["start"] < 5)))] == ["table.empty"]


def test_a_frame_passes_pandera():
    pandera = pytest.importorskip("pandera.pandas")
    kinds = {"list": "object"}
    schema = {c.name: pandera.Column(kinds.get(c.dtype, c.dtype), nullable=c.nullable) for c in COLUMNS}
    pandera.DataFrameSchema(schema, strict=True, ordered=True).validate(to_frame(rows()))


@pytest.mark.parametrize("suffix", [".jsonl", ".json", ".csv", ".parquet", ".xlsx"])
def test_the_same_rows_give_the_same_bytes_from_rows_and_frame(tmp_path, suffix):
    from_rows, from_a_frame = tmp_path / f"a{suffix}", tmp_path / f"b{suffix}"
    assert write_table(rows(), from_rows) == []
    assert write_table(to_frame(rows()), from_a_frame) == []
    assert from_rows.read_bytes() == from_a_frame.read_bytes()


def test_jsonl_and_json_hold_the_rows(tmp_path):
    write_table(rows(), tmp_path / "a.jsonl")
    write_table(rows(), tmp_path / "a.json")
    write_table([], tmp_path / "none.json")
    lines = (tmp_path / "a.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line) for line in lines] == rows() == json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert json.loads((tmp_path / "none.json").read_text("utf-8")) == []


def test_csv_opens_in_excel_with_chinese_intact(tmp_path):
    write_table(rows(), tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        read = list(csv.DictReader(file))
    assert [row["text"] for row in read] == [row["text"] for row in rows()]
    assert read[0]["due"] == "2026-06-30"
    assert read[0]["lead"] == "市水利局"


def test_parquet_holds_real_dates_and_lists(tmp_path):
    pq = pytest.importorskip("pyarrow.parquet")
    write_table(rows(), tmp_path / "a.parquet")
    read = pq.read_table(tmp_path / "a.parquet").to_pylist()
    assert read[0]["due"] == date(2026, 6, 30)
    assert read[0]["lead"] == ["市水利局"]
    assert read[0]["metrics"][0]["value"] == 3.0


def test_a_lone_surrogate_is_kept_in_jsonl_and_said_elsewhere(tmp_path):
    odd = rows()[0] | {"text": "推进\udc80改造\x07"}
    assert write_table([odd], tmp_path / "a.jsonl") == []
    assert json.loads((tmp_path / "a.jsonl").read_text("utf-8"))["text"] == odd["text"]
    for suffix in (".csv", ".parquet"):
        (problem,) = write_table([odd], tmp_path / f"a{suffix}")
        assert problem.code == "table.characters"
    assert "推进\ufffd改造\ufffd" in (tmp_path / "a.csv").read_text("utf-8-sig")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1＋1", "\n=1"])
def test_what_a_spreadsheet_would_run_is_made_inert(text):
    assert inert(text) == f"'{text}"


@given(st.text())
def test_showable_text_keeps_its_length_and_encodes(text):
    assert len(showable(text)) == len(text)
    showable(text).encode("utf-8")


def test_an_unknown_suffix_and_an_unwritable_place_are_one_sentence(tmp_path):
    with pytest.raises(UsageError, match="后缀可以是"):
        write_table([], tmp_path / "a.doc")
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="不能写入"):
        write_table([], tmp_path / "file" / "a.jsonl")


def test_a_failure_half_way_leaves_the_old_file(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text("old")

    def broken():
        yield rows()[0]
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_table(broken(), path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_writing_jsonl_imports_no_pandas(tmp_path):
    code = (
        "import sys; from extractor.table import write_table;"
        f"write_table([], {str(tmp_path / 'a.jsonl')!r}); assert not {{'pandas', 'spacy', 'xlsxwriter'}} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("block", [range(0x3000), range(0x3000, 0xA000), range(0xF900, 0x11000)])
def test_every_character_is_bare_as_unicode_says(block: range) -> None:
    characters = [chr(code) for code in block]
    assert [_bare(c) for c in characters] == ["".join(unicodedata.normalize("NFKC", c).split()) for c in characters]


@given(st.text(alphabet=st.characters() | st.sampled_from("，；：（）％！？～。“A1 　é́가각")))
def test_words_are_bare_as_unicode_says(words: str) -> None:
    assert _bare(words) == "".join(unicodedata.normalize("NFKC", words).split())
