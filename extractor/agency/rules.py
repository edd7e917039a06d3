"""What an agency rule may say, how its proof is run, and the rule book sorted for asking."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from extractor.agency.openings import Openings
from extractor.measure import Agency, Assignment
from extractor.rulebook import Example, Family, Rule, RuleBook, load_rules
from extractor.rulebook.firsts import first_characters, may_begin

SAYS = ("label", "clause", "cell", "subject", "verb", "helper", "speaker", "none")


@dataclass(frozen=True)
class AgencyRules:
    """A rule book by what its rules say.

    ``label`` and ``clause`` rules read labels and parentheses, ``cell`` rules table cells, ``subject`` rules whole
    subjects, ``verb`` rules the words behind which a unit is a subject, ``helper`` rules units beside a subject,
    ``speaker`` rules who is quoted; what a ``none`` rule matches is no subject.
    """

    label: tuple[Rule, ...]
    clause: tuple[Rule, ...]
    cell: tuple[Rule, ...]
    subject: tuple[Rule, ...]
    verb: tuple[Rule, ...]
    helper: tuple[Rule, ...]
    speaker: tuple[Rule, ...]
    none: tuple[Rule, ...]

    @cached_property
    def openings(self) -> Openings:
        """Where the rules for running text can match."""
        return Openings((*self.subject, *self.helper, *self.speaker))

    @cached_property
    def prose_bits(self) -> tuple[int, int, int, int]:
        """The bits of the openings that are rules for subjects, helpers and speakers, and one more for all verbs."""
        a, b, c = len(self.subject), len(self.helper), len(self.speaker)
        return (1 << a) - 1, ((1 << b) - 1) << a, ((1 << c) - 1) << a + b, 1 << a + b + c

    @cached_property
    def vetoes(self) -> Vetoes:
        """What is no subject."""
        return Vetoes(self.none)


class Vetoes:
    """Rules for what is no subject, by the character with which it begins."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = [(first_characters(rule.pattern), rule) for rule in rules]
        self._known: dict[str, tuple[Rule, ...]] = {}

    def stand(self, text: str, start: int, end: int) -> bool:
        """Whether what begins at ``start`` is no subject."""
        first = text[start]
        rules = self._known.get(first)
        if rules is None:
            rules = self._known[first] = tuple(rule for firsts, rule in self._rules if may_begin(firsts, first))
        return bool(rules) and any(rule.anchored(text, start, end) for rule in rules)


def sort_rules(book: RuleBook) -> AgencyRules:
    """The rules of a book by the moment at which each is asked."""
    return AgencyRules(*(tuple(r for r in book.rules if r.options["says"] == says) for says in SAYS))


@cache
def shipped() -> RuleBook:
    """The rule book that came with the package."""
    return load_rules(FAMILY)


@cache
def _sorted(folders: tuple[Path | str, ...]) -> AgencyRules:
    return sort_rules(load_rules(FAMILY, folders) if folders else shipped())


def load_agency_rules(folders: Iterable[Path | str] = ()) -> AgencyRules:
    """The shipped rules and those of the user's folders, ready to be asked; loaded once for each set of folders."""
    return _sorted(tuple(folders))


def names_of(agencies: Iterable[Agency]) -> list[str]:
    """The names as written."""
    return [agency.name for agency in agencies]


def _assignment(text: str, rules: AgencyRules) -> Assignment:
    from extractor.agency.assigned import merge
    from extractor.agency.find import find_assignments

    return merge(a.assignment for a in find_assignments(text, rules=rules))


def _subjects(text: str, rules: AgencyRules) -> list[str]:
    from extractor.agency.subject import find_speaker, find_subjects

    return names_of(find_subjects(text, rules=rules) or find_speaker(text, rules=rules))


def _helpers(text: str, rules: AgencyRules) -> tuple[Agency, ...]:
    from extractor.agency.prose import Prose
    from extractor.agency.subject import helpers_in

    prose = Prose(text, rules)
    return helpers_in(prose, 0, len(text), prose.open_for(0, len(text)))


def _check(book: RuleBook, rule: Rule, example: Example, positive: bool) -> str:  # noqa: FBT001
    """Run a book with the shipped rules of the other kinds beside it.

    Where the book holds this rule as the only one of its kind it need not do its neighbours' work: what it says must
    be right, and in an example it must say something.
    """
    kind = rule.options["says"]
    others = [r for r in shipped().rules if r.options["says"] != kind and r.id not in book.by_id]
    rules = sort_rules(RuleBook(book.family, (*others, *book.rules), book.lexicons))
    alone = rule.id in book.by_id and sum(r.options["says"] == kind for r in book.rules) == 1
    if kind in ("label", "clause", "cell"):
        found = _assignment(example.text, rules)
        got = {"lead": names_of(found.lead), "support": names_of(found.support)}
    else:
        helpers = names_of(_helpers(example.text, rules)) if kind == "helper" else []
        got = {"lead": _subjects(example.text, rules), "support": helpers}
    for key, names in got.items():
        wanted = list(example.fields.get(key, ()))
        if names != wanted and not (alone and set(names) <= {*wanted, *example.fields.get("support", ())}):
            return f"{key} 应为 {wanted}，得到 {names}"
    return "没有找到单位" if alone and positive and kind != "none" and not any(got.values()) else ""


FAMILY = Family(
    name="agency",
    check=_check,
    options={"says": str, "role": str},
    required=frozenset({"says"}),
    example_keys=frozenset({"lead", "support"}),
)
