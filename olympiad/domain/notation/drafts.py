"""Rules while they are being typed: read with every problem at once, completed with defaults, compared with others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from olympiad.domain.errors import DomainError
from olympiad.domain.notation.rules import add_rule, check_rules, write_rules
from olympiad.domain.rubric import Task
from olympiad.domain.rules import Rules

Pair = tuple[str, str]


@dataclass(frozen=True)
class Refusal:
    """What is wrong with one rule."""

    key: str
    error: DomainError


def read_draft(rows: Sequence[Pair], tasks: tuple[Task, ...]) -> tuple[Rules, list[Refusal]]:
    """The rules that can be read, and every row that cannot, those that contradict the tasks too.

    >>> rules, refused = read_draft([("decimals", "x"), ("scale", "loud"), ("places", "1223")], ())
    >>> rules.places.value, [(one.key, one.error.code) for one in refused]
    ('1223', [('decimals', 'not_a_number'), ('scale', 'choice_unknown')])
    """
    rules, refused, seen = Rules(), list[Refusal](), set[str]()
    for key, value in rows:
        try:
            if key in seen:
                raise DomainError("rule_twice", found=key.partition(".")[2] or key)
            rules = add_rule(rules, key, value)
        except DomainError as error:
            refused.append(Refusal(key, error))
        seen.add(key)
    refused += [Refusal(key, error) for key, error in check_rules(rules, tasks)]
    return rules, refused


def complete(rows: Iterable[Pair]) -> dict[str, str]:
    """Every rule but awards with its value, the default where none is written.

    >>> complete([("decimals", "3")])["decimals"], complete([])["scale"]
    ('3', 'raw')
    """
    written = {key: value for key, value in rows if not key.startswith("award.")}
    return dict(write_rules(Rules())) | {key: value for key, value in written.items() if value}


def without_defaults(rows: Iterable[Pair]) -> list[Pair]:
    """The rows that say something: awards always, others where they differ from the default.

    >>> without_defaults([("scale", "raw"), ("decimals", "3"), ("award.I", "")])
    [('decimals', '3'), ('award.I', '')]
    """
    default = dict(write_rules(Rules()))
    return [(key, value) for key, value in rows if key.startswith("award.") or value not in ("", default.get(key))]


@dataclass(frozen=True)
class Difference:
    """One rule of two versions; None where a version has no such award or part."""

    key: str
    before: str | None
    after: str | None


def differences(before: Sequence[Pair], after: Sequence[Pair]) -> list[Difference]:
    """The rules that differ, defaults filled in; a changed order of the awards is one difference of its own.

    >>> differences([("award.I", "count=1")], [("award.I", "count=2"), ("scale", "raw")])
    [Difference(key='award.I', before='count=1', after='count=2')]
    """
    old, new = _whole(before), _whole(after)
    keys = [*old, *(key for key in new if key not in old)]
    found = [Difference(key, old.get(key), new.get(key)) for key in keys if old.get(key) != new.get(key)]
    levels, now = _levels(before), _levels(after)
    if sorted(levels) == sorted(now) and levels != now:
        found.append(Difference("award", " > ".join(levels), " > ".join(now)))
    return found


def _whole(rows: Sequence[Pair]) -> dict[str, str]:
    return complete(rows) | {key: value for key, value in rows if key.startswith("award.")}


def _levels(rows: Sequence[Pair]) -> list[str]:
    return [key.removeprefix("award.") for key, _ in rows if key.startswith("award.")]
