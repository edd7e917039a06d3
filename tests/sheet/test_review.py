"""The review page: every word as it is, nothing alive in it, the keyboard works in a real browser."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from datetime import date
from html import unescape
from pathlib import Path

import pytest

from extractor.article import Article, Quote
from extractor.measure import Agency, Assignment, Deadline, Measure, Metric
from extractor.sheet.review import render_review
from extractor.table import showable

_spec = importlib.util.spec_from_file_location("sheet_rows", Path(__file__).with_name("conftest.py"))
shared = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(shared)

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def found(odd: str = "") -> tuple[Article, list[Measure]]:
    text = f"{odd}\n市水利局6月底前整治河道3条。\n{odd}"
    article = Article(text=text, path=odd or "a.md", title=odd, source=odd, published=date(2026, 3, 1))

    def quote(words):
        start = text.index(words, len(odd))
        return Quote(start, start + len(words), words)

    measure = Measure(
        quote("市水利局6月底前整治河道3条"),
        kind="commitment",
        strength="firm",
        due=Deadline(quote("6月底前"), role="due", rule="deadline.month_end", due=date(2026, 6, 30)),
        metrics=(Metric(quote("河道3条"), rule="metric.count", value=3, unit="条", indicator=odd),),
        assignment=Assignment(lead=(Agency("市水利局", quote("市水利局"), "agency.subject"),)),
    )
    return article, [measure, Measure(quote("河道3条"), kind="achievement", review=True)]


def shown_text(page: str) -> str:
    body = re.search(r'<div class="body">(.*?)</div></article>', page, re.DOTALL)[1]
    return unescape(re.sub(r"<[^>]*>", "", body))


def test_the_text_is_all_there_and_the_marks_say_rule_and_value():
    page = render_review([found()])
    assert shown_text(page) == found()[0].text
    assert "时限 → 2026-06-30 [deadline.month_end]" in page
    assert '<span class="m commitment lead" data-m="1"' in page


def test_the_same_input_gives_the_same_page():
    assert render_review([found()]) == render_review([found()])


def test_a_day_says_how_many_days_are_left():
    assert "还有 10 天" in render_review([found()], as_of=date(2026, 6, 20))
    assert "已过 1 天" in render_review([found()], as_of=date(2026, 7, 1))
    assert "截至 2026-07-01" in render_review([found()], as_of=date(2026, 7, 1))


def test_no_article_gives_a_page_too():
    assert "举措 0 条" in render_review([])


@pytest.mark.parametrize("odd", shared.HOSTILE)
def test_hostile_text_stays_text(odd):
    page = render_review([found(odd)])
    page.encode("utf-8")
    assert shown_text(page) == showable(found(odd)[0].text)
    assert page.count("<script>") == page.count("</script>") == 1
    assert "<img" not in page


@pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed")
def test_a_real_browser_runs_only_the_page_s_own_script(tmp_path):
    def dump(page: str) -> str:
        (tmp_path / "a.html").write_text(page, encoding="utf-8")
        command = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/home"]
        command += ["--virtual-time-budget=2000", "--dump-dom", f"file://{tmp_path}/a.html"]
        return subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode()

    odd = "".join(o for o in shared.HOSTILE if len(o) < 1000) + "<script>document.title='alive'</script>"
    page = render_review([found(odd)])
    assert "<title>alive</title>" not in dump(page)
    assert '<tr data-m="1" class="on">' not in dump(page)
    script = (Path("reports") / "review.js").read_text("utf-8")
    press = "for(const k of ['j','j','k','r','Home'])document.dispatchEvent(new KeyboardEvent('keydown',{key:k}));"
    import base64
    import hashlib

    walked = page.replace(script, script + press)
    digests = [base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in (script, script + press)]
    dom = dump(walked.replace(digests[0], digests[1]))
    assert re.search(r'<tr data-m="1" class="on">', dom)
    assert dom.count('class="m commitment lead on"') == 1
