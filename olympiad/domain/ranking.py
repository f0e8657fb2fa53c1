"""The ranking: everything from mark to place and award, in the order of the rulebook."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import groupby

from olympiad.domain.award_conditions import Candidates, Standing
from olympiad.domain.awards import LevelResult, award_levels, levels_by_row, section_maximum
from olympiad.domain.choices import NoShow, PlaceStyle, Scale, ShareOf, TeamStatus, WhenMissing
from olympiad.domain.errors import DomainError
from olympiad.domain.evidence import Evidence, gather
from olympiad.domain.exact import Amount, from_units, half_away
from olympiad.domain.garbage_collector import garbage_collector_paused
from olympiad.domain.known_marks import KnownMarks
from olympiad.domain.places import places
from olympiad.domain.scales import Marks, totals
from olympiad.domain.section import Section, Team
from olympiad.domain.task_marks import TaskMark, task_mark
from olympiad.domain.tie_breaks import Field, break_ties


class Listing(StrEnum):
    """In which part of the list a team stands, in this order; only placed teams have a place."""

    PLACED = "placed"
    GUEST = "guest"
    INCOMPLETE = "incomplete"
    NO_SHOW = "no_show"
    WITHDRAWN = "withdrawn"
    DISQUALIFIED = "disqualified"


BY_TOTAL = (Listing.PLACED, Listing.GUEST)
"""These stand in one list by their totals; the others follow by their keys."""


@dataclass(frozen=True, slots=True)
class Row:
    """One team of the ranking. Amounts are thousandths; `total` is as printed, with all its decimals."""

    team: Team
    listing: Listing
    marks: tuple[TaskMark, ...]
    penalties: Amount
    exact: Amount | None
    """The total before the last rounding."""
    total: Decimal | None
    place: Fraction | None = None
    award: str = ""
    special_awards: tuple[str, ...] = ()
    decided_by: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """`TASK/JUDGE` of every sheet without a total, in the order of tasks."""
        return tuple(missing for mark in self.marks for missing in mark.missing)

    @property
    def is_absent_everywhere(self) -> bool:
        """Whether the team did not come at all."""
        return bool(self.marks) and all(mark.is_absent for mark in self.marks)

    @property
    def awards(self) -> tuple[str, ...]:
        """The level, then special awards."""
        return (self.award, *self.special_awards) if self.award else self.special_awards


@dataclass(frozen=True)
class Ranking:
    """Rows in the order of the list, and what became of each award level."""

    rows: tuple[Row, ...]
    levels: tuple[LevelResult, ...]
    """`LevelResult.rows` are positions in `section.teams`."""
    counted: int
    """N of the shares."""
    maximum: Fraction | None
    """The section's maximum in plain points, None under z and t."""

    @property
    def empty_levels(self) -> tuple[str, ...]:
        """Levels that exist and nobody got: a warning, not an error."""
        return tuple(result.level.name for result in self.levels if result.is_empty)


def sides_of(ranking: Ranking, awards: Iterable[str]) -> Iterator[tuple[str, list[Row], list[Row]]]:
    """Return, for each award from the top, the placed teams that got it or a higher one, and the placed teams below."""
    placed = [row for row in ranking.rows if row.listing is Listing.PLACED]
    reached: set[str] = set()
    for name in awards:
        reached.add(name)
        yield name, [row for row in placed if row.award in reached], [row for row in placed if row.award not in reached]


def rank(section: Section) -> Ranking:
    """Rank a section: steps 1 to 12 of the rulebook.

    Raises DomainError: `agreed_twice`, `no_other_sheet`, `section_penalty_with_z`,
    `too_few_reference_teams`, `no_spread`, `places_tied`.

    >>> from olympiad.domain.choices import CriterionKind
    >>> from olympiad.domain.rubric import Criterion, Task
    >>> from olympiad.domain.section import ScoreSheet
    >>> task = Task("A", (Criterion("yield", CriterionKind.POINTS, 10_000),))
    >>> sheets = (ScoreSheet("T01", "A", "cem", (7500,)), ScoreSheet("T02", "A", "cem", (9000,)))
    >>> ranking = rank(Section((Team("T01"), Team("T02")), (task,), sheets))
    >>> [(row.team.key, int(row.place), str(row.total)) for row in ranking.rows]
    [('T02', 1, '9.00'), ('T01', 2, '7.50')]
    """
    return rank_evidence(gather(section))


@garbage_collector_paused()
def rank_evidence(evidence: Evidence, known: KnownMarks | None = None) -> Ranking:
    """Rank what has been gathered, for callers that need the evidence again.

    `known` spares computing those task marks anew whose grounds are what they were; it changes no result.
    """
    section = evidence.section
    _refuse_section_penalties(section)
    marks = Marks(
        section.teams,
        section.tasks,
        known.rows(evidence) if known else _task_marks(evidence),
        section.rules,
    )
    return _Ranker(evidence, marks).ranking()


def _task_marks(evidence: Evidence) -> list[tuple[TaskMark, ...]]:
    """Steps 1 to 6 for all teams, in the order of teams and tasks."""
    section = evidence.section
    return [tuple([task_mark(evidence, team.key, task) for task in section.tasks]) for team in section.teams]


def _refuse_section_penalties(section: Section) -> None:
    if section.rules.scale in (Scale.Z, Scale.T):
        for penalty in section.penalties:
            if not penalty.task:
                raise DomainError(
                    "section_penalty_with_z", team=penalty.team, scale=section.rules.scale.value, rule="scale"
                )


