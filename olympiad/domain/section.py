"""What a ranking is computed from: one section as plain values, whether read from files or rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from olympiad.domain.choices import TeamStatus
from olympiad.domain.exact import Amount
from olympiad.domain.rubric import AnswerKey, Cell, Task
from olympiad.domain.rules import Rules


@dataclass(frozen=True)
class Team:
    """The unit that is ranked, named by the organizers' key."""

    key: str
    status: TeamStatus = TeamStatus.COMPETING
    code: str = ""
    name: str = ""
    institution: str = ""
    country: str = ""
    status_reason: str = ""


class ScoreSheet(NamedTuple):
    """One judge's marks for one team on one task.

    `marks` has one cell per criterion, in the order of the task's criteria. `submitted` is false for a
    sheet that the judge has not handed over: it is missing, however full. Void sheets are not given.
    """

    team: str
    task: str
    judge: str
    marks: tuple[Cell, ...]
    absent: bool = False
    practice: bool = False
    submitted: bool = True


@dataclass(frozen=True)
class Penalty:
    """Points subtracted from a team's task mark, or from its total where `task` is empty."""

    team: str
    points: Amount
    task: str = ""
    reason: str = ""


@dataclass(frozen=True)
class AgreedMark:
    """What moderation settled: the whole task mark (any decimal), or one criterion's mark."""

    team: str
    task: str
    mark: Amount
    criterion: str = ""
    reason: str = ""
    by: str = ""


@dataclass(frozen=True)
class SpecialAward:
    """An award given by hand."""

    team: str
    award: str
    reason: str = ""


@dataclass(frozen=True)
class Section:
    """Everything that a section's ranking depends on, and nothing else.

    Keys of mappings are team keys, task codes, criterion codes and sample codes.

    sheets        every *expected* official sheet, also the empty ones (a tuple of None): from rows,
                  the sheets that are not void; from files, those that judges.csv or marks.csv name.
                  What a task's `judges` wants above them is a gap
    absences      (team, task) declared absent as a whole, without a judge
    samples       (team, task) → sample code
    sample_keys   (task, criterion, sample) → the key for that sample
    times         (team, task) → seconds
    extra_rounds  team → rank in the extra round, 1 is best
    notes         (team, task, judge, criterion) → the reason that stands beside a cell
    judge_names   judge → name, for explanations to the organizers
    """

    teams: tuple[Team, ...]
    tasks: tuple[Task, ...]
    sheets: tuple[ScoreSheet, ...]
    rules: Rules = field(default_factory=Rules)
    absences: frozenset[tuple[str, str]] = frozenset()
    samples: Mapping[tuple[str, str], str] = field(default_factory=dict)
    sample_keys: Mapping[tuple[str, str, str], AnswerKey] = field(default_factory=dict)
    penalties: tuple[Penalty, ...] = ()
    agreed_marks: tuple[AgreedMark, ...] = ()
    times: Mapping[tuple[str, str], Fraction] = field(default_factory=dict)
    extra_rounds: Mapping[str, int] = field(default_factory=dict)
    special_awards: tuple[SpecialAward, ...] = ()
    notes: Mapping[tuple[str, str, str, str], str] = field(default_factory=dict)
    judge_names: Mapping[str, str] = field(default_factory=dict)
