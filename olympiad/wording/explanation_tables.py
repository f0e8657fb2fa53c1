"""How a total arose as tables and a picture: criterion by judge, points won and lost, and what the rules made of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from olympiad.domain.choices import CriterionKind
from olympiad.domain.criteria import Criterion
from olympiad.domain.exact import Amount
from olympiad.domain.explanation import Explanation, TaskPart
from olympiad.domain.kinds.levels import levels_of
from olympiad.domain.sheets import Basis, Worth
from olympiad.domain.task_marks import MarkedSheet
from olympiad.wording.catalogues import N_
from olympiad.wording.explanations import Names, Teller, says_nothing
from olympiad.wording.numbers import share_of

WITHOUT_POINTS: dict[Basis, str] = {
    Basis.EXCLUDED: N_("left out"),
    Basis.UNMARKED: N_("not marked yet"),
    Basis.UNDECIDED: N_("not decided yet"),
    Basis.UNRESOLVED: N_("without a result yet"),
}
FROM_ELSEWHERE: dict[Basis, str] = {
    Basis.AGREED: N_("as agreed"),
    Basis.FULL: N_("not assessed, full points"),
    Basis.OTHERS: N_("not assessed, as on the other sheets"),
}

NOTHING = N_("Judge %(judge)s: nothing marked yet.")


@dataclass(frozen=True)
class CellShown:
    """What one judge gave for a criterion: the points, and what was chosen or measured and noted."""

    points: str
    words: str = ""
    is_open: bool = False


@dataclass(frozen=True)
class LineShown:
    """One criterion: its name, its maximum, a cell of each judge, and the joined points where they are joined so."""

    name: str
    maximum: str
    cells: tuple[CellShown, ...]
    joined: str = ""


@dataclass(frozen=True)
class Segment:
    """A criterion in the bar of its task, in percent of the bar: where it begins, how wide it is, how much of it was won."""

    start: str
    width: str
    won: str


@dataclass(frozen=True)
class JudgeShown:
    """The head and foot of a judge's column."""

    name: str
    total: str
    is_left_out: bool


@dataclass(frozen=True)
class TaskShown:
    """One task: its bar, its table, and sentences about what the rules made of it."""

    code: str
    name: str
    heading: str
    mark: str
    maximum: str
    share: str
    lost: str
    segments: tuple[Segment, ...]
    most_lost: str
    judges: tuple[JudgeShown, ...]
    lines: tuple[LineShown, ...]
    is_joined_by_criterion: bool
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class ExplanationShown:
    """Tasks as tables, and sentences about total, place and award."""

    tasks: tuple[TaskShown, ...]
    closing: tuple[str, ...]


def explanation_tables(
    told: Explanation, language: str, names: Names | None = None, *, is_exact: bool = False
) -> ExplanationShown:
    """Lay out an explanation; numbers have the decimals of the rules, or all of them where `is_exact`."""
    teller = Teller(told, language, names or Names(), None if is_exact else max(told.rules.decimals, 1))
    return ExplanationShown(tuple(_task(teller, part) for part in told.parts), tuple(teller.closing()))


def _task(teller: Teller, part: TaskPart) -> TaskShown:
    detail = part.detail
    told = [sheet for sheet in detail.sheets if not says_nothing(part, sheet)]
    sheets = [sheet for sheet in told if _has_marks(sheet)]
    untouched = [teller.say(NOTHING, judge=sheet.judge) for sheet in told if sheet not in sheets]
    value, maximum = detail.mark.value, detail.task.maximum
    means = _means(part, sheets)
    return TaskShown(
        detail.task.code, teller.task_name(detail.task.code), teller.heading(part),
        _points(teller, value), teller.points(maximum),
        share_of(value or 0, maximum), "" if value is None else teller.points(max(0, maximum - value)),
        _segments(detail.task.criteria, means, maximum), _most_lost(teller, part, means),
        tuple(_judge(teller, part, sheet) for sheet in sheets), _lines(teller, part, sheets),
        detail.joined_criteria is not None, (*untouched, *teller.rules_of(part)),
    )  # fmt: skip


def _points(teller: Teller, value: Amount | None) -> str:
    return "" if value is None else teller.points(value)


def _has_marks(sheet: MarkedSheet) -> bool:
    """Return whether a sheet says anything: marks, or that the team is absent."""
    return sheet.is_absent or any(one.basis is not Basis.UNMARKED for one in sheet.worths)


