"""Readers in a process of their own: a library that hangs, crashes or eats memory costs one file, not the run.

The process is started once and reads file after file; after a time-out or a crash a fresh one takes its place.
It is started with ``python -m``, so that it works from any script, and speaks pickles over its standard streams.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import pickle
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from typing import IO

from extractor.problem import Problem
from extractor.reading.draft import Draft, Task
from extractor.reading.kinds import KINDS, Kind

MEMORY = 3_000_000_000
"""Address space of the reading process in bytes, where the system can limit it."""
_LENGTH = struct.Struct(">Q")
_PART, _PART_ITEMS = 200_000, 1000
"""An answer comes in parts of about so many characters, or so many texts."""


class _NoAnswerError(Exception):
    """The reading process gave no answer; says why."""


class _Worker:
    """One reading process and the pipe to it."""

    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "extractor.reading.isolation"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )

    def ask(self, name: str, task: Task) -> Iterator[Draft | Problem]:
        """What the reader of that kind says about the file; _NoAnswerError where it does not answer in time."""
        answer = self._answer(task, (name, task))
        while answer:
            yield from answer
            answer = self._answer(task)

    def _answer(self, task: Task, question: object = None) -> list[Draft | Problem]:
        """The next part of the answer to a question, that is put here where one is given; empty behind the last."""
        assert self._process.stdin
        assert self._process.stdout
        # The deadline counts from here; a little more for the first import of the libraries.
        timer = threading.Timer(task.limits.seconds + 3, self._process.kill)
        timer.start()
        started = time.monotonic()
        try:
            if question:
                _send(self._process.stdin, question)
            return _receive(self._process.stdout)
        except (OSError, EOFError, pickle.UnpicklingError, struct.error) as error:
            raise _NoAnswerError("time" if time.monotonic() - started >= task.limits.seconds else "crash") from error
        finally:
            timer.cancel()

    def close(self) -> None:
        """End the process."""
        with contextlib.suppress(OSError):
            self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                stream.close() if stream else None


_idle: list[_Worker] = []


def run_isolated(kind: Kind, task: Task) -> Iterator[Draft | Problem]:
    """Read one file in the reading process, what it says as it says it; a second one starts while that is under way."""
    worker, done = _idle.pop() if _idle else _Worker(), False
    try:
        yield from worker.ask(kind.name, task)
        done = True
    except _NoAnswerError as failed:
        yield _failure(task, str(failed))
    finally:
        if done:
            _idle.append(worker)
        else:  # it gave no answer, or nobody waited for all of it
            worker.close()


def _failure(task: Task, why: str) -> Problem:
    if why == "time":
        message = f"读了 {task.limits.seconds:g} 秒还没有读完，放弃了"
        return task.problem("time", message, "文件可能损坏或过于复杂，请另存一份再试")
    return task.problem("damaged", "文件损坏，读取时出错", "请用原来的软件打开并另存一份再试")


@atexit.register
def close_worker() -> None:
    """End the reading process, where there is one."""
    while _idle:
        _idle.pop().close()


def _send(stream: IO[bytes], value: object) -> None:
    data = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def _receive(stream: IO[bytes]) -> list[Draft | Problem]:
    head = stream.read(_LENGTH.size)
    length = _LENGTH.unpack(head)[0]
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    answer: list[Draft | Problem] = pickle.loads(data)  # noqa: S301 - from our own process
    return answer


def answer(name: str, task: Task) -> Iterator[Draft | Problem]:
    """What a reader says about a file; whatever a library raises on bad bytes is the file's problem."""
    try:
        yield from KINDS[name].reader()(task)
    except MemoryError:
        yield task.problem("memory", "读这个文件要的内存超过上限", "请把文件拆成几份")
    except Exception as error:  # noqa: BLE001 - libraries raise anything on bad bytes
        kind = type(error).__name__
        yield task.problem("damaged", f"文件损坏或格式不对，读取时出错（{kind}）", "请用原来的软件打开并另存一份再试")


def _parts(answers: Iterable[Draft | Problem]) -> Iterator[list[Draft | Problem]]:
    """An answer in parts of some size, none of them empty."""
    part: list[Draft | Problem] = []
    size = 0
    for one in answers:
        part.append(one)
        size += len(one.text) if isinstance(one, Draft) else 0
        if size >= _PART or len(part) >= _PART_ITEMS:
            yield part
            part, size = [], 0
    if part:
        yield part


def serve() -> None:
    """The reading process: one question after another from standard input until it ends."""
    _limit_memory()
    inward, outward = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What libraries print must not get between the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    while head := inward.read(_LENGTH.size):
        name, task = pickle.loads(inward.read(_LENGTH.unpack(head)[0]))  # noqa: S301 - from our own process
        for part in _parts(answer(name, task)):
            _send(outward, part)
        _send(outward, [])


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    serve()
