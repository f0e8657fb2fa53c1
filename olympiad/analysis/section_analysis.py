"""The whole analysis of a section in one value: tasks, judges, agreement, order and what other rules would do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from olympiad.analysis.agreement import TaskAgreement, agreement
from olympiad.analysis.connection import connection
from olympiad.analysis.judge_fairness import Fairness, fairness, worst
from olympiad.analysis.order import DRAWS, Official, Order, order
from olympiad.analysis.section_marks import SectionMarks, SheetKey, of_section
from olympiad.analysis.states import Notes, named, remark, unavailable, weak
from olympiad.analysis.task_quality import Quality, section_note, task_quality
from olympiad.domain.choices import Method, Scale
from olympiad.domain.errors import DomainError
from olympiad.domain.ranking import Listing, Ranking, rank
from olympiad.domain.section import Section
from olympiad.domain.what_if import compare

LINEAR = (Scale.RAW,)


@dataclass(frozen=True)
class Trial:
    """The same marks under other rules: how many places and awards would move."""

    rules: str
    places: int | None
    awards: int | None


@dataclass(frozen=True)
class Answer:
    """One of the answers at the top of the page."""

    question: str
    notes: Notes


@dataclass(frozen=True)
class SectionAnalysis:
    """Everything; `answers` first."""

    teams: int
    sheets: int
    judges: int
    answers: tuple[Answer, ...]
    quality: Quality
    fairness: Fairness
    agreement: tuple[TaskAgreement, ...]
    groups: Mapping[str, int]
    """Task → connected groups of judges and teams."""
    order: Order
    trials: tuple[Trial, ...]
    notes: Notes = ()


Progress = Callable[[int, int], None]
"""Called with steps done and steps in all."""


def analyse(
    section: Section,
    *,
    times: Mapping[SheetKey, tuple[float | None, float | None]] | None = None,
    close: frozenset[tuple[str, str]] | None = None,
    seed: int = 1,
    draws: int = DRAWS,
    progress: Progress = lambda _done, _all: None,
) -> SectionAnalysis:
    """Return the analysis of a section. Raises DomainError where it cannot be ranked at all."""
    marks = of_section(section, times, close)
    progress(1, 6)
    quality = task_quality(marks)
    progress(2, 6)
    judges = fairness(marks, seed)
    progress(3, 6)
    agreed = agreement(marks)
    progress(4, 6)
    ranking = rank(section)
    certain = order(marks, officials(section, ranking), linear=section.rules.scale in LINEAR, draws=draws, seed=seed)
    progress(5, 6)
    groups = {
        task.code: len(connection((one.team, one.judge) for one in marks.of_task(task.code)).groups)
        for task in marks.tasks
    }
    answers = _answers(marks, quality, judges, agreed, groups, certain)
    trials = _trials(section, ranking)
    progress(6, 6)
    return SectionAnalysis(
        len(marks.teams),
        len(marks.sheets),
        len({sheet.judge for sheet in marks.sheets}),
        answers,
        quality,
        judges,
        agreed,
        groups,
        certain,
        trials,
    )


def officials(section: Section, ranking: Ranking) -> list[Official]:
    """Return the placed teams of a ranking."""
    settled: dict[str, set[str]] = {}
    for mark in section.agreed_marks:
        settled.setdefault(mark.team, set()).add(mark.task)
    return [
        Official(row.team.key, float(row.place), float(row.total), row.award, frozenset(settled.get(row.team.key, ())))
        for row in ranking.rows
        if row.listing is Listing.PLACED and row.place is not None and row.total is not None
    ]


def _answers(
    marks: SectionMarks,
    quality: Quality,
    judges: Fairness,
    agreed: tuple[TaskAgreement, ...],
    groups: Mapping[str, int],
    certain: Order,
) -> tuple[Answer, ...]:
    apart = [note for one in judges.severity for note in one.notes if note.reason == "severity_apart"]
    shared = any(one.value is not None for one in judges.severity)
    severe: Notes = tuple(apart) or ((remark("severity_calm"),) if shared else (unavailable("single_judges"),))
    doubtful = [one.task for one in agreed if worst([one.notes]).value == "weak"]
    none = all(one.icc is None for one in agreed)
    agrees: Notes = (unavailable("single_judges"),) if none else (remark("agreement_good"),)
    if doubtful:
        agrees = (weak("agreement_doubtful", tasks=named(doubtful)),)
    split = [task for task, count in groups.items() if count > 1]
    linked: Notes = (weak("tasks_split", tasks=named(split)),) if split else (remark("connected"),)
    moved = [note for one in (*judges.drift, *judges.sequence) for note in one.notes if note.state == "weak"]
    timed = any(one.value is not None for one in judges.drift)
    day: Notes = tuple(moved) or ((remark("day_steady"),) if timed else (unavailable("no_times"),))
    return (
        Answer("severity", severe),
        Answer("agreement", agrees),
        Answer("connection", linked),
        Answer("day", day),
        Answer("own", judges.own.notes or (remark("own_not_favoured"),)),
        Answer("tasks", section_note(quality) if marks.sheets else (unavailable("no_sheets"),)),
        Answer("order", certain.notes or (remark("order_sure"),)),
    )


def _trials(section: Section, ranking: Ranking) -> tuple[Trial, ...]:
    """Rank the same marks under other rules."""
    judges = max((task.judges for task in section.tasks), default=1)
    found = [
        _trial("equal_weights", section, ranking, _equal_weights(section)),
        _trial("standardised", section, ranking, replace(section, rules=replace(section.rules, scale=Scale.Z))),
        _trial("without_penalties", section, ranking, replace(section, penalties=())),
    ]
    if judges > 2:
        tasks = tuple(replace(task, method=Method.MEDIAN) for task in section.tasks)
        found.append(_trial("median", section, ranking, replace(section, tasks=tasks)))
    return tuple(found)


def _equal_weights(section: Section) -> Section:
    most = max((Fraction(task.maximum) for task in section.tasks), default=Fraction(1)) or Fraction(1)
    tasks = tuple(
        replace(task, weight=most / Fraction(task.maximum)) if task.maximum else task for task in section.tasks
    )
    return replace(section, tasks=tasks)


def _trial(name: str, section: Section, ranking: Ranking, changed: Section) -> Trial:
    if changed == section:
        return Trial(name, 0, 0)
    try:
        moved = compare(ranking, rank(changed)).movers
    except DomainError:
        return Trial(name, None, None)
    places = sum(one.before.place != one.after.place for one in moved)
    return Trial(name, places, sum(one.before.award != one.after.award for one in moved))
