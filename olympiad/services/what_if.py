"""Trying out other rules or keys on the marks that there are; nothing is written."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from sqlalchemy.orm import Session

from olympiad.domain import section as values
from olympiad.domain.errors import DomainError
from olympiad.domain.evidence import gather
from olympiad.domain.known_marks import KnownMarks
from olympiad.domain.ranking import Ranking, rank_evidence
from olympiad.domain.rules import Rules
from olympiad.domain.weights import effective_weights
from olympiad.domain.what_if import Comparison, compare
from olympiad.models.section import Section
from olympiad.services import audit, provisional


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
    known = provisional.of(session, section)
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


def weights_of(trial: Trial) -> list[TaskWeight]:
    """Effective weights of both sides, by task."""
    if trial.sides is None:
        return []
    (section, old), (changed, new) = trial.sides
    before = dict(zip((task.code for task in section.tasks), effective_weights(section, old), strict=True))
    after = effective_weights(changed, new)
    return [
        TaskWeight(task.code, task.weight, before.get(task.code), share)
        for task, share in zip(changed.tasks, after, strict=True)
    ]


def present_weights(session: Session, section: Section) -> list[TaskWeight]:
    """Effective weights on the marks there are; empty while there is no ranking."""
    known = provisional.of(session, section)
    return weights_of(try_change(known.load(session, section), lambda value: value, known.marks))


def _ranked(section: values.Section, known: KnownMarks) -> tuple[Ranking | None, DomainError | None]:
    try:
        return rank_evidence(gather(section), known), None
    except DomainError as error:
        return None, error


def recorded(trial: Trial) -> dict[str, audit.Plain]:
    """Give what moves as it is kept in the record: team key, place and award before and after."""
    if trial.comparison is None:
        return {}
    moved: list[audit.Plain] = [
        [mover.team.key, str(mover.before.place or ""), mover.before.award, str(mover.after.place or ""),
         mover.after.award]
        for mover in trial.comparison.movers
    ]  # fmt: skip
    return {"moved": moved}
