"""What every command that extracts does: read the paths, find the rows, and note what happened on the way."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.cli.console import print_note, today, track
from extractor.cli.sources import Sources
from extractor.problem import Problem

if TYPE_CHECKING:
    from extractor.article import Article
    from extractor.reading import Seen
    from extractor.scale import Remembered
    from extractor.table import Extracted, Row


def head_of(article: Article) -> dict[str, Any]:
    """What a row says of its article, for an article without any."""
    published = article.published.isoformat() if article.published else None
    return {
        "article": article.path,
        "title": article.title,
        "number": article.number,
        "source": article.source,
        "published": published,
    }


@dataclass
class Intake:
    """What came in while the rows went out: problems, what was found, and the articles without their text.

    Articles are kept only where ``keeps`` is on, so that an archive of any size fits; those without any row are named
    in ``bare`` where that is a list.
    """

    keeps: bool = True
    read: int = 0
    remembered: int = 0
    articles: list[Article] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    found: dict[str, int] = field(default_factory=lambda: {"commitment": 0, "achievement": 0})
    dated: int = 0
    open_dues: dict[str, list[str]] = field(default_factory=dict)
    bare: list[dict[str, Any]] | None = None
    _articles_of: dict[str, str] = field(default_factory=dict)
    _under_way: deque[dict[str, Any]] = field(default_factory=deque)

    def good(self, items: Iterable[Article | Problem]) -> Iterator[Article]:
        """The articles among the items; everything is noted."""
        for item in items:
            if isinstance(item, Problem):
                self.problems.append(item)
            else:
                self.read += 1
                if self.keeps:
                    self.articles.append(replace(item, text="", headings=(), tables=(), page_starts=()))
                if self.bare is not None:
                    self._under_way.append(head_of(item))
                yield item

    def rows(self, found: Iterable[Extracted]) -> Iterator[Row]:
        """The rows of what was found; the problems are noted."""
        for one in found:
            if one.problem:
                self.problems.append(one.problem)
            if self.bare is not None:
                head = self._under_way.popleft()
                self.bare += [] if one.rows or one.problem else [head]
            if self.keeps:
                self._note_repeats(one.rows)
            yield from one.rows

    def _note_repeats(self, rows: Sequence[Row]) -> None:
        """Say so where rows of an article stand in another article too, which a table then has twice."""
        twice = [row for row in rows if row["id"] in self._articles_of]
        if twice:
            where, other = twice[0]["article"], self._articles_of[twice[0]["id"]]
            message = f"有 {len(twice)} 条在 {other} 里也有（编号相同），表里列了两遍"
            hint = "多半是一篇文章放了两份：删去一份，或加 --reprints 只计一次"
            self.problems.append(Problem(where, "extract.twice", message, hint, notice=True))
        for row in rows:
            self._articles_of.setdefault(row["id"], row["article"])

    def counted(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows again, counted."""
        for row in rows:
            self.found[row["kind"]] += 1
            self.dated += bool(row["due"])
            yield row

    def settled(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows again; behind the last one, an article without a date has a problem where a deadline needed it."""
        for row in rows:
            due = row["due"] or {}
            if due and not row["published"] and not any(due[key] for key in ("date", "start", "recurs", "event")):
                self.open_dues.setdefault(row["article"], []).append(due["text"])
            yield row
        self.problems[:] = [self._settled(problem) for problem in self.problems]  # in place: a writer may hold the list

    def _settled(self, problem: Problem) -> Problem:
        dues = self.open_dues.get(problem.where) if problem.code == "reading.no_date" else None
        if not dues:
            return problem
        message = f"没有找到发布日期，“{dues[0]}”等 {len(dues)} 个时限不能换算成日期"
        return replace(problem, message=message, notice=False)

    def __str__(self) -> str:
        done, promised = self.found["achievement"], self.found["commitment"]
        same = f"其中 {self.remembered} 篇与上次相同，没有重新处理。" if self.remembered else ""
        return f"{self.read} 篇文章：{promised} 条承诺（{self.dated} 条有时限），{done} 条已办。{same}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """How the rows are found: folders of own rules, a file of events, processes (all cores: None), seconds an article may take.

    With ``cache`` articles that were read before, and that no change of the rules can touch, are not read again;
    days given to events could touch any, so with them all are.
    """

    rules: tuple[Path, ...] = ()
    jobs: int | None = None
    seconds: float = 60.0
    cache: bool = True
    events: str = ""


def find_rows(
    paths: list[str],
    intake: Intake,
    work: Work,
    *,
    published: date | None,
    quiet: bool,
    seen: Seen | None = None,
    reprints: bool = False,
    sources: Sources | None = None,
) -> Iterator[Row]:
    """The rows of all articles below the paths, one article after the other, with a progress bar."""
    from extractor.reading import Reprints, read
    from extractor.scale import extract_articles

    known = Reprints() if reprints else None
    options = (sources or Sources()).options()
    articles = read(paths, published=published, today=today(), seen=seen, reprints=known, **options)
    items = track(articles, label="正在读", total=None if quiet else _count(paths), quiet=quiet)
    with remembering(work, intake) as remembered:
        found = extract_articles(
            intake.good(items),
            rules=work.rules,
            jobs=work.jobs,
            seconds=work.seconds,
            events=work.events,
            remembered=remembered,
        )
        yield from intake.settled(intake.rows(found))


@contextmanager
def remembering(work: Work, intake: Intake) -> Iterator[Remembered | None]:
    """The rows of earlier runs, where they are wanted; what they spared and what was wrong with them is noted."""
    from extractor.scale import Remembered, cache_file

    file = cache_file() if work.cache and not work.events else None
    if file is None:
        yield None
        return
    with Remembered(file, rules=work.rules) as remembered:
        yield remembered
        intake.remembered += remembered.hits
        intake.problems += remembered.problems


def _count(paths: list[str]) -> int | None:
    """How many files there are, for the progress bar; unknown for standard input and files that hold many articles."""
    from extractor.reading.files import Found, find_files, is_url
    from extractor.reading.kinds import holds_many

    if any(path == "-" or is_url(path) for path in paths):
        return None
    files = list(find_files(paths))
    return None if any(holds_many(file.path) for file in files if isinstance(file, Found)) else len(files)


@contextmanager
def index(file: Path | None, *, quiet: bool) -> Iterator[Seen | None]:
    """The index of what was read before, kept where the work is done to its end; says what was new."""
    if file is None:
        yield None
        return
    from extractor.reading import Seen

    with Seen(file) as seen:
        yield seen
        print_note(str(seen.changes()), quiet=quiet)
