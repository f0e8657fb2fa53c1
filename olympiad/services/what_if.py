"""Trying out other rules or keys on the marks that there are; nothing is written."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from olympiad.domain import section as values
from olympiad.domain.errors import DomainError
from olympiad.domain.ranking import Ranking, rank
from olympiad.domain.rules import Rules
from olympiad.domain.what_if import Comparison, compare
from olympiad.models.section import Section
from olympiad.services import audit, section_values


@dataclass(frozen=True)
class Trial:
    """What moves; where one side cannot be ranked, its refusal instead."""

    comparison: Comparison | None = None
    before_refused: DomainError | None = None
    after_refused: DomainError | None = None


def try_rules(session: Session, section: Section, rules: Rules) -> Trial:
    """Compare the ranking under the present rules with the one under `rules`."""
    return try_change(section_values.load(session, section), lambda value: replace(value, rules=rules))


def try_change(before: values.Section, change: Callable[[values.Section], values.Section]) -> Trial:
    """Compare a section's ranking with that of the section as `change` makes it."""
    old, old_refused = _ranked(before)
    new, new_refused = _ranked(change(before))
    if old is None or new is None:
        return Trial(None, old_refused, new_refused)
    return Trial(compare(old, new))


def _ranked(section: values.Section) -> tuple[Ranking | None, DomainError | None]:
    try:
        return rank(section), None
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
