"""Every example and counter-example of every shipped rule, alone and with the whole book."""

from __future__ import annotations

import pytest

from extractor.cli.families import FAMILIES
from extractor.rulebook import Family, check_rules, lint_rules, load_rules


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_every_rule_proves_itself(family: Family) -> None:
    book = load_rules(family)
    assert book.rules
    assert [str(p) for p in (*check_rules(family, book), *lint_rules(book))] == []
