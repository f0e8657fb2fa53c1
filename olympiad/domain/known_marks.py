"""Task marks that were computed before, kept with all that they were computed from: equal grounds give equal marks."""

from olympiad.domain.evidence import Evidence
from olympiad.domain.rubric import Task
from olympiad.domain.task_marks import TaskMark, task_mark

Place = tuple[str, str]
Grounds = tuple[object, ...]


class KnownMarks:
    """What one ranking leaves for the next of the same section; any section may follow, equal or not.

    Nobody needs to say what has changed: a mark is taken over only where rubric, rounding and keys are equal, and
    sheets, agreed marks, penalties, absence and sample of that team and task too. Several threads may share one.
    """

    def __init__(self) -> None:
        self._kept: tuple[Grounds, dict[Place, tuple[Grounds, TaskMark]]] = ((), {})

    def fork(self) -> "KnownMarks":
        """Give another one that begins with the same marks, for a trial that shall leave these alone."""
        made = KnownMarks()
        made._kept = self._kept
        return made

    def rows(self, evidence: Evidence) -> list[tuple[TaskMark, ...]]:
        """Steps 1 to 6 for all teams, in the order of teams and tasks."""
        section = evidence.section
        basis = (section.tasks, section.rules.penalty_floor, section.rules.task_decimals, dict(section.sample_keys))
        known_basis, known = self._kept
        before = known if known_basis == basis else {}
        now: dict[Place, tuple[Grounds, TaskMark]] = {}
        rows = [
            tuple([_mark(evidence, team.key, task, before, now) for task in section.tasks]) for team in section.teams
        ]
        self._kept = basis, now
        return rows


def _mark(
    evidence: Evidence,
    team: str,
    task: Task,
    before: dict[Place, tuple[Grounds, TaskMark]],
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
