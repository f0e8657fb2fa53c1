"""The order of a ceremony: a results version is revealed from the lowest award up to the winner, teams of one place together."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

from olympiad.domain.errors import DomainError

ON_A_PICTURE = 8
"""So many teams stand on one picture where a level is shown together."""
WITHOUT_AWARDS = 3
"""Where nobody has a level award, the teams of so many best places are revealed."""
PLACEHOLDERS = frozenset({"award", "teams", "institutions", "place", "count"})
"""What the wording of a sentence may name in braces."""
BRACES = re.compile(r"\{([^{}]*)\}")


class StepKind(StrEnum):
    """What a step of the ceremony puts on the screen of the hall."""

    OPENING = "opening"
    AWARD = "award"
    """The award whose holders come next, without a name."""
    REVEAL = "reveal"
    """The teams of one place."""
    TOGETHER = "together"
    """A page of a level whose holders are shown together."""
    SPECIAL = "special"
    INSTITUTIONS = "institutions"
    CLOSING = "closing"


class When(StrEnum):
    """Where special awards and the institutions' prize come."""

    FIRST = "first"
    BEFORE_WINNER = "before_winner"
    LAST = "last"
    NEVER = "never"


class Standing(NamedTuple):
    """A team of the version: its place, its level with the height (1 the highest, 0 none), special awards."""

    team: str
    place: Fraction | None
    award: str = ""
    height: int = 0
    special: tuple[str, ...] = ()


@dataclass(frozen=True)
class Order:
    """What the jury chooses beforehand."""

    card_before_each: bool = False
    """The award is shown before every place, not only before the first of its level."""
    together: frozenset[str] = frozenset()
    """Levels whose teams are shown together."""
    special: When = When.FIRST
    institutions: When = When.BEFORE_WINNER


class Step(NamedTuple):
    """One picture of the hall, in its turn."""

    kind: StepKind
    award: str = ""
    teams: tuple[str, ...] = ()
    """Keys of the teams that are shown; of an award's card those that come next."""
    place: Fraction | None = None
    is_winner: bool = False


def steps(standings: Sequence[Standing], order: Order = Order(), institutions: Sequence[str] = ()) -> tuple[Step, ...]:
    """Put a version into the order of its ceremony; `institutions` are those of the first place, by name.

    Levels come from the lowest to the highest, within a level places from the last to the first; teams that share a
    place stand in one step, by their keys.

    >>> field = [Standing("A", Fraction(1), "I", 1), Standing("B", Fraction(2), "II", 2), Standing("C", Fraction(2), "II", 2)]
    >>> [(str(step.kind), step.teams) for step in steps(field)][1:-1]
    [('award', ('B', 'C')), ('reveal', ('B', 'C')), ('award', ('A',)), ('reveal', ('A',))]
    """
    *before, winner = _levels(standings, order) or [()]
    special = _specials(standings)
    prize = (Step(StepKind.INSTITUTIONS, teams=tuple(institutions)),) if institutions else ()

    def at(when: When) -> tuple[Step, ...]:
        return (special if order.special is when else ()) + (prize if order.institutions is when else ())

    middle = tuple(step for group in before for step in group)
    return (
        Step(StepKind.OPENING), *at(When.FIRST), *middle, *at(When.BEFORE_WINNER), *winner, *at(When.LAST),
        Step(StepKind.CLOSING),
    )  # fmt: skip


def _levels(standings: Sequence[Standing], order: Order) -> list[tuple[Step, ...]]:
    """Return the steps of all awards in groups of which the last is the winner's."""
    found: list[tuple[Step, ...]] = []
    awarded = _awarded(standings)
    best = min((one.place for one in awarded if one.place is not None), default=None)
    for (_height, award), level in groupby(awarded, key=lambda one: (-one.height, one.award)):
        holders = list(level)
        if award in order.together:
            found.append(_together(award, holders))
        else:
            found += _one_by_one(award, holders, best, order)
    return found


def _awarded(standings: Sequence[Standing]) -> list[Standing]:
    """Return the holders of level awards, or without any the teams of the best places, in the order of their reveal."""
    chosen = [one for one in standings if one.height and one.place is not None]
    if not chosen:
        places = sorted({one.place for one in standings if one.place is not None})[:WITHOUT_AWARDS]
        chosen = [one for one in standings if one.place in places]
    return sorted(chosen, key=lambda one: (-one.height, -(one.place or 0), one.team))


