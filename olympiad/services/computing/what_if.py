"""Trying out other rules or keys on the marks that there are; nothing is written."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NamedTuple

from sqlalchemy.orm import Session

from olympiad.domain import section as values
from olympiad.domain.errors import DomainError
from olympiad.domain.evidence import gather
from olympiad.domain.known_marks import KnownMarks
from olympiad.domain.ranking import Ranking, rank_evidence
from olympiad.domain.rules import Rules
from olympiad.domain.weights import Untold, effective_weights
from olympiad.domain.what_if import Comparison, compare
from olympiad.models.section import Section
from olympiad.services.computing import section_cache
from olympiad.services.record import audit


@dataclass(frozen=True)
class Trial:
    """What moves; where one side cannot be ranked, its refusal instead."""

    comparison: Comparison | None = None
    before_refused: DomainError | None = None
    after_refused: DomainError | None = None
    sides: tuple[tuple[values.Section, Ranking], tuple[values.Section, Ranking]] | None = None
    """Both sections with their rankings, for whoever asks more of them."""


def try_rules(session: Session, section: Section, rules: Rules) -> Trial:
    """Compare the ranking under the present rules with the one under `rules`."""
    known = section_cache.of(session, section)
    return try_change(known.load(session, section), lambda value: replace(value, rules=rules), known.marks)


def try_change(
    before: values.Section, change: Callable[[values.Section], values.Section], known: KnownMarks | None = None
) -> Trial:
    """Compare a section's ranking with that of the section as `change` makes it; `known` are marks of the first."""
    known = known or KnownMarks()
    after = change(before)
    old, old_refused = _ranked(before, known)
    new, new_refused = _ranked(after, known.fork())
    if old is None or new is None:
        return Trial(None, old_refused, new_refused)
    return Trial(compare(old, new), sides=((before, old), (after, new)))


@dataclass(frozen=True)
class TaskWeight:
    """A task with its written weight and its share of what decides, before and after; None where it cannot be told."""

    task: str
    weight: Fraction
    before: Fraction | None
    after: Fraction | None


class Weights(NamedTuple):
    """What each task decides, and why that is not told of the ranking there is (of a trial: of the changed one)."""

    rows: list[TaskWeight]
    untold: Untold | None = None


def weights_of(trial: Trial) -> Weights:
    """Effective weights of both sides, by task; none while there is no ranking."""
    if trial.sides is None:
        return Weights([])
    (section, old), (changed, new) = trial.sides
    told = effective_weights(changed, new)
    before, after = _by_task(section, effective_weights(section, old)), _by_task(changed, told)
    rows = [TaskWeight(one.code, one.weight, before.get(one.code), after.get(one.code)) for one in changed.tasks]
    return Weights(rows, told if isinstance(told, Untold) else None)


def _by_task(section: values.Section, told: list[Fraction] | Untold) -> dict[str, Fraction]:
    codes = [task.code for task in section.tasks]
    return {} if isinstance(told, Untold) else dict(zip(codes, told, strict=True))


def present_weights(session: Session, section: Section) -> Weights:
    """Effective weights on the marks there are; empty while there is no ranking."""
    known = section_cache.of(session, section)
    return weights_of(try_change(known.load(session, section), lambda value: value, known.marks))


def _ranked(section: values.Section, known: KnownMarks) -> tuple[Ranking | None, DomainError | None]:
    try:
        return rank_evidence(gather(section), known), None
    except DomainError as error:
        return None, error


def recorded(trial: Trial) -> dict[str, audit.Plain]:
    """Return what moves as it is kept in the record: team key, place and award before and after."""
    if trial.comparison is None:
        return {}
    moved: list[audit.Plain] = [
        [mover.team.key, str(mover.before.place or ""), mover.before.award, str(mover.after.place or ""),
         mover.after.award]
        for mover in trial.comparison.movers
    ]  # fmt: skip
    return {"moved": moved}
