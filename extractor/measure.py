"""What is found: measures with their deadline, metrics and units, each tied to its words and its rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from extractor.article import Quote
from extractor.frozen import quickly_made

Kind = Literal["commitment", "achievement"]
Strength = Literal["firm", "aim", "explore"]
Precision = Literal["day", "week", "xun", "month", "quarter", "half", "year", "plan"]
Recurrence = Literal["daily", "weekly", "monthly", "quarterly", "yearly"]
Role = Literal["due", "period", "start", "effective", "validity", "statistic", "done", "process", "name"]
Bound = Literal[">=", "<=", "~", "="]

DEADLINE_ROLES: frozenset[str] = frozenset({"due", "period", "start"})
"""The roles in which a date is a deadline; all others are dates only."""
PAST_ROLES: frozenset[str] = frozenset({"statistic", "done"})
"""The roles that speak of the past, so that a date without a year is the last one, not the next."""


@quickly_made
@dataclass(frozen=True, slots=True)
class Deadline:
    """A date expression, what it resolves to and what part it plays.

    ``due`` is the last day on which the measure is still on time, ``start`` the first day of an explicit
    period; both None for an open event, whose name is then ``event``. ``also`` holds other readings that the
    text leaves open, ``flags`` remarks for people (``工作日历缺 2027 年``), ``anchor`` the day from which a
    relative expression was counted.
    """

    quote: Quote
    role: Role
    rule: str
    due: date | None = None
    start: date | None = None
    precision: Precision | None = None
    recurs: Recurrence | None = None
    rrule: str | None = None
    anchor: date | None = None
    event: str | None = None
    ambiguous: bool = False
    also: tuple[date, ...] = ()
    flags: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The words themselves."""
        return self.quote.text


@quickly_made
@dataclass(frozen=True, slots=True)
class Metric:
    """A quantity that says how much, how many or how fast.

    ``value`` has 万 and 亿 multiplied out; ``unit`` is as written without them; ``value_high`` is the upper end
    of a range; ``baseline`` the value it starts from (由30%提高到45%: 30).
    """

    quote: Quote
    rule: str
    value: float
    unit: str
    value_high: float | None = None
    indicator: str = ""
    bound: Bound = "="
    change: Literal["to", "by"] | None = None
    direction: Literal["up", "down"] | None = None
    baseline: float | None = None

    @property
    def text(self) -> str:
        """The words themselves."""
        return self.quote.text


@quickly_made
@dataclass(frozen=True, slots=True)
class Agency:
    """A unit as the text names it (``name``), with its normalised name (``normal``) and the place of the words."""

    name: str
    quote: Quote
    rule: str
    normal: str = ""


@quickly_made
@dataclass(frozen=True, slots=True)
class Assignment:
    """Who leads and who supports."""

    lead: tuple[Agency, ...] = ()
    support: tuple[Agency, ...] = ()


@quickly_made
@dataclass(frozen=True, slots=True)
class Measure:
    """One row of the ledger to be: what an organisation promised (commitment) or has done (achievement).

    ``section`` is the heading path above it; ``condition`` the words that limit it (条件成熟时); ``rules`` the
    ids of every rule that had a part in it; ``confidence`` a calibrated probability; ``review`` is true where
    a person should look (待核).
    """

    quote: Quote
    kind: Kind
    strength: Strength | None = None
    due: Deadline | None = None
    assignment: Assignment = Assignment()
    metrics: tuple[Metric, ...] = ()
    section: str = ""
    condition: str = ""
    rules: tuple[str, ...] = ()
    confidence: float = 1.0
    review: bool = False

    @property
    def text(self) -> str:
        """The words themselves."""
        return self.quote.text
