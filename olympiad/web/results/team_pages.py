"""The page of one team in published results: its marks among those of all teams, alone or beside another team."""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from olympiad.domain.exact import Amount, thousandths
from olympiad.exchange.published_ranking import PublishedRanking, PublishedTask, PublishedTeam
from olympiad.web.results.mark_strips import Field, field
from olympiad.web.results.ranking_search import institution_key

PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
SECTION_PICTURE = "share"
"""The picture of the whole section stands among those of its teams."""
EMBEDDED = "embed"
"""The ranking for pages of others likewise."""
MOST_CHOICES = 200
"""With more teams the other one is typed, not chosen from a list that each page would carry."""
SHOWN = ("placed", "guest", "incomplete")


def team_address(key: str) -> str:
    """Return how a team is called in addresses and files: by its key, where that is plain, else by a checksum of it.

    >>> team_address("T07"), team_address("Team 1/2")
    ('T07', 't-75dbb16e54f7')
    """
    return (
        key
        if PLAIN.fullmatch(key) and key not in (SECTION_PICTURE, EMBEDDED)
        else f"t-{hashlib.sha256(key.encode()).hexdigest()[:12]}"
    )


class TaskRow(NamedTuple):
    """One task on the page of a team."""

    task: PublishedTask
    field: Field
    mark: Amount | str | None
    place: int | None
    other: Amount | str | None
    difference: Amount | None


@dataclass(frozen=True)
class Comparison:
    """Everything that the pages of a section's teams share, arranged once."""

    ranking: PublishedRanking

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Return the marks of all teams, task by task."""
        shown = [team for team in self.ranking.teams if team.listing in SHOWN]
        return tuple(
            field(task.maximum, [mark for team in shown if _is_amount(mark := team.marks[at])])
            for at, task in enumerate(self.ranking.tasks)
        )

    @cached_property
    def totals(self) -> Field:
        """Return the totals of all teams."""
        totals = [amount_of(team.total) for team in self.ranking.teams if team.total is not None]
        maximum = self.ranking.maximum
        return field(maximum if maximum is not None else max(totals, default=0), totals)

    @cached_property
    def by_address(self) -> Mapping[str, PublishedTeam]:
        """Return the teams by how they are called in addresses."""
        return {team_address(team.key): team for team in self.ranking.teams}

    @cached_property
    def siblings(self) -> Mapping[str, int]:
        """Count the teams of each institution."""
        return Counter(institution_key(team) for team in self.ranking.teams if team.institution)

    @cached_property
    def placed(self) -> Sequence[PublishedTeam]:
        """Return the teams that have a place, in its order."""
        return [team for team in self.ranking.teams if team.place is not None]

    @cached_property
    def _order(self) -> Mapping[str, int]:
        return {team.key: at for at, team in enumerate(self.placed)}

    def rows(self, team: PublishedTeam, other: PublishedTeam | None) -> list[TaskRow]:
        """Return a team's marks task by task, with those of the other one."""
        return [
            TaskRow(
                task,
                marks,
                own,
                marks.place(own) if _is_amount(own) else None,
                other.marks[at] if other else None,
                _difference(own, other.marks[at] if other else None),
            )
            for at, (task, marks, own) in enumerate(zip(self.ranking.tasks, self.fields, team.marks, strict=True))
        ]

    def neighbours(self, team: PublishedTeam) -> tuple[PublishedTeam | None, PublishedTeam | None]:
        """Return who stands before and after a placed team."""
        at = self._order.get(team.key)
        if at is None:
            return None, None
        return self.placed[at - 1] if at else None, self.placed[at + 1] if at + 1 < len(self.placed) else None

    def found(self, words: str) -> PublishedTeam | None:
        """Return the team that a reader chose or typed for a comparison."""
        wanted = words.strip().casefold()
        teams = self.ranking.teams
        return self.by_address.get(words.strip()) or next(
            (team for team in teams if wanted and wanted in (team.name.casefold(), team.key.casefold())), None
        )

    def next_award(self, team: PublishedTeam) -> tuple[str, Decimal, Decimal] | None:
        """Return the next higher award, the lowest total that has it, and how far the team is below; None where there is none."""
        if team.total is None or team.place is None:
            return None
        for level in reversed([one for one in self.ranking.levels if one.height < (team.height or 10_000)]):
            lowest = self._lowest.get(level.name)
            if lowest is not None and lowest > team.total:
                return level.name, lowest, lowest - team.total
        return None

    @cached_property
    def _lowest(self) -> Mapping[str, Decimal]:
        found: dict[str, Decimal] = {}
        for team in self.placed:
            if team.award and team.total is not None:
                found[team.award] = min(team.total, found.get(team.award, team.total))
        return found


def is_plain_sum(team: PublishedTeam) -> bool:
    """Return whether the total is the sum of the task marks as they are printed, so that the page may write it so."""
    marks = [mark for mark in team.marks if _is_amount(mark)]
    if len(marks) != len(team.marks) or len(marks) < 2 or team.total is None:
        return False
    return sum(Fraction(mark) for mark in marks) == amount_of(team.total)


def amount_of(total: Decimal) -> Amount:
    """Return a printed total as an amount."""
    return thousandths(Fraction(total))


def _is_amount(mark: Amount | str | None) -> bool:
    return mark is not None and not isinstance(mark, str)


def _difference(own: Amount | str | None, other: Amount | str | None) -> Amount | None:
    if own is None or other is None or isinstance(own, str) or isinstance(other, str):
        return None
    return own - other
