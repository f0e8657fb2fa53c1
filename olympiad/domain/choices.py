"""The words that can be chosen in a section: kinds, states, methods, scales, styles."""

from enum import StrEnum


class TeamStatus(StrEnum):
    """How a team takes part; only competing teams have places and count in shares."""

    COMPETING = "competing"
    GUEST = "guest"
    WITHDRAWN = "withdrawn"
    DISQUALIFIED = "disqualified"


IN_THE_RUNNING = (TeamStatus.COMPETING, TeamStatus.GUEST)
"""Something is expected of these teams and their judges."""
OUT_OF_RUNNING = (TeamStatus.WITHDRAWN, TeamStatus.DISQUALIFIED)
"""Nothing more is expected of these teams; what was scored stays."""


class CriterionKind(StrEnum):
    """What a judge writes down for a criterion."""

    POINTS = "points"
    CHECK = "check"
    LEVELS = "levels"
    READING = "reading"
    CHOICE = "choice"
    PENALTY = "penalty"


class MarkState(StrEnum):
    """What is known of one cell of a sheet; `unmarked` is never 0."""

    UNMARKED = "unmarked"
    MARKED = "marked"
    NOT_ASSESSED = "not_assessed"
    ABSENT = "absent"


class Consequence(StrEnum):
    """What *not assessed* does to the sheet; it stands in the place of the mark.

    `undecided`: no total yet · `exclude`: rescaled to what was assessed · `full`: the maximum ·
    `others`: mean of that criterion's points on the other official sheets.
    """

    UNDECIDED = "undecided"
    EXCLUDE = "exclude"
    FULL = "full"
    OTHERS = "others"


class Method(StrEnum):
    """How the sheets of one team and task are joined."""

    MEAN = "mean"
    MEDIAN = "median"
    TRIMMED = "trimmed"
    LOWEST = "lowest"
    HIGHEST = "highest"


class JoinBy(StrEnum):
    """What is joined: sheet totals, or the points of each criterion."""

    SHEET = "sheet"
    CRITERION = "criterion"


class Scale(StrEnum):
    """What a task mark becomes before it is weighted."""

    RAW = "raw"
    PERCENT = "percent"
    BEST = "best"
    Z = "z"
    T = "t"


class Deviation(StrEnum):
    """Divisor of the standard deviation: n or n - 1."""

    POPULATION = "population"
    SAMPLE = "sample"


class WhenMissing(StrEnum):
    """A team with a missing task mark: no place, or 0 in the sums."""

    NO_PLACE = "no_place"
    ZERO = "zero"


class NoShow(StrEnum):
    """A team absent everywhere: placed with 0, or listed without a place."""

    PLACED = "placed"
    UNPLACED = "unplaced"


class PlaceStyle(StrEnum):
    """How places are counted where teams stay tied."""

    STANDARD = "1224"
    DENSE = "1223"
    MODIFIED = "1334"
    FRACTIONAL = "fractional"
    ORDINAL = "1234"


class ShareOf(StrEnum):
    """Whom a share of the field counts."""

    PRESENT = "present"
    REGISTERED = "registered"


class ConflictPolicy(StrEnum):
    """A judge of the team's own institution."""

    FORBID = "forbid"
    WARN = "warn"


class Border(StrEnum):
    """Where a border goes that would cut through a tie."""

    AT_MOST = "at_most"
    AT_LEAST = "at_least"
    NEAREST = "nearest"


class JudgeKind(StrEnum):
    """Official judges count, practice judges never do."""

    OFFICIAL = "official"
    PRACTICE = "practice"


class SheetState(StrEnum):
    """Where a score sheet stands; the permitted moves are in `lifecycle`."""

    NOT_STARTED = "not_started"
    OPEN = "open"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    VOID = "void"


HANDED_OVER = frozenset({SheetState.SUBMITTED, SheetState.ACCEPTED})
"""Only these sheets count; an open or returned one is missing, however full."""
MOVABLE = frozenset({SheetState.NOT_STARTED, SheetState.OPEN, SheetState.RETURNED})
"""These wait for their judge; they may be given to another one."""


class TeamRole(StrEnum):
    """In which capacity a participant belongs to a team."""

    MEMBER = "member"
    LEADER = "leader"
