"""Conditions of an award level: how each is written, what a form asks for, whom it lets in; a registry by name."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import ClassVar, Self

from olympiad.domain.choices import Border
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import number
from olympiad.domain.notation.words import Parts, choose, tight, whole


@dataclass(frozen=True)
class Standing:
    """A team that may get a level: complete, competing, not absent everywhere; `total` in printed units."""

    row: int
    total: int


@dataclass(frozen=True)
class Candidates:
    """Whom the levels look at.

    eligible   those who may get a level, best first
    placed     printed totals of all placed competing teams
    firsts     rows that no competing team is strictly ahead of
    counted    N: competing teams that a share counts
    maximum    the section's maximum, in plain points, None under z and t
    decimals   how many decimals a printed total has
    """

    eligible: Sequence[Standing]
    placed: Sequence[int]
    firsts: frozenset[int]
    counted: int
    maximum: Fraction | None
    decimals: int


@dataclass(frozen=True)
class Condition:
    """What a condition can say about a level; each kind answers the questions that it is about.

    name       before its sign in the text, key of the registry
    sign       between name and value
    examples   as they are written, for the rulebook and for refusals
    fields     of a form: name → `number`, `check` or `choice`
    repeats    whether a level may have it more than once
    """

    name: ClassVar[str]
    sign: ClassVar[str] = "="
    examples: ClassVar[tuple[str, ...]]
    fields: ClassVar[Mapping[str, str]]
    repeats: ClassVar[bool] = False

    @classmethod
    def read(cls, value: str) -> Self:
        """Return the condition with this value, which stands behind the sign."""
        raise NotImplementedError

    @classmethod
    def take_apart(cls, value: str) -> Parts:
        """Return the value as fields of a form; empty where it fits none."""
        return dict.fromkeys(cls.fields, value) if value else {}

    @classmethod
    def put_together(cls, fields: Parts) -> str:
        """Write the value from the fields of a form; empty where nothing is asked."""
        return tight(fields[next(iter(cls.fields))])

    def exists(self, counted: int) -> bool:
        """Return whether the level exists with N counted teams."""
        return True

    def quota(self, counted: int) -> Fraction | None:
        """Return how many teams from the top it is for, exactly; None where it does not ask."""
        return None

    def least(self, field: Candidates) -> tuple[Fraction | None, ...]:
        """Return the totals asked for, in plain points; None for one that hangs on the best of nobody."""
        return ()

    def holds(self, team: Standing, field: Candidates) -> bool:
        """Return whether it holds for a team, apart from quota and total."""
        return True

    def capped(self, reached: Sequence[Standing]) -> Sequence[Standing]:
        """Return those who keep the level of all who reached it, best first."""
        return reached


def unknown(written: str) -> DomainError:
    """Return the refusal of a condition that nobody knows."""
    known = " · ".join(example for one in CONDITIONS.values() for example in one.examples)
    return DomainError("condition_unknown", found=written, known=known)


@dataclass(frozen=True)
class Share(Condition):
    """`share=10%`: the best tenth of the counted teams, ties aside."""

    name, examples, fields = "share", ("share=10%",), {"share": "number"}
    value: Fraction = Fraction(0)

    @classmethod
    def read(cls, value: str) -> Self:
        """Return the share, 0 to 100 %."""
        if not value.endswith("%"):
            raise unknown(f"share={value}")
        share = number(value.removesuffix("%")) / 100
        if not 0 <= share <= 1:
            raise DomainError("share_outside", found=value)
        return cls(share)

    @classmethod
    def take_apart(cls, value: str) -> Parts:
        """Return the percent without its sign."""
        return {"share": value[:-1]} if value.endswith("%") else {}

    @classmethod
    def put_together(cls, fields: Parts) -> str:
        """Write the percent with its sign."""
        percent = tight(fields["share"]).removesuffix("%")
        return f"{percent}%" if percent else ""

    def quota(self, counted: int) -> Fraction:
        """Return share × N."""
        return self.value * counted


@dataclass(frozen=True)
class Count(Condition):
    """`count=3`: so many teams from the top, ties aside."""

    name, examples, fields = "count", ("count=3",), {"count": "number"}
    value: int = 0

    @classmethod
    def read(cls, value: str) -> Self:
        """Return the number of teams."""
        return cls(whole(value))

    def quota(self, counted: int) -> Fraction:
        """Return the number of teams."""
        return Fraction(self.value)


_TOTAL = re.compile(r"(?P<number>[^%]+)(?:%(?P<of>max|best|mean(?P<count>[0-9]{1,6})))?", re.ASCII)


@dataclass(frozen=True)
class Total(Condition):
    """`total>=80`: a total of so many points, or a share of the maximum, of the best or of the mean of the best n.

    `of` is `points`, `max`, `best` or `mean`; `value` is plain points, or a share (80 % is 4/5).
    """

    name, sign, repeats = "total", ">=", True
    examples = ("total>=80", "total>=80%max", "total>=90%best", "total>=90%mean3")
    fields = {"total": "number", "total_of": "choice", "mean_of": "number"}
    of: str = "points"
    value: Fraction = Fraction(0)
    best_count: int = 1

    @classmethod
    def read(cls, value: str) -> Self:
        """Return the total that is asked for."""
        match = _TOTAL.fullmatch(value)
        if not match:
            raise unknown(f"total>={value}")
        asked, of, count = number(match["number"]), match["of"], match["count"]
        if not of:
            return cls("points", asked)
        if count is not None:
            return cls("mean", asked / 100, whole(count, least=1))
        return cls(of, asked / 100)

    @classmethod
    def take_apart(cls, value: str) -> Parts:
        """Return the number, what it is a percentage of, and of how many best totals the mean is taken."""
        match = _TOTAL.fullmatch(value)
        if not match:
            return {}
        of, count = match["of"] or "", match["count"] or ""
        return {"total": match["number"], "total_of": "mean" if count else of, "mean_of": count}

    @classmethod
    def put_together(cls, fields: Parts) -> str:
        """Write the number and what it is of."""
        asked = tight(fields["total"]).removesuffix("%")
        of = fields["total_of"]
        suffix = f"%mean{tight(fields['mean_of']) or 1}" if of == "mean" else f"%{of}" if of else ""
        return f"{asked}{suffix}" if asked else ""

    def least(self, field: Candidates) -> tuple[Fraction | None, ...]:
        """Return the least total in plain points."""
        if self.of == "points":
            return (self.value,)
        if self.of == "max":
            return (None if field.maximum is None else self.value * field.maximum,)
        best = sorted(field.placed, reverse=True)[: self.best_count]
        return (self.value * Fraction(sum(best), len(best) * 10**field.decimals) if best else None,)


@dataclass(frozen=True)
class FirstPlace(Condition):
    """`place=1`: nobody competing is strictly ahead, tie-breaks included."""

    name, examples, fields = "place", ("place=1",), {"place": "check"}

    @classmethod
    def read(cls, value: str) -> Self:
        """Return the condition; no other place can be asked for."""
        if value != "1":
            raise unknown(f"place={value}")
        return cls()

    @classmethod
    def take_apart(cls, value: str) -> Parts:
        """Return the check."""
        return {"place": "1"} if value == "1" else {}

    @classmethod
    def put_together(cls, fields: Parts) -> str:
        """Write 1 where it is checked."""
        return "1" if fields["place"] else ""

    def holds(self, team: Standing, field: Candidates) -> bool:
        """Return whether the team is first."""
        return team.row in field.firsts


@dataclass(frozen=True)
class Cap(Condition):
    """`cap=5`: from the top at most five teams get it; tied teams that would cross it get none, nor does anyone below."""

    name, examples, fields = "cap", ("cap=5",), {"cap": "number"}
    value: int = 0

    @classmethod
    def read(cls, value: str) -> Self:
        """Return the number of teams."""
        return cls(whole(value))

    def capped(self, reached: Sequence[Standing]) -> list[Standing]:
        """Return the groups of equal totals that fit."""
        taken: list[Standing] = []
        for _, group in groupby(reached, key=lambda standing: standing.total):
            tied = list(group)
            if len(taken) + len(tied) > self.value:
                break
            taken += tied
        return taken


@dataclass(frozen=True)
class CountedFrom(Condition):
    """`from=6`: the level exists only with six counted teams or more."""

    name, examples, fields = "from", ("from=6",), {"counted_from": "number"}
    value: int = 0

    @classmethod
    def read(cls, value: str) -> Self:
        """Return the number of teams."""
        return cls(whole(value))

    def exists(self, counted: int) -> bool:
        """Return whether there are so many."""
        return counted >= self.value


def at_most(sizes: Sequence[int], quota: Fraction) -> int:
    """`at_most`: the largest top group not above the quota."""
    return max(size for size in sizes if size <= quota)


def at_least(sizes: Sequence[int], quota: Fraction) -> int:
    """`at_least`: the smallest top group not below the quota; where none is large enough, all."""
    return min((size for size in sizes if size >= quota), default=sizes[-1])


def nearest(sizes: Sequence[int], quota: Fraction) -> int:
    """`nearest`: the top group nearest to the quota, never the empty one; at equal distance the larger."""
    return min((size for size in sizes if size), key=lambda size: (abs(size - quota), -size), default=0)


BORDERS: dict[Border, Callable[[Sequence[int], Fraction], int]] = {
    Border.AT_MOST: at_most,
    Border.AT_LEAST: at_least,
    Border.NEAREST: nearest,
}
"""Where a border goes that would cut through a tie."""


@dataclass(frozen=True)
class AtBorder(Condition):
    """`border=at_most`: where the border of a share or count goes that would cut through a tie."""

    name, examples, fields = "border", ("border=at_most",), {"border": "choice"}
    value: Border = Border.AT_MOST

    @classmethod
    def read(cls, value: str) -> Self:
        """Return the choice."""
        return cls(choose(Border, value))

    @classmethod
    def put_together(cls, fields: Parts) -> str:
        """Write the choice where share or count ask for a border."""
        return fields["border"] if fields["share"].strip() or fields["count"].strip() else ""


CONDITIONS: dict[str, type[Condition]] = {
    one.name: one for one in (Share, Count, Total, FirstPlace, Cap, CountedFrom, AtBorder)
}
"""By name, in the order in which they are written and told."""
