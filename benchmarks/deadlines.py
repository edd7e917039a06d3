"""Deadlines beside other date finders, in one run: speed over prose, and a public suite of Chinese dates.

    python benchmarks/deadlines.py [--prose FOLDER] [--suite FILE.jsonl] [--differences N]

Needs the extra ``bench``. Without ``--prose`` the samples of this project are read. The suite is a JSONL file of
Recognizers-Text cases (``input``, ``reference``, ``expected``); a case is right when a found expression that overlaps
the expected one ends on the same day (its start, where only that is given; its length, for durations; its unit, for
recurrences). Past and future readings both count where the case gives both.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from extractor.deadline import find_deadlines
from extractor.deadline.duration import parse_duration

ROOT = Path(__file__).resolve().parent.parent
DAY_KINDS = ("date", "daterange", "set", "duration")
RUNS = 3


class Span(NamedTuple):
    """One answer: the words, the first and last day, the unit of a recurrence, the length in days of a duration."""

    text: str
    start: str = ""
    end: str = ""
    unit: str = ""
    days: float = 0.0


Finder = Callable[[str, date], list[Span]]
UNITS = {"daily": "D", "weekly": "W", "monthly": "M", "quarterly": "M", "yearly": "Y"}
LENGTHS = {"年": 365, "月": 30, "周": 7, "星": 7, "天": 1, "日": 1, "季": 90}


def ours(text: str, day: date) -> list[Span]:
    """xiaozhang, in every role."""
    out = []
    for d in find_deadlines(text, published=day):
        first = d.start.isoformat() if d.start else ""
        last = d.due.isoformat() if d.due else ""
        out.append(Span(d.text, first, last, UNITS.get(d.recurs or "", ""), _days(d.text)))
    return out


def _days(words: str) -> float:
    words = words.replace(" ", "")
    for length in range(len(words), 0, -1):
        for at in range(len(words) - length + 1):
            try:
                found = parse_duration(words[at : at + length])
            except (ValueError, KeyError):
                continue
            return found.high * LENGTHS.get(found.unit[0], 0)
    return 0.0


def jionlp_finder() -> Finder:
    """JioNLP's extract_time."""
    import jionlp

    def find(text: str, day: date) -> list[Span]:
        base = datetime(day.year, day.month, day.day).timestamp()  # noqa: DTZ001 - JioNLP counts in local time
        try:
            found = jionlp.ner.extract_time(text, time_base=base, with_parsing=True)
        except Exception:  # noqa: BLE001 - whatever it raises, the case is not read
            return []
        return [_jionlp(item) for item in found]

    return find


def _jionlp(item: dict[str, Any]) -> Span:
    value = item["detail"]["time"]
    kind = item["detail"]["type"]
    if kind in {"time_span", "time_point"}:
        return Span(item["text"], value[0][:10], value[1][:10])
    if kind == "time_delta":
        value = value[-1] if isinstance(value, list) else value
        lengths = {"year": 365, "month": 30, "day": 1}
        days = sum((v[-1] if isinstance(v, list) else v) * lengths.get(k, 0) for k, v in value.items() if k in lengths)
        return Span(item["text"], days=float(days))
    delta = value.get("delta", {}) if isinstance(value, dict) else {}
    unit = next((u for u, key in (("Y", "year"), ("M", "month"), ("D", "day")) if delta.get(key)), "")
    return Span(item["text"], unit="W" if delta.get("day") == 7 else unit)


def recognizers_finder() -> Finder:
    """Recognizers-Text's DateTimeModel."""
    from recognizers_date_time import recognize_datetime

    def find(text: str, day: date) -> list[Span]:
        try:
            found = recognize_datetime(text, "zh-cn", reference=datetime(day.year, day.month, day.day))  # noqa: DTZ001
        except Exception:  # noqa: BLE001
            return []
        return [span for item in found for span in _recognizers(item)]

    return find


def _recognizers(item: Any) -> Iterator[Span]:
    for value in (item.resolution or {}).get("values", []):
        kind = value.get("type", "")
        if kind == "duration":
            yield Span(item.text, days=float(value.get("value", 0) or 0) / 86400)
        elif kind == "set":
            yield Span(item.text, unit=_set_unit(value.get("timex", "")))
        elif kind in {"daterange", "datetimerange"}:
            yield Span(item.text, value.get("start", ""), _inclusive(value.get("end", ""), value.get("Mod", "")))
        else:
            yield Span(item.text, value.get("value", ""), value.get("value", ""))


def _inclusive(end: str, mod: str) -> str:
    """The last day of a range whose end is given half-open."""
    try:
        last = date.fromisoformat(end[:10])
        last - timedelta(days=1)
    except (ValueError, OverflowError):
        return ""
    return (last if mod == "until" and last.day != 1 else last - timedelta(days=1)).isoformat()


def _set_unit(timex: str) -> str:
    if timex.startswith("P"):
        return timex.rstrip("0123456789")[-1:]
    return "W" if "WXX" in timex else "Y"


def expected_spans(case: dict[str, Any]) -> Iterator[tuple[str, list[Span]]]:
    """Kind and readings of each expectation of a case that is a day long or longer."""
    for item in case["expected"]:
        if item["type"] not in DAY_KINDS:
            continue
        spans = [*_parsed(item), *(span for value in item.get("values") or () for span in _valued(item, value))]
        spans = [span for span in spans if span.start or span.end or span.unit or span.days >= 1]
        if spans:
            yield item["type"], spans