def _one_by_one(
    award: str, holders: Sequence[Standing], best: Fraction | None, order: Order
) -> Iterable[tuple[Step, ...]]:
    for at, (place, group) in enumerate(groupby(holders, key=lambda one: one.place)):
        teams = tuple(one.team for one in group)
        card = (Step(StepKind.AWARD, award, teams, place),) if award and (at == 0 or order.card_before_each) else ()
        yield (*card, Step(StepKind.REVEAL, award, teams, place, is_winner=place == best))


def _together(award: str, holders: Sequence[Standing]) -> tuple[Step, ...]:
    """Fill pages of a level; teams of one place stay on one page where they fit on one."""
    pages: list[list[str]] = [[]]
    for _place, group in groupby(holders, key=lambda one: one.place):
        teams = [one.team for one in group]
        if pages[-1] and len(pages[-1]) + len(teams) > ON_A_PICTURE:
            pages.append([])
        for team in teams:
            if len(pages[-1]) == ON_A_PICTURE:
                pages.append([])
            pages[-1].append(team)
    card = Step(StepKind.AWARD, award, tuple(one.team for one in holders))
    return (card, *(Step(StepKind.TOGETHER, award, tuple(page)) for page in pages))


def _specials(standings: Sequence[Standing]) -> tuple[Step, ...]:
    """Return one step for each special award, in the order in which the ranking names them first."""
    holders: dict[str, list[str]] = {}
    for one in standings:
        for award in one.special:
            holders.setdefault(award, []).append(one.team)
    return tuple(Step(StepKind.SPECIAL, award, tuple(sorted(teams))) for award, teams in holders.items())


def invented(levels: Sequence[str]) -> tuple[Standing, ...]:
    """Return teams for a rehearsal, two places a level from the top, the second place of the lowest level shared.

    Nothing of the real results is in it but the names of the awards.

    >>> [(one.team, str(one.place), one.award) for one in invented(["I", "II"])]
    [('1', '1', 'I'), ('2', '2', 'I'), ('3', '3', 'II'), ('4', '4', 'II'), ('5', '4', 'II')]
    """
    places = [(Fraction(at), levels[(at - 1) // 2]) for at in range(1, 2 * len(levels) + 1)]
    places += places[-1:]
    heights = {level: at for at, level in enumerate(levels, start=1)}
    return tuple(
        Standing(str(number), place, level, heights[level]) for number, (place, level) in enumerate(places, start=1)
    )


def refuse_move(*, turn: int, seen: int, position: int, last: int) -> None:
    """Refuse a move that does not start from the step that is shown, or leads to none.

    Raises DomainError: `ceremony_moved_on` where somebody else was faster, `ceremony_step_unknown`.

    >>> refuse_move(turn=4, seen=3, position=5, last=9)
    Traceback (most recent call last):
    olympiad.domain.errors.DomainError: ceremony_moved_on
    """
    if turn != seen:
        raise DomainError("ceremony_moved_on")
    if not 0 <= position <= last:
        raise DomainError("ceremony_step_unknown", number=position + 1)


def refuse_wording(text: str) -> None:
    """Refuse a sentence that names in braces what nothing is put in place of: `ceremony_words_unknown`.

    >>> refuse_wording("The {award} goes to {teams}!")
    >>> refuse_wording("The {prize} goes to {teams}!")
    Traceback (most recent call last):
    olympiad.domain.errors.DomainError: ceremony_words_unknown: found=prize
    """
    for name in BRACES.findall(text):
        if name not in PLACEHOLDERS:
            raise DomainError("ceremony_words_unknown", found=name)


def worded(text: str, values: Mapping[str, str]) -> str:
    """Put values into the braces of a sentence, in one pass: what a name holds in braces is left as it is.

    >>> worded("{teams} – {award}", {"teams": "{award}", "award": "I degree"})
    '{award} – I degree'
    """
    return BRACES.sub(lambda found: values.get(found[1], found[0]), text)
