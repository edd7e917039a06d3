"""What went wrong, said once and for people."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with the user's data, found while the rest goes on.

    ``where`` names file and place (``plans/a.md:12``), ``code`` is a stable dotted name
    (``reading.encoding``), ``message`` one sentence, ``hint`` what the user can do about it. A ``notice`` is worth
    knowing but nothing is wrong: it leaves the exit status at 0.
    """

    where: str
    code: str
    message: str
    hint: str = ""
    notice: bool = False

    def __str__(self) -> str:
        said = f"{self.where}: {self.message} [{self.code}]"
        return f"{said}\n  {self.hint}" if self.hint else said


class XiaozhangError(Exception):
    """Root of every error that this package raises on purpose."""


class UsageError(XiaozhangError):
    """The caller asked for something that cannot be done; one sentence, exit status 2."""


class DataError(XiaozhangError):
    """One piece of the user's data cannot be used; carries the :class:`Problem` that says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem

    def __reduce__(self) -> tuple[type[DataError], tuple[Problem]]:
        """Errors come back from other processes with their problem."""
        return type(self), (self.problem,)
