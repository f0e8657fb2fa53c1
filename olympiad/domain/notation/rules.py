"""Rules as they are written in rules.csv: every key, what its value may be, read and written back."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction

from olympiad import limits
from olympiad.domain.award_conditions import Total
from olympiad.domain.choices import (
    ConflictPolicy,
    Deviation,
    NoShow,
    PlaceStyle,
    Scale,
    ShareOf,
    WhenMissing,
)
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import plain
from olympiad.domain.notation.awards import parse_award
from olympiad.domain.notation.words import choose, positive, whole, yes_no, yes_or_no
from olympiad.domain.rubric import Task
from olympiad.domain.rules import Rules
from olympiad.domain.tie_breaks import TIE_BREAKS, criteria_named

MOST_DECIMALS = 30


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
    >>> add_rule(Rules(), "award.gold", "share=10%").awards[0].conditions
    (Share(value=Fraction(1, 10)),)
    """
    if max(len(key), len(value)) > limits.RULE:
        raise DomainError("text_too_long", found=f"{value[:40]}…", most=limits.RULE)
    group, _, name = key.partition(".")
    if name and group in NAMED:
        return NAMED[group](rules, name, value)
    if key not in READERS:
        raise DomainError("rule_unknown", found=key, known=" · ".join([*READERS, "award.NAME", "part.NAME"]))
    return replace(rules, **{key: READERS[key](value)}) if value else rules  # type: ignore[arg-type]


def _with_award(rules: Rules, name: str, value: str) -> Rules:
    return replace(rules, awards=(*rules.awards, parse_award(name, value)))


def _with_part_weight(rules: Rules, name: str, value: str) -> Rules:
    weight = positive(value) if value else Fraction(1)
    return replace(rules, part_weights={**rules.part_weights, name: weight})


NAMED = {"award": _with_award, "part": _with_part_weight}
"""Rules of which there are several, each with a name behind a dot."""


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
        if name == "criterion" and next(criteria_named(operand, tasks), None) is None:
            yield "ties", DomainError("tie_break_unknown_criterion", found=written)


def _check_parts(rules: Rules, parts: set[str]) -> Iterable[tuple[str, DomainError]]:
    for name in rules.part_weights:
        if name not in parts:
            known = " · ".join(sorted(parts - {""}))
            yield f"part.{name}", DomainError("part_unknown" if known else "part_unnamed", found=name, known=known)


def _check_awards(rules: Rules) -> Iterable[tuple[str, DomainError]]:
    for level in rules.awards if rules.scale in (Scale.Z, Scale.T) else ():
        if any(isinstance(one, Total) and one.of == "max" for one in level.conditions):
            yield f"award.{level.name}", DomainError("maximum_of_z", found=level.written, scale=rules.scale.value)


def write_rules(rules: Rules) -> list[tuple[str, str]]:
    """Every rule but the awards as a row of rules.csv, the defaults too.

    >>> dict(write_rules(Rules()))["places"]
    '1224'
    """
    task_decimals = "" if rules.task_decimals is None else str(rules.task_decimals)
    return [
        ("scale", rules.scale.value),
        ("sd", rules.sd.value),
        ("decimals", str(rules.decimals)),
        ("task_decimals", task_decimals),
        ("penalty_floor", yes_no(rules.penalty_floor)),
        ("missing", rules.missing.value),
        ("no_show", rules.no_show.value),
        ("places", rules.places.value),
        ("ties", "; ".join(rules.ties)),
        ("share_of", rules.share_of.value),
        ("conflict", rules.conflict.value),
        ("blind", yes_no(rules.blind)),
        ("points_shown", yes_no(rules.points_shown)),
        *((f"part.{name}", plain(weight)) for name, weight in sorted(rules.part_weights.items())),
    ]
