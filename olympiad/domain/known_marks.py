"""Task marks and sheets computed before, kept with all that they were computed from: equal grounds give equal marks."""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from fractions import Fraction

from olympiad.domain.evidence import Evidence
from olympiad.domain.rubric import Task
from olympiad.domain.rules import Rules
from olympiad.domain.section import Section
from olympiad.domain.task_marks import MarkedSheet, TaskMark, marked_sheets, task_mark

Place = tuple[str, str]
Grounds = tuple[object, ...]
Known = Mapping[Place, tuple[Grounds, TaskMark]]
Marked = Callable[[str, Task], tuple[MarkedSheet, ...]]
"""The official sheets of a team key on a task, as `task_marks.marked_sheets` gives them."""

AFTER_TASK_MARKS = frozenset(
    {
        "scale", "sd", "decimals", "missing", "no_show", "places", "ties", "awards", "share_of", "conflict", "blind",
        "points_shown", "part_weights",
    }
)  # fmt: skip
"""Rules that come after the task marks, so that a mark is the same whatever they say; a rule that is not named here counts."""
OF_TASK_MARKS = tuple(one.name for one in fields(Rules) if one.name not in AFTER_TASK_MARKS)


class KnownMarks:
    """What one ranking leaves for the next of the same section; any section may follow, equal or not.

    Nobody needs to say what has changed: a mark is taken over only where the task (but for its weight, which comes
    later), the rules of task marks and keys are equal, and sheets, agreed marks, penalties, absence and sample of that
    team and task too. Several threads may share one.
    """

    def __init__(self) -> None:
        self._kept: tuple[Mapping[str, Grounds], Known] = ({}, {})
        self._sheets: dict[Place, tuple[Grounds, tuple[MarkedSheet, ...]]] = {}

    def fork(self) -> "KnownMarks":
        """Give another one that begins with the same marks, for a trial that shall leave these alone."""
        made = KnownMarks()
        made._kept = self._kept
        made._sheets = self._sheets.copy()
        return made

    def sheets_of(self, evidence: Evidence) -> Marked:
        """Return what gives the sheets of a team on a task with worths and totals, known ones as they are kept."""
        bases = {task.code: _basis(evidence.section, task) for task in evidence.section.tasks}

        def marked(team: str, task: Task) -> tuple[MarkedSheet, ...]:
            place = (team, task.code)
            grounds = (bases[task.code], *_grounds(evidence, place))
            found = self._sheets.get(place)
            if found is None or found[0] != grounds:
                found = self._sheets[place] = (grounds, marked_sheets(evidence, team, task))
            return found[1]

        return marked

    def rows(self, evidence: Evidence) -> list[tuple[TaskMark, ...]]:
        """Steps 1 to 6 for all teams, in the order of teams and tasks."""
        section = evidence.section
        bases, known = self._kept
        own = {task.code: _basis(section, task) for task in section.tasks}
        usable = {code for code, basis in own.items() if bases.get(code) == basis}
        now: dict[Place, tuple[Grounds, TaskMark]] = {}
        rows = [
            tuple(
                [_mark(evidence, team.key, task, known if task.code in usable else {}, now) for task in section.tasks]
            )
            for team in section.teams
        ]
        self._kept = own, now
        return rows


def _basis(section: Section, task: Task) -> Grounds:
    """Return what the marks of all teams in a task depend on."""
    keys = {place: key for place, key in section.sample_keys.items() if place[0] == task.code}
    rules = tuple(getattr(section.rules, name) for name in OF_TASK_MARKS)
    return replace(task, weight=Fraction(1)), rules, keys


def _mark(
    evidence: Evidence,
    team: str,
    task: Task,
    before: Known,
    now: dict[Place, tuple[Grounds, TaskMark]],
) -> TaskMark:
    place = (team, task.code)
    grounds = _grounds(evidence, place)
    found = before.get(place)
    if found is None or found[0] != grounds:
        found = (grounds, task_mark(evidence, team, task))
    now[place] = found
    return found[1]


def _grounds(evidence: Evidence, place: Place) -> Grounds:
    section = evidence.section
    return (
        evidence.sheets.get(place),
        evidence.agreed.get(place),
        evidence.agreed_criteria.get(place),
        evidence.penalties.get(place),
        place in section.absences,
        section.samples.get(place),
    )
