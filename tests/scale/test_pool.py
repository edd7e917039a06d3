"""The pool: order, and that a worker which dies or hangs costs nothing but the item that it was at."""

from __future__ import annotations

import os
import signal
import sys
import time
from functools import partial
from multiprocessing import active_children

import pytest

from extractor.article import Article
from extractor.problem import DataError, Problem, UsageError
from extractor.scale import Known, Pool

METHODS = ["spawn", *(["fork"] if sys.platform == "linux" else [])]


def work(folder, items):
    return [do(folder, item) for item in items]


def do(folder, item):
    """Does what the item says; what happens once leaves a mark in the folder."""
    name, _, what = item.partition(":")
    once = folder and os.path.join(folder, name)  # noqa: PTH118 - a worker imports as little as possible
    if what.startswith("once-"):
        if os.path.exists(once):  # noqa: PTH110
            return item.upper()
        with open(once, "w"):  # noqa: PTH123
            what = what.removeprefix("once-")
    if what == "exit":
        os._exit(3)
    elif what == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif what == "segfault":
        import ctypes

        ctypes.string_at(0)
    elif what == "hang":
        time.sleep(600)
    elif what == "bad":
        raise DataError(Problem("a.yaml:3", "rules.pattern", "坏了"))
    elif what == "unsendable":
        return lambda: None
    return item.upper()


def load(folder):
    return partial(work, folder)


def broken():
    os._exit(1)


def lost(item, why):
    return f"{why} {item}"


def run(items, folder="", *, jobs=2, seconds=20.0, method="fork" if "fork" in METHODS else "spawn", start=None):
    with Pool(
        start or partial(load, str(folder)), lost=lost, size=len, jobs=jobs, seconds=seconds, method=method
    ) as pool:
        return list(pool.map(items))


@pytest.mark.parametrize("method", METHODS)
def test_results_come_in_order(method):
    items = [f"{n}:" for n in range(1000)]
    assert run(items, method=method) == [item.upper() for item in items]


@pytest.mark.parametrize("what", ["exit", "kill", "segfault"])
@pytest.mark.parametrize("place", [0, 70, 199])
def test_a_poisoned_item_costs_itself_only(what, place):
    items = [f"{n}:{what if n == place else ''}" for n in range(200)]
    expected = [item.upper() for item in items]
    expected[place] = f"crash {items[place]}"
    assert run(items) == expected


def test_a_poisoned_item_under_spawn():
    assert run(["a:", "b:exit", "c:"], method="spawn") == ["A:", "crash b:exit", "C:"]


def test_an_item_that_hangs_is_given_up():
    assert run(["a:", "b:hang", "c:"], seconds=0.6) == ["A:", "time b:hang", "C:"]


def test_many_poisoned_items():
    items = [f"{n}:{'exit' if n % 9 == 0 else ''}" for n in range(100)]
    assert run(items) == [f"crash {item}" if item.endswith("exit") else item.upper() for item in items]


@pytest.mark.parametrize("what", ["kill", "hang"])
def test_what_happens_once_is_tried_again(tmp_path, what):
    items = [f"{n}:{'once-' + what if n in {5, 60} else ''}" for n in range(80)]
    assert run(items, tmp_path, seconds=0.6) == [item.upper() for item in items]


def test_a_result_that_cannot_be_sent_costs_itself_only(capfd):
    assert run(["a:", "b:unsendable", "c:"]) == ["A:", "crash b:unsendable", "C:"]
    capfd.readouterr()


def test_any_worker_may_be_killed_from_outside(tmp_path):
    items = [f"{n}:" for n in range(3000)]
    with Pool(partial(load, str(tmp_path)), lost=lost, size=len, jobs=2, method="fork") as pool:
        found = []
        for result in pool.map(items):
            found.append(result)
            if len(found) in {10, 1500}:
                active_children()[0].kill()
    assert found == [item.upper() for item in items]


def test_an_error_of_the_rules_reaches_the_caller_with_its_problem():
    with pytest.raises(DataError) as error:
        run(["a:", "b:bad"])
    assert error.value.problem.where == "a.yaml:3"


@pytest.mark.parametrize("method", METHODS)
def test_a_start_that_fails_is_said_once(method):
    with pytest.raises(UsageError, match="--jobs 1"):
        run(["a:"], start=broken, method=method)


def test_known_results_keep_their_place():
    items = ["a:", Known("b"), "c:exit", Known("d"), Known("e")]
    assert run(items) == ["A:", "b", "crash c:exit", "d", "e"]


def test_no_items_no_process():
    assert run([]) == []
    assert not active_children()


def test_the_source_is_read_only_a_little_ahead():
    read = 0

    def source():
        nonlocal read
        for n in range(50_000):
            read += 1
            yield f"{n}:"

    most = 0
    with Pool(partial(load, ""), lost=lost, size=len, jobs=2, method="fork") as pool:
        for done, _ in enumerate(pool.map(source())):
            most = max(most, read - done)
    assert most < 2000


def test_large_items_are_held_a_few_at_a_time():
    read = 0

    def source():
        nonlocal read
        for n in range(40):
            read += 1
            yield f"{n}:" + "x" * 4_000_000

    most = 0
    with Pool(partial(load, ""), lost=lost, size=len, jobs=2, method="fork") as pool:
        for done, _ in enumerate(pool.map(source())):
            most = max(most, read - done)
    assert most <= 8


def test_workers_end_with_the_pool_even_when_it_is_left_half_way():
    with Pool(partial(load, ""), lost=lost, size=len, jobs=2, method="fork") as pool:
        next(pool.map(f"{n}:" for n in range(10_000)))
        assert active_children()
    assert not active_children()


def test_articles_travel_whole():
    with Pool(list_of_one, lost=lost, size=lambda _: 1, jobs=1, method="spawn") as pool:
        assert list(pool.map([Article("文", path="a")])) == [[Article("文", path="a")]]


def list_of_one():
    return same


def same(items):
    return [[item] for item in items]
