"""Dataclasses that are made quickly are what dataclasses are."""

from __future__ import annotations

import copy
import inspect
import pickle
from dataclasses import FrozenInstanceError, dataclass, fields, replace

import pytest

from extractor.article import Quote
from extractor.frozen import quickly_made
from extractor.measure import Agency, Assignment, Deadline, Measure, Metric

QUOTE = Quote(2, 5, "6月底")
VALUES = [
    QUOTE,
    Deadline(QUOTE, "due", "deadline.month_end", precision="month"),
    Metric(QUOTE, "metric.count", 3.0, "个"),
    Agency("市教育局", QUOTE, rule="agency.prose"),
    Assignment(),
    Measure(QUOTE, kind="commitment", review=True),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_equals_its_copies_and_cannot_be_changed(value):
    name = fields(value)[0].name
    pickled = pickle.loads(pickle.dumps(value))  # noqa: S301 - our own
    for same in (copy.copy(value), copy.deepcopy(value), pickled, replace(value)):
        assert same == value
        assert hash(same) == hash(value)
        assert repr(same) == repr(value)
    assert replace(value, **{name: None}) != value
    with pytest.raises(FrozenInstanceError):
        setattr(value, name, None)


def test_arguments_and_defaults_are_those_of_the_dataclass():
    @dataclass(frozen=True, slots=True)
    class Plain:
        one: int
        two: str = "b"
        three: tuple[int, ...] = ()

    signature = inspect.signature(Plain)
    quick = quickly_made(Plain)
    assert inspect.signature(quick) == signature
    assert repr(quick(1, three=(2,))).endswith("Plain(one=1, two='b', three=(2,))")
    for wrong in ({}, {"one": 1, "four": 4}):
        with pytest.raises(TypeError):
            quick(**wrong)


def test_a_class_may_be_derived():
    @dataclass(frozen=True)
    class Named(Quote):
        name: str = ""

    assert Named(1, 2, "字", name="它").name == "它"
    assert Named(1, 2, "字").text == "字"
