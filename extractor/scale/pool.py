"""Work on many cores: items go to processes and results come back in order, and no item can stop the others.

Where a worker dies or hangs, each item of its task is tried alone; one that costs two workers so is given up by name.
``concurrent.futures`` gives the whole pool up instead, and ``multiprocessing.Pool`` waits for ever. Each
worker has a pipe of its own, so that none can die with a lock that others need.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import wait
from typing import Any, Generic, TypeVar

from extractor.problem import UsageError
from extractor.scale.worker import LostError, Start, Task, Worker

T = TypeVar("T")
R = TypeVar("R")

_TASK_ITEMS, _TASK_SIZE = 128, 64_000
"""A task is closed at so many items, or when their sizes add up to so much."""
_HELD_ITEMS, _HELD_SIZE = 512, 20_000_000
"""So many items a worker, and so much size in all, are read ahead of the result that is due."""
_PATIENCE = 3
"""Workers that may be lost one after the other before their first task."""
_TICK = 0.5


@dataclass(frozen=True, slots=True)
class Known(Generic[R]):
    """An item whose result is known already: it only keeps its place in the order."""

    result: R


@dataclass(slots=True)
class _Slot:
    item: Any
    size: int
    result: Any = None
    done: bool = False


class Pool(Generic[T, R]):
    """``jobs`` processes that each call ``start()`` once and then what it returned with the items of every task.

    ``lost(item, why)`` makes the result of an item that cannot be done (``why`` is ``crash`` or ``time``), ``size``
    weighs an item, ``seconds`` is the time that a task may take, and an item alone. Use it as a context manager.
    """

    def __init__(
        self,
        start: Start,
        *,
        lost: Callable[[T, str], R],
        size: Callable[[T], int],
        jobs: int,
        seconds: float = 60.0,
        method: str = "spawn",
    ) -> None:
        self._lost, self._size, self._jobs = lost, size, jobs
        self._new: Callable[[], Worker] = partial(Worker, start, method=method, seconds=seconds)
        self._workers: list[Worker] = []
        self._queue: deque[Task] = deque()
        self._slots: dict[int, _Slot] = {}
        self._first = self._next = self._held = self._failures = 0

    def __enter__(self) -> Pool[T, R]:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    @property
    def is_busy(self) -> bool:
        """Whether items are under way: a ``map`` that was not read to its end leaves a pool so."""
        return bool(self._slots)

    def close(self) -> None:
        """End the processes."""
        while self._workers:
            self._workers.pop().close()

    def map(self, items: Iterable[T | Known[R]]) -> Iterator[R]:
        """The results in the order of the items, which are read only a little ahead of them."""
        source, more = iter(items), True
        while more or self._slots:
            if more and self._has_room():
                more = self._read_task(source)
            self._hand_out()
            self._listen(0 if more and self._has_room() else _TICK)
            self._hand_out()  # no worker is to wait while the results are taken
            yield from self._ready()

    def _has_room(self) -> bool:
        held = len(self._slots) < _HELD_ITEMS * self._jobs and self._held < _HELD_SIZE
        return len(self._queue) < self._jobs and (held or not self._slots)

    def _read_task(self, source: Iterator[T | Known[R]]) -> bool:
        """Read the items of one task from the source; whether there may be more."""
        places: list[int] = []
        waiting = 0
        for item in source:
            if isinstance(item, Known):
                self._slots[self._next] = _Slot(None, 0, item.result, done=True)
            else:
                places.append(self._next)
                self._slots[self._next] = _Slot(item, self._size(item))
                waiting += self._slots[self._next].size
            self._next += 1
            if waiting >= _TASK_SIZE or len(places) >= _TASK_ITEMS or self._next % _HELD_ITEMS == 0:
                break
        else:
            self._send(places, waiting)
            return False
        self._send(places, waiting)
        return True

    def _send(self, places: list[int], size: int) -> None:
        self._held += size
        if places:
            self._queue.append(Task(places, [self._slots[place].item for place in places]))

    def _hand_out(self) -> None:
        while self._queue and len(self._workers) < self._jobs:
            self._workers.append(self._new())
            self._workers[-1].give(self._queue.popleft())
        for worker in self._workers:
            if self._queue and worker.task is None:
                worker.give(self._queue.popleft())

    def _listen(self, seconds: float) -> None:
        """Take what the workers have done, waiting at most so long for the first answer."""
        busy = [worker for worker in self._workers if worker.task]
        if seconds and busy and not (self._first in self._slots and self._slots[self._first].done):
            wait([handle for worker in busy for handle in worker.handles], timeout=seconds)
        for worker in busy:
            assert worker.task
            try:
                results = worker.take()
            except LostError as lost:
                self._workers.remove(worker)
                worker.close()
                self._retry(worker.task, lost)
                continue
            if results is not None:
                for place, result in zip(worker.task.places, results, strict=True):
                    self._settle(place, result)
                worker.task, self._failures = None, 0

    def _retry(self, task: Task, lost: LostError) -> None:
        """What to do with the task of a lost worker: alone, each item says whether it was the one."""
        if not lost.begun:
            self._failures += 1
            if self._failures >= _PATIENCE:
                raise UsageError("处理文章的进程起不来，请先用 --jobs 1 试一次。")
            self._queue.appendleft(task)
        elif task.tries:
            self._settle(task.places[0], self._lost(task.items[0], lost.why))
        else:
            self._queue.extendleft(reversed(task.alone()))

    def _settle(self, place: int, result: R) -> None:
        slot = self._slots[place]
        slot.result, slot.done = result, True

    def _ready(self) -> Iterator[R]:
        while self._first in self._slots and self._slots[self._first].done:
            slot = self._slots.pop(self._first)
            self._first += 1
            self._held -= slot.size
            yield slot.result