def _parsed(item: dict[str, Any]) -> Iterator[Span]:
    for reading in (item.get("future") or {}, item.get("past") or {}):
        if reading.get("date", "0001") > "0002":
            yield Span(item["text"], reading["date"], reading["date"])
        elif "endDate" in reading or "startDate" in reading:
            yield Span(item["text"], reading.get("startDate", ""), _inclusive(reading.get("endDate", ""), ""))
        elif "duration" in reading:
            yield Span(item["text"], days=float(reading["duration"]) / 86400)
        elif "set" in reading:
            yield Span(item["text"], unit=_set_unit(item["timex"]))


def _valued(item: dict[str, Any], value: dict[str, Any]) -> Iterator[Span]:
    if value.get("type") == "set":
        yield Span(item["text"], unit=_set_unit(value.get("timex", "")))
    elif value.get("type") == "duration":
        yield Span(item["text"], days=float(value.get("value") or 0) / 86400)
    elif value.get("value") not in {None, "not resolved"}:
        yield Span(item["text"], value["value"], value["value"])
    elif value.get("start") or value.get("end"):
        yield Span(item["text"], value.get("start", ""), _inclusive(value.get("end", ""), value.get("Mod", "")))


def is_right(found: Iterable[Span], wanted: list[Span], text: str) -> bool:
    """Whether some found expression that overlaps the wanted words ends as wanted."""
    begin = text.find(wanted[0].text)
    for span in found:
        at = text.find(span.text)
        if begin >= 0 and at >= 0 and (at >= begin + len(wanted[0].text) or begin >= at + len(span.text)):
            continue
        if any(_ends(span, want) for want in wanted):
            return True
    return False


def _ends(span: Span, want: Span) -> bool:
    if want.unit:
        return span.unit == want.unit
    if want.days:
        return bool(span.days) and abs(span.days - want.days) <= 0.02 * want.days + 1
    if want.end:
        # A suite that gives half-open ends gives inclusive ones too (从10日到12日 ends on the 12th): both count.
        return span.end[:10] in {want.end[:10], _next_day(want.end)}
    return span.start[:10] == want.start[:10]


def _next_day(day: str) -> str:
    return (date.fromisoformat(day[:10]) + timedelta(days=1)).isoformat()


def score(finder: Finder, cases: list[dict[str, Any]]) -> tuple[Counter[str], Counter[str], list[str]]:
    """Right answers and cases by kind, and the differences in words."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    differences = []
    for case in cases:
        day = date.fromisoformat((case["reference"] or "2020-01-01")[:10])
        found = finder(case["input"], day)
        for kind, wanted in expected_spans(case):
            total[kind] += 1
            good = is_right(found, wanted, case["input"])
            right[kind] += good
            if not good:
                differences.append(f"{day} {case['input']} | want {wanted[0]} | got {found}")
    return right, total, differences


def speed(find: Callable[[str], object], texts: list[str]) -> float:
    """Characters a second over all texts, one after the other."""
    return rate(lambda: [find(text) for text in texts], sum(map(len, texts)))


def rate(work: Callable[[], object], size: int) -> float:
    """Characters a second of processor time of work on ``size`` characters, median of several runs."""
    rates = []
    for _ in range(RUNS):
        begin = time.process_time()
        work()
        rates.append(size / (time.process_time() - begin))
    return statistics.median(rates)


def main() -> None:
    """Run both comparisons and print them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--prose", type=Path, default=ROOT / "samples")
    parser.add_argument("--suite", type=Path)
    parser.add_argument("--differences", type=int, default=0)
    options = parser.parse_args()
    finders: dict[str, Finder] = {"xiaozhang": ours}
    for name, make in (("jionlp", jionlp_finder), ("recognizers", recognizers_finder)):
        try:
            finders[name] = make()
        except ImportError as error:
            print(f"{name}: not installed ({error}); pip install 'xiaozhang[bench]'", file=sys.stderr)
    texts = [path.read_text(encoding="utf-8") for path in sorted(options.prose.rglob("*.md"))]
    _print_speed(finders, texts)
    if options.suite:
        _print_suite(finders, options.suite, options.differences)


def _print_speed(finders: dict[str, Finder], texts: list[str]) -> None:
    day = date(2022, 3, 15)
    paragraphs = [line for text in texts for line in text.splitlines() if line.strip()]
    print(f"prose: {sum(map(len, texts)):,} characters in {len(texts)} texts")
    finders = {**finders, "xiaozhang": lambda text, day: find_deadlines(text, published=day)}  # type: ignore[dict-item,return-value]
    rates = {name: speed(lambda text, find=find: find(text, day), paragraphs) for name, find in finders.items()}
    if texts:
        rates["xiaozhang, whole texts"] = speed(lambda text: find_deadlines(text, published=day), texts)
    for name, rate in rates.items():
        beside = f"  {rate / rates['jionlp']:6.1f} x jionlp" if "jionlp" in rates else ""
        print(f"  {name:24} {rate / 1e6:8.3f} M characters/s{beside}")


def _print_suite(finders: dict[str, Finder], suite: Path, most: int) -> None:
    cases = [json.loads(line) for line in suite.read_text(encoding="utf-8").splitlines()]
    print(f"suite: {suite.name}, day-sized kinds with a value")
    for name, finder in finders.items():
        right, total, differences = score(finder, cases)
        kinds = ", ".join(f"{kind} {right[kind]}/{total[kind]}" for kind in DAY_KINDS)
        share = sum(right.values()) / max(1, sum(total.values()))
        print(f"  {name:12} {sum(right.values())}/{sum(total.values())} = {share:.3f}  ({kinds})")
        if name == "xiaozhang":
            print("\n".join(f"    {line}" for line in differences[:most]))


if __name__ == "__main__":
    main()
