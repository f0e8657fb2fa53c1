"""The whole analysis of a section in one value: tasks, judges, agreement, order and what other rules would do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial

from olympiad.analysis.agreement import TaskAgreement, agreement
from olympiad.analysis.connection import connection
from olympiad.analysis.day_course import DayCourse, day_courses
from olympiad.analysis.eye_and_instrument import EyeAndInstrument, eye_and_instrument
from olympiad.analysis.judge_fairness import Fairness, fairness, worst
from olympiad.analysis.order import DRAWS, Official, Order, order
from olympiad.analysis.scoring import scoring_of
from olympiad.analysis.section_facets import TaskFacets, section_facets
from olympiad.analysis.section_marks import SectionMarks, SheetKey, of_section
from olympiad.analysis.sheet_matrix import SheetMatrix, sheet_matrix
from olympiad.analysis.states import Notes, named, remark, unavailable, weak
from olympiad.analysis.task_quality import Quality, section_note, task_quality
from olympiad.analysis.trials import Trial, trials
from olympiad.domain.evidence import gather
from olympiad.domain.known_marks import KnownMarks
from olympiad.domain.ranking import Listing, Ranking, rank_evidence
from olympiad.domain.section import Section

STEPS = 6


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
    day: tuple[DayCourse, ...]
    matrix: SheetMatrix
    eye: EyeAndInstrument
    marks: SectionMarks = field(repr=False, metadata={"is_inner": True})
    try_rules: Callable[[], tuple[Trial, ...]] = field(repr=False, metadata={"is_inner": True})
    notes: Notes = ()

    def __getstate__(self) -> dict[str, object]:
        """Take the trials to another process, not what makes them."""
        tried = self.trials
        return {**self.__dict__, "try_rules": partial(tuple, tried)}

    @cached_property
    def trials(self) -> tuple[Trial, ...]:
        """What other rules would do; made when a page asks for it."""
        return self.try_rules()

    @cached_property
    def facets(self) -> tuple[TaskFacets, ...]:
        """The Rasch model of each task; it takes as long as all the rest, so it is made when it is asked for."""
        return section_facets(self.marks)


Progress = Callable[[int, int], None]
"""Called with steps done and steps in all."""


def analyse(
    section: Section,
    *,
    times: Mapping[SheetKey, tuple[float | None, float | None]] | None = None,
    close: frozenset[tuple[str, str]] | None = None,
    seed: int = 1,
    draws: int = DRAWS,
    known: KnownMarks | None = None,
    progress: Progress = lambda _done, _all: None,
) -> SectionAnalysis:
    """Return the analysis of a section; `known` spares it task marks. Raises DomainError where it cannot be ranked."""
    known = known or KnownMarks()
    marks = of_section(section, times, close, known)
    ranking = rank_evidence(gather(section), known := known.fork())
    progress(1, STEPS)
    quality = task_quality(marks)
    progress(2, STEPS)
    judges = fairness(marks, seed)
    progress(3, STEPS)
    agreed = agreement(marks)
    progress(4, STEPS)
    certain = order(marks, officials(section, ranking), scoring_of(section, ranking), draws=draws, seed=seed)
    progress(5, STEPS)
    groups, eye = _groups(marks), eye_and_instrument(marks)
    progress(6, STEPS)
    return SectionAnalysis(
        len(marks.teams),
        len(marks.sheets),
        len({sheet.judge for sheet in marks.sheets}),
        _answers(marks, quality, judges, agreed, groups, certain, eye),
        quality,
        judges,
        agreed,
        groups,
        certain,
        day_courses(marks),
        sheet_matrix(marks),
        eye,
        marks,
        partial(trials, section, ranking, certain, known),
    )


def analyse_given(
    section: Section,
    times: Mapping[SheetKey, tuple[float | None, float | None]],
    close: frozenset[tuple[str, str]],
    seed: int,
    *,
    known: KnownMarks | None = None,
    progress: Progress = lambda _done, _all: None,
) -> SectionAnalysis:
    """Return the analysis of values as they are loaded, in this process or in one of its own."""
    return analyse(section, times=times, close=close, seed=seed, known=known, progress=progress)


def _groups(marks: SectionMarks) -> dict[str, int]:
    return {
        task.code: len(connection((one.team, one.judge) for one in marks.of_task(task.code)).groups)
        for task in marks.tasks
    }


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
    eye: EyeAndInstrument,
) -> tuple[Answer, ...]:
    return (
        Answer("severity", _severity(judges)),
        Answer("agreement", _agreement(agreed)),
        Answer("connection", _connection(groups)),
        Answer("day", _day(judges)),
        Answer("own", _own(judges, eye)),
        Answer("tasks", section_note(quality) if marks.sheets else (unavailable("no_sheets"),)),
        Answer("order", certain.notes or (remark("order_sure"),)),
    )


def _severity(judges: Fairness) -> Notes:
    apart = tuple(note for one in judges.severity for note in one.notes if note.reason == "severity_apart")
    if apart:
        return apart
    is_shared = any(one.value is not None for one in judges.severity)
    return (remark("severity_calm"),) if is_shared else (unavailable("single_judges"),)


def _agreement(agreed: Sequence[TaskAgreement]) -> Notes:
    doubtful = [one.task for one in agreed if worst([one.notes]).value == "weak"]
    if doubtful:
        return (weak("agreement_doubtful", tasks=named(doubtful)),)
    is_shared = any(one.icc is not None for one in agreed)
    return (remark("agreement_good"),) if is_shared else (unavailable("single_judges"),)


def _connection(groups: Mapping[str, int]) -> Notes:
    split = [task for task, count in groups.items() if count > 1]
    return (weak("tasks_split", tasks=named(split)),) if split else (remark("connected"),)


def _day(judges: Fairness) -> Notes:
    trends = (*judges.drift, *judges.sequence)
    moved = tuple(note for one in trends for note in one.notes if note.state == "weak")
    if moved:
        return moved
    is_timed = any(one.value is not None for one in judges.drift)
    return (remark("day_steady"),) if is_timed else (unavailable("no_times"),)


def _own(judges: Fairness, eye: EyeAndInstrument) -> Notes:
    """Answer for the own institution: directly where others marked the same teams, else by eye beside instrument."""
    direct = judges.own.notes or (remark("own_not_favoured"),)
    undefined = any(note.reason == "all_are_close" for note in direct)
    return eye.notes if undefined and eye.value is not None else direct
