"""Rule files: closed schema with the place of every error, proofs that run, patterns that cannot run away."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.rulebook import (
    Example,
    Family,
    Rule,
    RuleBook,
    RuleError,
    check_rules,
    lint_rules,
    load_lexicons,
    load_rules,
)
from extractor.rulebook.load import fill


def _check(book: RuleBook, rule: Rule, example: Example, positive: bool) -> str:  # noqa: FBT001
    del rule
    found = bool(book.scan(example.text))
    return "" if found == positive else f"found={found}"


FAMILY = Family(
    "fruit", _check, options={"colour": str}, required=frozenset({"colour"}), example_keys=frozenset({"kind"})
)

RULE = """
- id: fruit.apple
  title: 苹果
  why: 测试
  pattern: '苹果'
  colour: red
  examples:
    - {text: 吃苹果}
  counterexamples:
    - {text: 吃梨}
"""


def _folder(tmp_path: Path, text: str) -> Path:
    folder = tmp_path / "fruit"
    folder.mkdir(parents=True)
    (folder / "rules.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_loads_a_rule_with_its_place(tmp_path: Path) -> None:
    book = load_rules(FAMILY, [_folder(tmp_path, RULE)])
    rule = book.by_id["fruit.apple"]
    assert rule.options == {"colour": "red"}
    assert rule.where.endswith("rules.yaml:2")
    assert [e.id for e in (*rule.examples, *rule.counterexamples)] == ["fruit.apple/1", "fruit.apple/not1"]
    assert check_rules(FAMILY, book) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("colour: red", "colour: red\n  taste: sweet"), "taste"),
        (("  colour: red\n", ""), "colour"),
        (("colour: red", "colour: 3"), "类型"),
        (("colour: red", "colour: red\n  needs: 苹果"), "needs"),
        (("{text: 吃苹果}", "{text: 吃苹果, when: 1}"), "when"),
        (("{text: 吃苹果}", "{kind: 吃苹果}"), "text"),
        (("fruit.apple", "Fruit Apple"), "编号"),
        (("'苹果'", "'{{nothing}}'"), "nothing"),
        (("title: 苹果", "title: 苹果\n  title: 梨"), "twice"),
        (("- id", "- id: ["), "YAML"),
    ],
)
def test_refuses_a_bad_file_with_file_and_line(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    folder = _folder(tmp_path, RULE.replace(*change, 1))
    with pytest.raises(RuleError) as error:
        load_rules(FAMILY, [folder])
    assert said in error.value.problem.message
    assert "rules.yaml:" in error.value.problem.where


def test_refuses_an_id_that_stands_twice(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"fruit\.apple"):
        load_rules(FAMILY, [_folder(tmp_path, RULE + RULE)])


def test_an_unknown_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuleError):
        load_rules(FAMILY, [tmp_path / "nowhere"])


def test_yaml_cannot_make_objects(tmp_path: Path) -> None:
    with pytest.raises(RuleError):
        load_rules(FAMILY, [_folder(tmp_path, "!!python/object/apply:os.getcwd []")])


def test_reports_failing_missing_and_unneeded_proofs() -> None:
    proof = (Example("fruit.a/1", "苹果", {}, "f:1"),)
    against = (Example("fruit.a/not1", "梨", {}, "f:2"),)
    needed = Rule("fruit.a", "", "", "苹果", examples=proof, counterexamples=against)
    again = Rule("fruit.b", "", "", "苹.", examples=proof, counterexamples=against)
    wrong = Rule("fruit.c", "", "", "桃", examples=proof, counterexamples=against)
    bare = Rule("fruit.d", "", "", "李")
    codes = [(p.code, p.message.split(" ")[0]) for p in check_rules(FAMILY, RuleBook("fruit", (needed, again)))]
    assert codes == [("rules.unneeded", "fruit.a"), ("rules.unneeded", "fruit.b")]
    assert [p.code for p in check_rules(FAMILY, RuleBook("fruit", (needed, bare)))] == ["rules.proof"]
    assert "rules.example" in {p.code for p in check_rules(FAMILY, RuleBook("fruit", (wrong,)))}


def test_lint_finds_nested_repeats() -> None:
    bad = Rule("fruit.a", "", "", "(?:苹+果)+")
    good = Rule("fruit.b", "", "", "(?:苹{1,9}果)+")
    unread = Rule("fruit.c", "", "", r"\p{Han}+")
    assert [p.code for p in lint_rules(RuleBook("fruit", (bad, good, unread)))] == ["rules.repeat", "rules.repeat"]


def test_scan_gives_offsets_groups_and_respects_needs() -> None:
    rule = Rule("fruit.a", "", "", "(?P<n>[0-9]+)个(?P<what>苹果)?", needs=("苹果",))
    book = RuleBook("fruit", (rule,))
    assert [(m.start, m.end, m.groups) for m in book.scan("3个苹果和5个")] == [
        (0, 4, {"n": "3", "what": "苹果"}),
        (5, 7, {"n": "5"}),
    ]
    assert book.scan("5个") == []
    assert book.without("fruit.a").rules == ()
    assert book.only("fruit.a").rules == (rule,)


def test_lexicons_fill_patterns_longest_word_first() -> None:
    assert fill("{{a}}x", {"a": ("市", "市局"), "b": ()}) == "(?:市(?:局)?)x"
    assert fill("{{a}}", {"a": ("(?:{{b}}+)", "c"), "b": ("d",)}) == "(?:(?:(?:d)+)|c)"


def test_shipped_lexicons_load() -> None:
    assert "plan_verbs" in load_lexicons("commitment")
