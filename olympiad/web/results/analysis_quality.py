"""The page “Were the tasks good?” as rows and positions: tasks, the criteria of one of them, what to change."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from olympiad.analysis.states import Note, Notes, gravest
from olympiad.services.overview.analysis_releases import KeptNote
from olympiad.web.results.analysis_plots import Axis, Bar, Strip, axis, histogram
from olympiad.wording.analysis_reader import Reader
from olympiad.wording.analysis_sentences import note_beneath_heading, note_heading, note_sentence
from olympiad.wording.analysis_tables import short_words

if TYPE_CHECKING:
    from olympiad.analysis.section_analysis import SectionAnalysis
    from olympiad.analysis.task_quality import CriterionQuality, TaskQuality

CARRIES_AXIS = 0.4
CARRIES = 0.3


@dataclass(frozen=True)
class TaskRow:
    """One task."""

    code: str
    title: str
    criteria: int
    points: str
    counts: str
    """Teams by tenth of the maximum, for readers who hear the page."""
    bars: tuple[Bar, ...]
    reached: str
    full: int
    none: int
    apart: str
    strip: Strip
    alpha: str
    between: str
    minutes: str
    has_minutes: bool
    state: str
    sentence: str


@dataclass(frozen=True)
class CriterionRow:
    """One criterion."""

    code: str
    label: str
    points: str
    counts: str
    bars: tuple[Bar, ...]
    reached: str
    apart: str
    share: str
    width: str
    alpha: str
    is_alike: bool
    state: str
    words: str


@dataclass(frozen=True)
class Advice:
    """What to change next year, in a sentence."""

    kept: KeptNote
    sentence: str

    @property
    def key(self) -> str:
        """What the note is known by."""
        return self.kept.key

    @property
    def title(self) -> str:
        """Return task and criterion."""
        return note_heading(self.kept, self.kept.place)


def alpha_axis(r: Reader) -> Axis:
    """Return the scale of alpha."""
    return axis(0, 1, [(0, "0"), *((at, r.coefficient(at).rstrip("0")) for at in (0.5, 0.7)), (1, "1")], (0.7, 1))


def task_rows(found: "SectionAnalysis", scale: Axis, titles: Mapping[str, str], r: Reader) -> tuple[TaskRow, ...]:
    """Return the tasks."""
    return tuple(_task(one, scale, titles.get(one.code, ""), r) for one in found.quality.tasks)


def _task(one: "TaskQuality", scale: Axis, title: str, r: Reader) -> TaskRow:
    note = gravest(one.notes)
    return TaskRow(
        one.code,
        title,
        len(one.criteria),
        _short(one.maximum, r),
        ", ".join(map(str, one.bars)),
        histogram(one.bars),
        r.percent(None if one.difficulty is None else 100 * one.difficulty),
        one.full,
        one.none,
        r.coefficient(one.r_rest),
        Strip(scale.at(one.alpha), scale.at(one.low), scale.at(one.high), is_weak=_state(one.notes) == "weak"),
        r.coefficient(one.alpha),
        r.coefficients(one.low, one.high),
        r.number(one.minutes),
        one.minutes is not None and round(one.minutes, 1) > 0,
        _state(one.notes),
        note_sentence(note, r.language) if note else "",
    )


def _short(points: float, r: Reader) -> str:
    return r.number(points, 0 if points == int(points) else 1)


def _state(notes: Notes) -> str:
    note = gravest(notes)
    return str(note.state) if note else "ok"


def criterion_rows(task: "TaskQuality", labels: Mapping[str, str], r: Reader) -> tuple[CriterionRow, ...]:
    """Return the criteria of a task."""
    return tuple(_criterion(task, one, labels.get(one.code, ""), r) for one in task.criteria)


def _criterion(task: "TaskQuality", one: "CriterionQuality", label: str, r: Reader) -> CriterionRow:
    carried = [
        note for note in task.notes if note.reason == "criterion_carries" and note.fields["criterion"] == one.code
    ]
    notes = (*one.notes, *carried)
    note = gravest(notes)
    width = min(max(one.share or 0, 0) / CARRIES_AXIS, 1)
    return CriterionRow(
        one.code,
        label,
        _short(one.maximum, r),
        ", ".join(map(str, one.bars)),
        histogram(one.bars),
        r.percent(100 * one.difficulty),
        r.coefficient(one.r_drop),
        r.percent(None if one.share is None else 100 * one.share),
        f"{100 * width:.1f}%",
        r.coefficient(one.alpha_without),
        one.judges_alike,
        _state(notes),
        short_words(note, r),
    )


def advice(found: "SectionAnalysis", r: Reader) -> tuple[Advice, ...]:
    """Return what to change, task by task: each weak note once."""
    rows: dict[str, Advice] = {}
    for task, place, note in _notes(found):
        named = note.fields.get("criterion")
        title = f"{task} {named}" if named and place == task else place
        key = f"{title}: {note.reason}"
        if note.state == "weak":
            fields = {name: value if isinstance(value, int) else str(value) for name, value in note.fields.items()}
            kept = KeptNote(key, title, note.reason, fields)
            rows.setdefault(key, Advice(kept, note_beneath_heading(kept, r.language)))
    return tuple(rows.values())


def _notes(found: "SectionAnalysis") -> Iterator[tuple[str, str, Note]]:
    """Return task, place and note of everything that was noted of a task and of its criteria."""
    for task in found.quality.tasks:
        yield from ((task.code, task.code, note) for note in task.notes)
        yield from ((task.code, f"{task.code} {one.code}", note) for one in task.criteria for note in one.notes)
