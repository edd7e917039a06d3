from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractor.deadline import find_deadlines, load_deadline_rules, resolve
from extractor.measure import DEADLINE_ROLES

BOOK = load_deadline_rules()
EXPRESSIONS = sorted({str(e.fields["quote"]) for rule in BOOK.rules for e in rule.examples if "quote" in e.fields})
DAYS = st.dates(date(2000, 1, 1), date(2029, 12, 31))
FLOATING = [
    e for e in EXPRESSIONS
    if re.search(r"前\Z|[底末]\Z", e) and not re.search(r"\d{4}|\d\d年|[去上昨今本]|[〇○]|二[零0O]|“|』|十[三四五]五|民国|每|明|后|从|自|到|至|截", e)
]  # fmt: skip
SHIFTED = ["6月底前", "年底前", "今年", "明年3月底前", "上半年", "一季度末", "{}年", "到{}年", "{}年6月底前", "三年内", "半年内",
           "{}年3月至9月", "7月中旬至8月底", "即日起至6月底", "下月底前", "自{}年起", "5月上旬", "11月至次年3月"]  # fmt: skip


def test_every_expression_on_every_day_of_the_year_in_three_decades():
    first = date(2004, 1, 1)
    for n, expression in enumerate(EXPRESSIONS):
        for day in range(n % 3, 366, 3):
            year = 2000 + (n + day) % 30
            published = first.replace(year=2004) + timedelta(days=day)
            if published.month != 2 or published.day != 29:
                published = published.replace(year=year)
            resolve(expression, published=published)


@given(st.sampled_from(FLOATING), DAYS)
@settings(max_examples=400, deadline=None)
def test_what_is_due_is_not_due_before_it_is_published(expression, published):
    for deadline in find_deadlines(f"要在{expression}完成任务。", published=published):
        if deadline.role in DEADLINE_ROLES and deadline.due:
            assert deadline.due >= published, (expression, published, deadline)


@given(st.integers(2000, 2099), st.integers(1, 12), st.sampled_from(["底", "末", "底前", "末之前"]), DAYS)
@settings(max_examples=200, deadline=None)
def test_the_end_of_a_month_is_its_last_day(year, month, edge, published):
    deadline = resolve(f"{year}年{month}月{edge}", published=published)
    assert deadline.due == date(year, month, monthrange(year, month)[1])


@given(st.sampled_from(SHIFTED), DAYS, st.integers(1, 40))
@settings(max_examples=300, deadline=None)
def test_shifting_all_years_shifts_the_answer(template, published, years):
    published = published.replace(day=min(published.day, 28))
    before = resolve(template.format(published.year + 1), published=published)
    after = resolve(
        template.format(published.year + 1 + years), published=published.replace(year=published.year + years)
    )
    for one, other in ((before.due, after.due), (before.start, after.start)):
        assert (one is None) == (other is None)
        if one is not None:
            assert (other.year, other.month) == (one.year + years, one.month)
            assert other.day == one.day or one.month == 2


@given(st.sampled_from(EXPRESSIONS), DAYS)
@settings(max_examples=300, deadline=None)
def test_width_and_quotes_change_nothing(expression, published):
    wide = expression.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789"}).replace("“", "「").replace("”", "」")
    spaced = re.sub(r"(?<=\d)(?=[年月日])", " ", re.sub(r"(?<=[年月])(?=\d)", "\u3000", expression))
    for other in (wide, spaced):
        one, two = resolve(expression, published=published), resolve(other, published=published)
        if one is None:  # words that are a date only behind a label (完成时限：20221130)
            assert two is None
            continue
        assert (one.due, one.start, one.recurs, one.role) == (two.due, two.start, two.recurs, two.role), (
            expression,
            other,
        )


@given(st.lists(st.one_of(st.sampled_from(EXPRESSIONS), st.text(max_size=12)), max_size=12), st.one_of(st.none(), DAYS))
@settings(max_examples=300, deadline=None)
def test_any_text_gives_sorted_verbatim_quotes_without_overlap_and_twice_the_same(parts, published):
    text = "，".join(parts)
    found = find_deadlines(text, published=published)
    at = 0
    for deadline in found:
        assert text[deadline.quote.start : deadline.quote.end] == deadline.text
        assert deadline.quote.start >= at
        at = deadline.quote.end
    assert find_deadlines(text, published=published) == found


@given(
    st.text(
        alphabet="0123456789一二三四五六七八九十年月日前底末至到-—、.每季度半“”十四五个内起自从周天今明 ", max_size=60
    ),
    DAYS,
)
@example("每日底", date(2000, 1, 1))
@settings(max_examples=400, deadline=None)
def test_shreds_of_dates_never_raise(text, published):
    find_deadlines(text, published=published)
