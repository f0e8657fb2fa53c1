"""Problems in files as lines: where, what was found, what would be right."""

from collections.abc import Mapping
from typing import Protocol

from olympiad.wording.sentences import Refusal, sentence


class Problem(Refusal, Protocol):
    """Something wrong in a file: the code and fields of a refusal, and where it stands."""

    @property
    def file(self) -> str: ...

    @property
    def row(self) -> int: ...

    @property
    def column(self) -> str: ...

    @property
    def fields(self) -> Mapping[str, object]: ...


def problem_line(problem: Problem, language: str) -> str:
    """`marks.csv:17: mark: 11 is above the maximum 10 …`, always one line."""
    column = f"{problem.column}: " if problem.column else ""
    text = f"{problem.file}:{problem.row}: {column}{sentence(problem, language)}"
    return " ".join(text.split())
