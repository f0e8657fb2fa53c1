"""Rules as they are written in rules.csv: every key, what its value may be, and what that means."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from olympiad import limits
from olympiad.domain.choices import (
    Border,
    ConflictPolicy,
    Deviation,
    NoShow,
    PlaceStyle,
    Scale,
    ShareOf,
    WhenMissing,
)
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import number, simplest
from olympiad.domain.rubric import Task
from olympiad.domain.rules import AwardLevel, Rules, TotalAtLeast
from olympiad.domain.tie_breaks import TIE_BREAKS

MOST_DECIMALS = 30


Choice = TypeVar("Choice", bound=StrEnum)


def choose(choices: type[Choice], text: str) -> Choice:
    """The choice that is written so.

    >>> choose(Scale, "percent")
    <Scale.PERCENT: 'percent'>
    """
    try:
        return choices(text)
    except ValueError:
        known = " · ".join(choice.value for choice in choices)
        raise DomainError("choice_unknown", found=text, known=known) from None


def yes_or_no(text: str) -> bool:
    """`yes` or `no`.

    >>> yes_or_no("no")
    False
    """
    if text not in ("yes", "no"):
        raise DomainError("choice_unknown", found=text, known="yes · no")
    return text == "yes"


def whole(text: str, least: int = 0) -> int:
    """A whole number, not below `least`.

    >>> whole("3")
    3
    """
    value = simplest(number(text))
    if not isinstance(value, int):
        raise DomainError("number_not_whole", found=text)
    if value < least:
        raise DomainError("number_too_small", found=text, least=str(least))
    return value


def positive(text: str) -> Fraction:
    """A number above 0.

    >>> positive("0.5")
    Fraction(1, 2)
    """
    value = number(text)
    if value <= 0:
        raise DomainError("number_not_positive", found=text)
    return value


def _decimals(text: str) -> int:
    value = whole(text)
    if value > MOST_DECIMALS:
        raise DomainError("number_too_large", found=text, most=str(MOST_DECIMALS))
    return value


def _ties(text: str) -> tuple[str, ...]:
    chain = tuple(part.strip() for part in text.split(";") if part.strip())
    for written in chain:
        name, colon, operand = written.partition(":")
        if name not in TIE_BREAKS or TIE_BREAKS[name].takes_operand != bool(colon and operand):
            known = " · ".join(one.written for one in TIE_BREAKS.values())
            raise DomainError("tie_break_unknown", found=written, known=known)
    return chain


READERS: dict[str, Callable[[str], object]] = {
    "scale": lambda text: choose(Scale, text),
    "sd": lambda text: choose(Deviation, text),
    "decimals": _decimals,
    "task_decimals": _decimals,
    "penalty_floor": yes_or_no,
    "missing": lambda text: choose(WhenMissing, text),
    "no_show": lambda text: choose(NoShow, text),
    "places": lambda text: choose(PlaceStyle, text),
    "ties": _ties,
    "share_of": lambda text: choose(ShareOf, text),
    "conflict": lambda text: choose(ConflictPolicy, text),
    "blind": yes_or_no,
    "points_shown": yes_or_no,
}
"""How the value of each rule key is read; `award.NAME` and `part.NAME` come beside them."""


def add_rule(rules: Rules, key: str, value: str) -> Rules:
    """The rules with one more row of rules.csv; an empty value leaves the default.

    >>> add_rule(Rules(), "decimals", "3").decimals
    3
    >>> add_rule(Rules(), "award.gold", "share=10%").awards[0].share
    Fraction(1, 10)
    """
    if max(len(key), len(value)) > limits.RULE:
        raise DomainError("text_too_long", found=f"{value[:40]}…", most=limits.RULE)
    group, dot, name = key.partition(".")
    if dot and group == "award" and name:
        return replace(rules, awards=(*rules.awards, parse_award(name, value)))
    if dot and group == "part" and name:
        weight = positive(value) if value else Fraction(1)
        return replace(rules, part_weights={**rules.part_weights, name: weight})
    if key not in READERS:
        raise DomainError("rule_unknown", found=key, known=" · ".join([*READERS, "award.NAME", "part.NAME"]))
    return replace(rules, **{key: READERS[key](value)}) if value else rules  # type: ignore[arg-type]


def read_rules(rows: Iterable[tuple[str, str]]) -> Rules:
    """Rules from (key, value) pairs, in their order.

    >>> read_rules([("scale", "t"), ("award.I", "total>=60")]).scale.value
    't'
    """
    rules = Rules()
    for number_of_row, (key, value) in enumerate(rows):
        if number_of_row >= limits.RULES:
            raise DomainError("list_too_long", found=f"{key[:40]}…", most=limits.RULES)
        rules = add_rule(rules, key, value)
    return rules


def parse_award(name: str, text: str) -> AwardLevel:
    """The conditions of one award level, separated by spaces; without any it is for every placed team.

    >>> parse_award("I", "total>=80%max from=6").totals
    (TotalAtLeast(of='max', value=Fraction(4, 5), best_count=1),)
    """
    level = AwardLevel(name, text)
    given: set[str] = set()
    for condition in text.split():
        kind, level = _condition(level, condition)
        if kind in given and kind != "total":
            raise DomainError("condition_twice", found=condition)
        given.add(kind)
    return level


_TOTAL = re.compile(r"(?P<number>[^%]+)(?:%(?P<of>max|best|mean(?P<count>[0-9]{1,6})))?", re.ASCII)


def _condition(level: AwardLevel, written: str) -> tuple[str, AwardLevel]:
    if written.startswith("total>="):
        return "total", replace(level, totals=(*level.totals, _total(written.removeprefix("total>="))))
    kind, _, value = written.partition("=")
    if kind == "share" and value.endswith("%"):
        return kind, replace(level, share=_share(value))
    if kind == "count":
        return kind, replace(level, count=whole(value))
    if kind == "cap":
        return kind, replace(level, cap=whole(value))
    if kind == "from":
        return kind, replace(level, counted_from=whole(value))
    if kind == "border":
        return kind, replace(level, border=choose(Border, value))
    if written == "place=1":
        return kind, replace(level, first_place=True)
    raise DomainError("condition_unknown", found=written, known=CONDITIONS)


CONDITIONS = (
    "share=10% · count=3 · total>=80 · total>=80%max · total>=90%best · total>=90%mean3 · place=1 · cap=5 · from=6 · "
    "border=at_most"
)


def _share(text: str) -> Fraction:
    share = number(text.removesuffix("%")) / 100
    if not 0 <= share <= 1:
        raise DomainError("share_outside", found=text)
    return share


def _total(text: str) -> TotalAtLeast:
    match = _TOTAL.fullmatch(text)
    if not match:
        raise DomainError("condition_unknown", found=f"total>={text}", known=CONDITIONS)
    value, of, count = number(match["number"]), match["of"], match["count"]
    if not of:
        return TotalAtLeast("points", value)
    if count is not None:
        return TotalAtLeast("mean", value / 100, whole(count, least=1))
    return TotalAtLeast(of, value / 100)


def check_rules(rules: Rules, tasks: tuple[Task, ...]) -> list[tuple[str, DomainError]]:
    """What the rules say that this section's tasks contradict, as (rule key, error) pairs.

    >>> [(key, error.code) for key, error in check_rules(read_rules([("ties", "task:X")]), ())]
    [('ties', 'tie_break_unknown_task')]
    """
    return [
        *_check_ties(rules, {task.code: task for task in tasks}),
        *_check_parts(rules, {task.part for task in tasks}),
        *_check_awards(rules),
    ]


def _check_ties(rules: Rules, tasks: dict[str, Task]) -> Iterable[tuple[str, DomainError]]:
    for written in rules.ties:
        name, _, operand = written.partition(":")
        if name == "task" and operand not in tasks:
            yield "ties", DomainError("tie_break_unknown_task", found=written, known=" · ".join(tasks))
        if name == "criterion" and find_criterion(operand, tasks) is None:
            yield "ties", DomainError("tie_break_unknown_criterion", found=written)


def find_criterion(operand: str, tasks: dict[str, Task]) -> tuple[Task, int] | None:
    """The task and the position that `X/y` names; a task code may itself hold a slash.

    >>> find_criterion("X/y", {}) is None
    True
    """
    for at, character in enumerate(operand):
        task = tasks.get(operand[:at]) if character == "/" else None
        if task and operand[at + 1 :] in task.positions:
            return task, task.positions[operand[at + 1 :]]
    return None


def _check_parts(rules: Rules, parts: set[str]) -> Iterable[tuple[str, DomainError]]:
    for name in rules.part_weights:
        if name not in parts:
            known = " · ".join(sorted(parts - {""}))
            yield f"part.{name}", DomainError("part_unknown" if known else "part_unnamed", found=name, known=known)


def _check_awards(rules: Rules) -> Iterable[tuple[str, DomainError]]:
    for level in rules.awards:
        if rules.scale in (Scale.Z, Scale.T) and any(one.of == "max" for one in level.totals):
            yield f"award.{level.name}", DomainError("maximum_of_z", found=level.written, scale=rules.scale.value)