def _lines(teller: Teller, part: TaskPart, sheets: Sequence[MarkedSheet]) -> tuple[LineShown, ...]:
    positions = range(len(part.detail.task.criteria)) if sheets else ()
    return tuple(_line(teller, part, sheets, position) for position in positions)


def _judge(teller: Teller, part: TaskPart, sheet: MarkedSheet) -> JudgeShown:
    total = teller.say(N_("absent")) if sheet.is_absent else "–" if sheet.total is None else teller.points(sheet.total)
    return JudgeShown(sheet.judge, total, sheet.judge in part.dropped)


def _line(teller: Teller, part: TaskPart, sheets: Sequence[MarkedSheet], position: int) -> LineShown:
    criterion = part.detail.task.criteria[position]
    joined = part.detail.joined_criteria
    sign = "−" if criterion.is_penalty else ""
    return LineShown(
        teller.criterion_name(part, criterion.code), sign + teller.points(criterion.maximum),
        tuple(_cell(teller, part, criterion, sheet, position) for sheet in sheets),
        teller.points(joined[position].points) if joined is not None and joined[position].counts else "",
    )  # fmt: skip


def _cell(teller: Teller, part: TaskPart, criterion: Criterion, sheet: MarkedSheet, position: int) -> CellShown:
    if sheet.is_absent:
        return CellShown("–", is_open=True)
    worth, code = sheet.worths[position], part.detail.task.code
    note = teller.told.notes.get((code, sheet.judge, criterion.code), "").strip()
    if not worth.counts:
        return CellShown("–", _together(teller.say(WITHOUT_POINTS[worth.basis]), note), is_open=True)
    where = FROM_ELSEWHERE.get(worth.basis)
    words = (
        teller.say(where) if where else "",
        _level(criterion, worth, teller.language),
        teller.measured(code, sheet.judge, criterion.code, worth).removeprefix(", "),
        teller.times(sheet.judge, worth).removeprefix(", "),
        note,
    )
    return CellShown(teller.points(worth.points), _together(*words))


def _together(*words: str) -> str:
    return "; ".join(filter(None, words))


def _level(criterion: Criterion, worth: Worth, language: str) -> str:
    """Return what the level that was reached means."""
    return next((one.words(language) for one in levels_of(criterion) if one.points == worth.points), "")


def _means(part: TaskPart, sheets: Sequence[MarkedSheet]) -> list[Fraction | None]:
    """Return the points of each criterion: joined ones, else the mean of the sheets that count.

    None where nobody gave any, and for all of a task whose mark was agreed.
    """
    if part.detail.agreed is not None:
        return [None] * len(part.detail.task.criteria)
    joined = part.detail.joined_criteria
    if joined is not None:
        return [Fraction(worth.points) if worth.counts else None for worth in joined]
    counted = [one.worths for one in sheets if one.total is not None and one.judge not in part.dropped]
    return [_mean([worths[at] for worths in counted]) for at in range(len(part.detail.task.criteria))]


def _mean(worths: Sequence[Worth]) -> Fraction | None:
    given = [Fraction(one.points) for one in worths if one.counts]
    return sum(given, Fraction(0)) / len(given) if given else None


def _segments(criteria: Sequence[Criterion], means: Sequence[Fraction | None], maximum: Amount) -> tuple[Segment, ...]:
    """Lay the criteria of a task side by side, as wide as their maxima; penalties take no room of their own."""
    found, start = [], Fraction(0)
    if all(mean is None for mean in means):
        return ()
    for criterion, mean in zip(criteria, means, strict=True):
        if criterion.kind is CriterionKind.PENALTY or not maximum:
            continue
        won = min(Fraction(criterion.maximum), max(Fraction(0), mean or Fraction(0)))
        found.append(Segment(share_of(start, maximum), share_of(criterion.maximum, maximum), share_of(won, maximum)))
        start += criterion.maximum
    return tuple(found)


def _most_lost(teller: Teller, part: TaskPart, means: Sequence[Fraction | None]) -> str:
    """Name the criteria at which most was lost, three at most."""
    lost = [
        (-mean if one.is_penalty else one.maximum - mean, one)
        for one, mean in zip(part.detail.task.criteria, means, strict=True)
        if mean is not None
    ]
    worst = sorted((pair for pair in lost if pair[0] > 0), key=lambda pair: -pair[0])[:3]
    if not worst:
        return ""
    listed = ", ".join(f"{teller.criterion_name(part, one.code)} (−{teller.points(amount)})" for amount, one in worst)
    return teller.say(N_("Most was lost at: %(criteria)s."), criteria=listed)
