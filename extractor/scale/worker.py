"""One working process and the pipe to it: it is asked one task at a time and says which item it is at."""

from __future__ import annotations

import contextlib
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from typing import Any

from extractor.problem import XiaozhangError

Start = Callable[[], Callable[[Any], Any]]
"""Makes, inside a working process, the function that does the work; sent there, so it has to be picklable."""

_STARTING = 120.0
"""Seconds that a process may take to load before its first item."""


@dataclass(frozen=True, slots=True)
class Task:
    """Items that are sent together, each with its place in the order; ``tries`` counts the workers they have cost."""

    places: Sequence[int]
    items: Sequence[Any]
    tries: int = 0

    def part(self, start: int, end: int, *, tries: int = 0) -> Task:
        """Some of the items as a task of their own."""
        return Task(self.places[start:end], self.items[start:end], tries)


class LostError(Exception):
    """A worker is gone; ``at`` is the item that it was at: -1 before the first, the number of items behind the last."""

    def __init__(self, at: int, why: str) -> None:
        super().__init__(why)
        self.at = at
        self.why = why


class Worker:
    """A process that works off one task after the other; ``method`` is that of :mod:`multiprocessing`."""

    def __init__(self, start: Start, *, method: str, seconds: float) -> None:
        context = get_context(method)
        self.task: Task | None = None
        self.pipe, theirs = context.Pipe()
        self._seconds = seconds
        self._at = context.RawValue("q", -1)
        self._seen, self._since = -1, time.monotonic()
        self._process = context.Process(  # type: ignore[attr-defined]
            target=serve, args=(start, theirs, self._at), daemon=True
        )
        self._process.start()
        theirs.close()

    @property
    def handles(self) -> tuple[Any, ...]:
        """What to wait for: an answer, or the end of the process."""
        return (self.pipe, self._process.sentinel)

    def give(self, task: Task) -> None:
        """Hand the next task over."""
        self.task = task
        self._at.value = self._seen = -1
        self._since = time.monotonic()
        with contextlib.suppress(OSError):  # a process that is gone is found by ``take``
            self.pipe.send(task.items)

    def take(self) -> list[Any] | None:
        """The results of the task, or None while it is being done; :class:`LostError` where there will be none.

        An error of the user's data or options that the work raised is raised here.
        """
        with contextlib.suppress(EOFError, OSError):
            if self.pipe.poll():
                answer = self.pipe.recv()
                if isinstance(answer, XiaozhangError):
                    raise answer
                return list(answer)
        if not self._process.is_alive():
            raise LostError(self._at.value, "crash")
        self._check_time()
        return None

    def _check_time(self) -> None:
        at, now = self._at.value, time.monotonic()
        if at != self._seen:
            self._seen, self._since = at, now
        elif self.task and now - self._since > (self._seconds if at >= 0 else _STARTING):
            raise LostError(at, "time")

    def close(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.join()
        self._process.close()
        self.pipe.close()


def serve(start: Start, pipe: Connection, at: Any) -> None:
    """The working process: loads once, then does one task after the other until the parent closes the pipe or ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends its workers
    parent = parent_process()
    handles: list[Any] = [pipe, *([parent.sentinel] if parent else [])]
    with contextlib.suppress(EOFError, OSError):
        try:
            work = start()
            while pipe in wait(handles):
                pipe.send(_done(work, pipe.recv(), at))
        except XiaozhangError as error:
            pipe.send(error)


def _done(work: Callable[[Any], Any], items: Sequence[Any], at: Any) -> list[Any]:
    results = []
    for place, item in enumerate(items):
        at.value = place
        results.append(work(item))
    at.value = len(items)
    return results