class _Ranker:
    """Holds the columns that the steps after the task marks share: totals in printed units, listings."""

    def __init__(self, evidence: Evidence, marks: Marks) -> None:
        self.evidence, self.marks, self.rules = evidence, marks, marks.rules
        self.exact = self._less_section_penalties(totals(marks))
        unit = 10**self.rules.decimals
        self.units = [half_away(value.numerator * unit, value.denominator * 1000) for value in self.exact]
        self.is_incomplete = [any(mark.value is None for mark in row) for row in marks.rows]
        self.is_no_show = [all(mark.is_absent for mark in row) for row in marks.rows]
        self.listings = [self._listing(row) for row in range(len(marks.teams))]

    def _less_section_penalties(self, exact: Sequence[Amount]) -> list[Amount]:
        """Step 9: minus section penalties, floor 0; z and t have none."""
        if self.rules.scale in (Scale.Z, Scale.T):
            return list(exact)
        penalty_points = self.evidence.penalty_points
        return [max(0, exact[row] - penalty_points(team.key, "")) for row, team in enumerate(self.marks.teams)]

    def _listing(self, row: int) -> Listing:
        status = self.marks.teams[row].status
        if status in (TeamStatus.WITHDRAWN, TeamStatus.DISQUALIFIED):
            return Listing(status.value)
        if self.rules.missing is WhenMissing.NO_PLACE and self.is_incomplete[row]:
            return Listing.INCOMPLETE
        if self.rules.no_show is NoShow.UNPLACED and self.is_no_show[row]:
            return Listing.NO_SHOW
        return Listing.GUEST if status is TeamStatus.GUEST else Listing.PLACED

    def ranking(self) -> Ranking:
        """Steps 11 and 12, then the list."""
        groups, decided = self._groups()
        self._refuse_ties(groups)
        found = places([len(group) for group in groups], self.rules.places)
        place_of = {row: found[nth] for nth, group in enumerate(groups) for row in group}
        candidates = self._candidates(groups)
        levels = award_levels(self.rules.awards, candidates)
        rows = self._rows(place_of, decided, levels)
        order = self._order(groups)
        return Ranking(tuple(rows[row] for row in order), tuple(levels), candidates.counted, candidates.maximum)

    def _groups(self) -> tuple[list[list[int]], dict[int, str]]:
        """Placed teams by total, then by the tie-break chain; still tied by team key."""
        keys = self.marks.teams
        placed = [row for row, listing in enumerate(self.listings) if listing is Listing.PLACED]
        placed.sort(key=lambda row: (-self.units[row], keys[row].key))
        field = Field(self.evidence, self.marks)
        groups: list[list[int]] = []
        decided: dict[int, str] = {}
        for _, tied in groupby(placed, key=lambda row: self.units[row]):
            finer, by = break_ties(field, list(tied), self.rules.ties)
            groups += finer
            decided |= by
        return groups, decided

    def _refuse_ties(self, groups: list[list[int]]) -> None:
        if self.rules.places is not PlaceStyle.ORDINAL:
            return
        tied = [[self.marks.teams[row].key for row in group] for group in groups if len(group) > 1]
        if tied:
            raise DomainError("places_tied", rule="places", teams="; ".join(", ".join(group) for group in tied))

    def _candidates(self, groups: list[list[int]]) -> Candidates:
        placed = [row for group in groups for row in group]
        eligible = [row for row in placed if not self.is_incomplete[row] and not self.is_no_show[row]]
        return Candidates(
            [Standing(row, self.units[row]) for row in eligible],
            [self.units[row] for row in placed],
            frozenset(groups[0]) if groups else frozenset(),
            self._counted(),
            section_maximum(self.rules, self.marks.tasks),
            self.rules.decimals,
        )

    def _counted(self) -> int:
        """Return over how many teams shares are taken: the competing ones, or those of them that came."""
        competing = [row for row, team in enumerate(self.marks.teams) if team.status is TeamStatus.COMPETING]
        if self.rules.share_of is ShareOf.REGISTERED:
            return len(competing)
        return sum(not self.is_no_show[row] for row in competing)

    def _rows(self, place_of: dict[int, Fraction], decided: dict[int, str], levels: list[LevelResult]) -> list[Row]:
        won, special = levels_by_row(levels), self._special_awards()
        known = [
            self.rules.missing is WhenMissing.ZERO or not self.is_incomplete[row] for row in range(len(self.listings))
        ]
        return [
            Row(
                team,
                self.listings[row],
                tuple(self.marks.rows[row]),
                self.evidence.all_penalty_points(team.key),
                self.exact[row] if known[row] else None,
                from_units(self.units[row], self.rules.decimals) if known[row] else None,
                place_of.get(row),
                won.get(row, ""),
                special.get(team.key, ()),
                decided.get(row, ""),
            )
            for row, team in enumerate(self.marks.teams)
        ]

    def _special_awards(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for one in self.evidence.section.special_awards:
            found[one.team] = (*found.get(one.team, ()), one.award)
        return found

    def _order(self, groups: list[list[int]]) -> list[int]:
        """Placed teams and guests by total, guests after the competing; then the others by key."""
        position = {row: at for at, row in enumerate(row for group in groups for row in group)}
        after = {listing: at for at, listing in enumerate(Listing)}
        nobody = len(position)
        keys = [team.key for team in self.marks.teams]
        by_total = [row for row, listing in enumerate(self.listings) if listing in BY_TOTAL]
        others = [row for row, listing in enumerate(self.listings) if listing not in BY_TOTAL]
        by_total.sort(key=lambda row: (-self.units[row], position.get(row, nobody), keys[row]))
        others.sort(key=lambda row: (after[self.listings[row]], keys[row]))
        return by_total + others
