"""Numbers as policy texts write them."""

from __future__ import annotations

import pytest

from extractor.metric.number import factor, read_number


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("3", 3),
        ("1,250", 1250),
        ("１，２５０．５", 1250.5),
        ("2 .4", 2.4),
        ("0.5", 0.5),
        ("十", 10),
        ("十二", 12),
        ("一百二十", 120),
        ("一百零五", 105),
        ("三千五百", 3500),
        ("两", 2),
        ("一万二千", 12000),
        ("一亿三千万", 130000000),
        ("三点五", 3.5),
        ("零点八", 0.8),
        ("二〇二五", 2025),
    ],
)
def test_reads_numbers(words, value):
    assert read_number(words) == pytest.approx(value)


@pytest.mark.parametrize("words", ["", "几", "许多", "十几", "abc"])
def test_refuses_what_is_no_number(words):
    with pytest.raises(ValueError):  # noqa: PT011 - the words themselves are the message
        read_number(words)


@pytest.mark.parametrize(
    ("scale", "by"), [("", 1), ("万", 1e4), ("亿", 1e8), ("万亿", 1e12), ("百万", 1e6), ("千", 1e3)]
)
def test_scales_multiply(scale, by):
    assert factor(scale) == by
