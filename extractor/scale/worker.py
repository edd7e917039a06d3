"""One working process and the pipe to it: it is asked one task at a time and says when it begins."""

from __future__ import annotations

import contextlib
import signal
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from typing import Any

from extractor.problem import XiaozhangError

Start = Callable[[], Callable[[Sequence[Any]], Iterable[Any]]]
"""Makes, inside a working process, the function that does the items of a task, which gives one result for each.

It is sent there, so it has to be picklable.
"""

_STARTING = 120.0
"""Seconds that a process may take to load before its first task."""


@dataclass(frozen=True, slots=True)
class Task:
    """Items that are sent together, each with its place in the order; ``tries`` counts the workers one cost alone."""

    places: Sequence[int]
    items: Sequence[Any]
    tries: int = 0

    def alone(self) -> list[Task]:
        """Each item as a task of its own."""
        tries = self.tries + 1 if len(self.items) == 1 else 0
        return [Task([place], [item], tries) for place, item in zip(self.places, self.items, strict=True)]


class LostError(Exception):
    """A worker is gone; ``begun`` says whether it had begun with its task."""

    def __init__(self, why: str, *, begun: bool) -> None:
        super().__init__(why)
        self.why, self.begun = why, begun


class Worker:
    """A process that works off one task after the other; ``method`` is that of :mod:`multiprocessing`."""

    def __init__(self, start: Start, *, method: str, seconds: float) -> None:
        context = get_context(method)
        self.task: Task | None = None
        self.pipe, theirs = context.Pipe()
        self._seconds = seconds
        self._begun = context.RawValue("b", 0)
        self._since = time.monotonic()
        self._seen = False
        self._process = context.Process(  # type: ignore[attr-defined]
            target=serve, args=(start, theirs, self._begun), daemon=True
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
        self._begun.value = self._seen = False
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
            raise LostError("crash", begun=bool(self._begun.value))
        self._check_time()
        return None

    def _check_time(self) -> None:
        begun, now = bool(self._begun.value), time.monotonic()
        if begun != self._seen:
            self._seen, self._since = begun, now
        elif self.task and now - self._since > (self._seconds if begun else _STARTING):
            raise LostError("time", begun=begun)

    def close(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.join()
        self._process.close()
        self.pipe.close()


def serve(start: Start, pipe: Connection, begun: Any) -> None:
    """The working process: loads once, then does one task after the other until the parent closes the pipe or ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends its workers
    parent = parent_process()
    handles: list[Any] = [pipe, *([parent.sentinel] if parent else [])]
    with contextlib.suppress(EOFError, OSError):
        try:
            work = start()
            while pipe in wait(handles):
                items = pipe.recv()
                begun.value = True
                pipe.send([*work(items)])
        except XiaozhangError as error:
            pipe.send(error)
