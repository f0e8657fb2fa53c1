"""Were the tasks good: how hard, how well they tell teams apart and hold together, and what to change next time."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median

from olympiad.analysis.cronbach import cronbach
from olympiad.analysis.generalizability import generalizability, of_wide
from olympiad.analysis.items import item_analysis
from olympiad.analysis.section_marks import SectionMarks, SheetMarks, TaskShape
from olympiad.analysis.states import Note, Notes, named, remark, unavailable, weak
from olympiad.analysis.tables import Wide

CLASSES = 10
"""Bars of a distribution."""
CRITERION_CLASSES = 8
"""Most classes of a criterion above the class at 0."""
GOOD_ALPHA = 0.7
CARRIES = 0.3
"""From this share of the differences on, one criterion carries the task."""
ENOUGH, MOST_TASKS = 0.8, 20
LEAST_R = 0.1
NEARLY_ALL = 0.95


@dataclass(frozen=True)
class CriterionQuality:
    """One criterion of a task, over the means of its judges."""

    code: str
    maximum: float
    difficulty: float
    r_drop: float | None
    share: float | None
    """Covariance with the task's total ÷ variance of the total: what part of the differences it carries."""
    alpha_without: float | None
    floor: float
    ceiling: float
    judges_alike: bool
    """Whether several judges gave every team the same mark."""
    bars: tuple[int, ...]
    """Teams by class of the mark, from 0 to the maximum: half points up to four, else eighths."""
    notes: Notes


@dataclass(frozen=True)
class TaskQuality:
    """One task."""

    code: str
    teams: int
    maximum: float
    difficulty: float | None
    full: int
    none: int
    bars: tuple[int, ...]
    """Teams by tenth of the maximum."""
    r_rest: float | None
    """Correlation with the sum of the other tasks."""
    alpha: float | None
    low: float | None
    high: float | None
    minutes: float | None
    """Median minutes per sheet."""
    criteria: tuple[CriterionQuality, ...]
    notes: Notes


@dataclass(frozen=True)
class Quality:
    """All tasks, and how well they hold together as a section."""

    tasks: tuple[TaskQuality, ...]
    alpha: float | None
    low: float | None
    high: float | None
    enough_tasks: int | None
    """So many tasks of this kind would rank the teams with a relative coefficient of 0.8, by the D study of teams × tasks."""
    notes: Notes


def task_quality(marks: SectionMarks) -> Quality:
    """Return the quality of every task and criterion."""
    means = {task.code: _means(marks.of_task(task.code)) for task in marks.tasks}
    whole = [team for team in marks.teams if all(team in means[task.code] for task in marks.tasks)]
    table = Wide(
        tuple(whole),
        tuple(task.code for task in marks.tasks),
        tuple(tuple(means[task.code][team] * task.weight for task in marks.tasks) for team in whole),
    )
    scale = cronbach(table)
    rest = {name: one.r_drop for name, one in scale.items.items()}
    tasks = tuple(_task(task, marks.of_task(task.code), rest.get(task.code)) for task in marks.tasks)
    return Quality(tasks, scale.alpha, scale.low, scale.high, _enough_tasks(table), scale.notes)


def _enough_tasks(table: Wide) -> int | None:
    numbers = [(one,) for one in range(1, MOST_TASKS + 1)]
    study = generalizability(of_wide(table), None, numbers).d_study
    return next((number[0] for number in numbers if (study[str(number[0])][0] or 0) >= ENOUGH), None)


def _means(sheets: Sequence[SheetMarks]) -> dict[str, float]:
    totals: dict[str, list[float]] = defaultdict(list)
    for sheet in sheets:
        totals[sheet.team].append(sheet.total)
    return {team: fmean(own) for team, own in totals.items()}


def _criterion_means(task: TaskShape, sheets: Sequence[SheetMarks]) -> Wide:
    cells: dict[str, list[list[float]]] = defaultdict(lambda: [[] for _ in task.criteria])
    for sheet in sheets:
        for at, points in enumerate(sheet.points):
            if points is not None:
                cells[sheet.team][at].append(points)
    names = tuple(code for code, _ in task.criteria)
    return Wide(tuple(cells), names, tuple(tuple(fmean(one) if one else None for one in own) for own in cells.values()))


def _task(task: TaskShape, sheets: Sequence[SheetMarks], r_rest: float | None) -> TaskQuality:
    means = _means(sheets)
    if not means:
        return TaskQuality(
            task.code, 0, task.maximum, None, 0, 0, (0,) * CLASSES, None, None, None, None, None, (),
            (unavailable("no_sheets"),),
        )  # fmt: skip
    shares = [mean / task.maximum for mean in means.values()]
    table = _criterion_means(task, sheets)
    scale = cronbach(table)
    bars = [0] * CLASSES
    for share in shares:
        bars[min(max(int(share * CLASSES), 0), CLASSES - 1)] += 1
    criteria = _criteria(task, table, sheets)
    spent = [sheet.spent for sheet in sheets if sheet.spent is not None]
    return TaskQuality(
        task.code,
        len(means),
        task.maximum,
        fmean(shares),
        sum(share >= 1 for share in shares),
        sum(share <= 0 for share in shares),
        tuple(bars),
        r_rest,
        scale.alpha,
        scale.low,
        scale.high,
        median(spent) if spent else None,
        criteria,
        (*scale.notes, *_task_notes(task, scale.alpha, criteria, shares)),
    )


