"""A results bundle read back into the values that are ranked."""

import re
from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from olympiad import limits
from olympiad.domain.bundle import FORMAT
from olympiad.domain.canonical_json import Plain
from olympiad.domain.choices import Consequence, CriterionKind, JoinBy, Method, TeamStatus
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import Amount, simplest
from olympiad.domain.notation.keys import parse_answer_key, parse_key
from olympiad.domain.notation.rubric import parse_critical
from olympiad.domain.notation.rules import read_rules
from olympiad.domain.rubric import Answers, Cell, Criterion, Task
from olympiad.domain.rules import Rules
from olympiad.domain.section import AgreedMark, Penalty, ScoreSheet, Section, SpecialAward, Team

EXACT = re.compile(r"-?[0-9]{1,60}(?:\.[0-9]{1,60}|/[0-9]{1,60})?", re.ASCII)

Value = TypeVar("Value")
Choice = TypeVar("Choice", bound=StrEnum)


class Fields:
    """One object of a bundle; asking for what is not there or of another type is a refusal that names the place."""

    def __init__(self, value: Plain, where: str) -> None:
        if not isinstance(value, dict):
            raise DomainError("bundle_malformed", where=where)
        self._value, self._where = value, where

    def text(self, name: str) -> str:
        """A string."""
        value = self._value.get(name)
        if not isinstance(value, str) or len(value) > limits.BUNDLE_TEXT:
            raise DomainError("bundle_malformed", where=f"{self._where}.{name}")
        return value

    def whole(self, name: str) -> int:
        """An integer."""
        value = self._value.get(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise DomainError("bundle_malformed", where=f"{self._where}.{name}")
        return value

    def truth(self, name: str) -> bool:
        """True or false."""
        value = self._value.get(name)
        if not isinstance(value, bool):
            raise DomainError("bundle_malformed", where=f"{self._where}.{name}")
        return value

    def exact(self, name: str) -> Fraction:
        """A number written as text, `2.5` or `25/3`."""
        return _exact(self.text(name), f"{self._where}.{name}")

    def amount(self, name: str) -> Amount:
        """The same in thousandths."""
        return simplest(self.exact(name) * 1000)

    def choice(self, choices: type[Choice], name: str) -> Choice:
        """One of the words of a list."""
        try:
            return choices(self.text(name))
        except ValueError:
            raise DomainError("bundle_malformed", where=f"{self._where}.{name}") from None

    def values(self, name: str) -> list[Plain]:
        """A list, not longer than a section has them."""
        value = self._value.get(name)
        if not isinstance(value, list) or len(value) > limits.BUNDLE_LISTS.get(name, limits.BUNDLE_LIST):
            raise DomainError("bundle_malformed", where=f"{self._where}.{name}")
        return value

    def objects(self, name: str) -> list["Fields"]:
        """A list of objects."""
        where = f"{self._where}.{name}"
        return [Fields(value, f"{where}[{at}]") for at, value in enumerate(self.values(name))]

    def object(self, name: str) -> "Fields":
        """An object."""
        return Fields(self._value.get(name), f"{self._where}.{name}")

    def texts(self) -> list[tuple[str, str]]:
        """The members that are strings."""
        return [(name, value) for name, value in self._value.items() if isinstance(value, str)]


def _exact(text: Plain, where: str) -> Fraction:
    """Read digits only: `1e999999999` from a stranger's file would take all memory."""
    try:
        return Fraction(text if isinstance(text, str) and EXACT.fullmatch(text) else "")
    except (ValueError, ZeroDivisionError):
        raise DomainError("bundle_malformed", where=where) from None


def read_section(bundle: Mapping[str, Plain]) -> Section:
    """What a bundle was computed from.

    Raises DomainError: `bundle_format` for another format, `bundle_malformed` naming the place.
    """
    if bundle.get("format") != FORMAT:
        raise DomainError("bundle_format", found=str(bundle.get("format")), known=FORMAT)
    top = Fields(dict(bundle), "results")
    tasks = tuple(_task(one) for one in top.objects("tasks"))
    by_code = {task.code: task for task in tasks}
    return Section(
        teams=tuple(Team(one.text("team"), one.choice(TeamStatus, "status"), one.text("code")) for one in top.objects("teams")),
        tasks=tasks,
        sheets=tuple(_sheet(one, by_code) for one in top.objects("sheets")),
        rules=_rules(top.object("rules")),
        absences=frozenset((one.text("team"), one.text("task")) for one in top.objects("absences")),
        samples={(one.text("team"), one.text("task")): one.text("sample") for one in top.objects("samples")},
        sample_keys={
            (one.text("task"), one.text("criterion"), one.text("sample")): parse_answer_key(
                _criterion_of(one, by_code), one.text("key")
            )
            for one in top.objects("keys")
        },
        penalties=tuple(
            Penalty(one.text("team"), one.amount("points"), one.text("task")) for one in top.objects("penalties")
        ),
        agreed_marks=tuple(
            AgreedMark(one.text("team"), one.text("task"), one.amount("mark"), one.text("criterion"))
            for one in top.objects("agreed_marks")
        ),
        times={(one.text("team"), one.text("task")): one.exact("seconds") for one in top.objects("times")},
        extra_rounds={one.text("team"): one.whole("rank") for one in top.objects("extra_rounds")},
        special_awards=tuple(SpecialAward(one.text("team"), one.text("award")) for one in top.objects("special_awards")),
    )  # fmt: skip


def _criterion_of(key: Fields, tasks: Mapping[str, Task]) -> Criterion:
    task = _known(tasks, key.text("task"), "keys")
    return task.criteria[_known(task.positions, key.text("criterion"), "keys")]


def _known(mapping: Mapping[str, Value], name: str, where: str) -> Value:
    if name not in mapping:
        raise DomainError("bundle_malformed", where=f"{where}: {name}")
    return mapping[name]


def _rules(rules: Fields) -> Rules:
    awards = [(f"award.{one.text('name')}", one.text("conditions")) for one in rules.objects("awards")]
    return read_rules([*rules.texts(), *awards])


def _task(one: Fields) -> Task:
    return Task(
        one.text("task"),
        tuple(_criterion(criterion) for criterion in one.objects("criteria")),
        one.exact("weight"),
        one.whole("judges"),
        one.choice(Method, "method"),
        one.whole("drop"),
        one.choice(JoinBy, "by"),
        one.text("part"),
    )


def _criterion(one: Fields) -> Criterion:
    kind, maximum = one.choice(CriterionKind, "kind"), one.amount("maximum")
    return Criterion(
        one.text("criterion"),
        kind,
        maximum,
        one.amount("step"),
        parse_key(kind, one.text("key"), maximum),
        parse_critical(one.text("critical")),
    )


def _sheet(one: Fields, tasks: Mapping[str, Task]) -> ScoreSheet:
    task = _known(tasks, one.text("task"), "sheets")
    absent = one.truth("absent")
    marks = tuple(_cell(value) for value in one.values("marks")) or (None,) * len(task.criteria)
    if len(marks) != len(task.criteria):
        raise DomainError("bundle_malformed", where=f"sheets: {one.text('team')}/{task.code}/{one.text('judge')}")
    return ScoreSheet(one.text("team"), task.code, one.text("judge"), marks, absent, submitted=one.truth("submitted"))


def _cell(value: Plain) -> Cell:
    if value is None:
        return None
    if isinstance(value, str):
        return int(_exact(value, "marks") * 1000)
    cell = Fields(value, "marks")
    if isinstance(value, dict) and "readings" in value:
        return _answers(cell.values("readings"))
    return cell.choice(Consequence, "not_assessed")


def _answers(values: list[Plain]) -> Answers:
    """Return replicates, or codes of chosen answers: those never look like numbers."""
    texts = [value for value in values if isinstance(value, str)]
    if len(texts) < len(values):
        raise DomainError("bundle_malformed", where="marks.readings")
    if texts and not any(EXACT.fullmatch(text) for text in texts):
        return tuple(texts)
    return tuple(_exact(text, "marks.readings") for text in texts)