def _task_notes(
    task: TaskShape, alpha: float | None, criteria: Sequence[CriterionQuality], shares: Sequence[float]
) -> Notes:
    notes: list[Note] = []
    heavy = [one for one in criteria if one.share is not None and one.share > CARRIES and len(criteria) > 2]
    notes += [weak("criterion_carries", criterion=one.code, share=round(100 * (one.share or 0))) for one in heavy]
    if alpha is not None and 0 <= alpha < GOOD_ALPHA:
        notes.append(weak("alpha_low", task=task.code))
    return (*notes, *_difficulty(task, fmean(shares)))


def _difficulty(task: TaskShape, mean: float) -> Notes:
    if mean > 0.9:
        return (weak("too_easy", task=task.code),)
    return (weak("too_hard", task=task.code),) if mean < 0.2 else ()


def _criteria(task: TaskShape, table: Wide, sheets: Sequence[SheetMarks]) -> tuple[CriterionQuality, ...]:
    found = item_analysis(table, dict(task.criteria))
    scale = cronbach(table)
    shares = _shares(table)
    alike = _alike(task, sheets)
    return tuple(
        CriterionQuality(
            code,
            maximum,
            item.difficulty,
            item.r_drop,
            shares.get(code),
            scale.items[code].alpha_if_dropped if code in scale.items else None,
            item.floor,
            item.ceiling,
            code in alike,
            _bars([row[at] for row in table.values], maximum),
            _criterion_notes(code, item.r_drop, item.ceiling, item.floor),
        )
        for at, (code, maximum) in enumerate(task.criteria)
        if (item := found.items.get(code)) is not None
    )


def _bars(points: Sequence[float | None], maximum: float) -> tuple[int, ...]:
    """Count teams by class of their mark.

    >>> _bars([0, 1, 1, None, 0.5], 1)
    (1, 1, 2)
    """
    last = max(min(round(2 * maximum), CRITERION_CLASSES), 1)
    bars = [0] * (last + 1)
    for one in points:
        if one is not None:
            bars[min(max(round(last * one / maximum), 0), last)] += 1
    return tuple(bars)


def _criterion_notes(code: str, r_drop: float | None, ceiling: float, floor: float) -> Notes:
    if ceiling >= NEARLY_ALL:
        return (weak("everybody_has_it", criterion=code),)
    if floor >= NEARLY_ALL:
        return (weak("nobody_has_it", criterion=code),)
    if r_drop is not None and r_drop < LEAST_R:
        return (weak("tells_nothing", criterion=code),)
    return ()


def _shares(table: Wide) -> dict[str, float]:
    """Return what part of the variance of the totals each criterion carries."""
    part, _ = table.complete()
    if len(part.rows) < 2:
        return {}
    totals = [sum(row) for row in part.values]  # type: ignore[arg-type]
    middle = fmean(totals)
    variance = sum((total - middle) ** 2 for total in totals)
    if not variance:
        return {}
    columns = zip(part.columns, zip(*part.values, strict=True), strict=True)
    return {
        name: sum(float(one or 0) * (total - middle) for one, total in zip(column, totals, strict=True)) / variance
        for name, column in columns
    }


def _alike(task: TaskShape, sheets: Sequence[SheetMarks]) -> set[str]:
    """Return criteria that two or more judges marked alike for every team, although teams differ."""
    by_team: dict[str, list[SheetMarks]] = defaultdict(list)
    for sheet in sheets:
        by_team[sheet.team].append(sheet)
    several = [own for own in by_team.values() if len(own) > 1]
    if len(several) < 3:
        return set()
    return {code for at, (code, _) in enumerate(task.criteria) if _is_alike(at, several)}


def _is_alike(at: int, panels: Sequence[Sequence[SheetMarks]]) -> bool:
    """Return whether the judges of each team gave the same points for a criterion, and teams different ones."""
    points = [{sheet.points[at] for sheet in sheets} for sheets in panels]
    return all(len(own) == 1 for own in points) and len(set[float | None]().union(*points)) > 1


def section_note(quality: Quality) -> Notes:
    """Return what a chief judge should know first."""
    poor = [task.code for task in quality.tasks if any(note.reason == "alpha_low" for note in task.notes)]
    return (weak("tasks_uneven", tasks=named(poor)),) if poor else (remark("tasks_good"),)
